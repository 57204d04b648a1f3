import type { AgentTool, Fault, ServerHealth } from '../contract/index.ts'
import type { ServerEntry } from '../servers.ts'

/** A tool as one server offers it. */
export type OfferedTool = Omit<AgentTool, 'servers'>

/** How a server stands: what is known of it, and since when. What it offered last stays known while it is down. */
export interface ServerState {
  state: ServerHealth['state']
  /** Unix seconds. */
  since: number
  title: string
  version: string | null
  tools: readonly OfferedTool[]
  fault: Fault | null
}

export function firstState({ name }: ServerEntry, now: number): ServerState {
  return { state: 'connecting', since: now, title: name, version: null, tools: [], fault: null }
}

/** The same server in another state; `since` moves only where the state does. */
export function changed(before: ServerState, change: Partial<ServerState>, now: number): ServerState {
  const since = change.state === undefined || change.state === before.state ? before.since : now
  return { ...before, ...change, since }
}

export function healthOf({ name, url }: ServerEntry, known: ServerState): ServerHealth {
  const { state, since, title, version, tools, fault } = known
  return { name, title, url: withoutSecrets(url), state, since, version, tools: tools.length, fault }
}

/** An address as people may see it: a password in it stays inside. */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  shown.search = ''
  return shown.href
}
