import { setTimeout as delay } from 'node:timers/promises'
import type { FetchLike } from '@modelcontextprotocol/client'
import { AppError, nearNames } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import type { AgentTool, Fault } from '../contract/index.ts'
import type { CallOptions, ServerEntry, Servers, ToolAnswer } from '../servers.ts'
import { faultFrom } from './fault-of.ts'
import { callOn, readOn } from './requests.ts'
import { type LinkTimes, ServerLink } from './server-link.ts'

export interface ConnectOptions {
  servers: readonly ServerEntry[]
  log?: Log
  /** In place of the global one. */
  fetch?: FetchLike
  /** Unix seconds. */
  now?: () => number
  /** Milliseconds. */
  times?: Partial<LinkTimes & { /** One call of a tool. */ call: number /** One resource. */; read: number }>
}

// A server's own limit for its longest tool is three minutes: it says best itself that it was too slow.
const usualTimes = {
  connect: 10_000,
  check: 15_000,
  firstRetry: 500,
  lastRetry: 30_000,
  call: 200_000,
  read: 30_000,
}

/** How long a caller waits for servers that have not been tried yet. */
const firstTryMs = 2000

/**
 * Connects to MCP servers over Streamable HTTP, in the background: this returns at once, and what a server offers is
 * known when it has answered.
 */
export function connectServers({ servers, log, fetch, now, times: given }: ConnectOptions): Servers {
  const times = { ...usualTimes, ...given }
  const links = servers.map(
    (entry) => new ServerLink(entry, { log, fetch, times, now: now ?? (() => Date.now() / 1000) }),
  )
  const offering = (tool: string) => links.filter((link) => link.tools().some(({ name }) => name === tool))
  /** Those that are up come first: one that is down is tried only where nobody else can answer. */
  const candidates = async (named: string | undefined, of: () => ServerLink[], signal: AbortSignal) => {
    if (of().length === 0) await firstTry(links, signal)
    const able = of().filter(({ entry }) => named === undefined || entry.name === named)
    return [...able.filter(isUp), ...able.filter((link) => !isUp(link))]
  }
  return {
    health: () => links.map((link) => link.health()),
    tools: () => mergeTools(links),
    settle: (signal) => firstTry(links, signal),
    call: async (tool, args, { signal, server }: CallOptions): Promise<ToolAnswer> => {
      const began = performance.now()
      let answer: ToolAnswer | undefined
      for (const link of await candidates(server, () => offering(tool), signal)) {
        answer = await callOn(link, tool, args, { signal, timeout: times.call })
        if (answer.fault?.code !== 'unreachable') break
      }
      const ms = Math.round(performance.now() - began)
      return answer === undefined ? noAnswer(unknownTool(tool, server, links), server) : { ...answer, ms }
    },
    read: async (uri, { signal, server }) => {
      let fault: Fault = { code: 'unreachable', message: 'No server is configured.', hint: 'Name at least one.' }
      for (const link of await candidates(server, () => [...links], signal)) {
        const read = await readOn(link, uri, { signal, timeout: times.read })
        if (read.ok) return read.result
        fault = read.fault
        if (!read.lost) break
      }
      throw new AppError(readCode(fault), fault.message, fault.hint === undefined ? {} : { hint: fault.hint })
    },
    close: async () => {
      await Promise.all(links.map((link) => link.close()))
    },
  }
}

const isUp = (link: ServerLink) => link.health().state === 'up'

function readCode({ code }: Fault) {
  return code === 'unreachable' || code === 'timeout' || code === 'not_found' || code === 'invalid_input'
    ? code
    : 'upstream'
}

async function firstTry(links: readonly ServerLink[], signal: AbortSignal): Promise<void> {
  await Promise.race([
    Promise.all(links.map(({ tried }) => tried)),
    delay(firstTryMs, undefined, { signal, ref: false }),
  ])
}

/** One copy of a tool that several servers offer, in the order of the servers. */
function mergeTools(links: readonly ServerLink[]): AgentTool[] {
  const merged = new Map<string, AgentTool>()
  for (const link of links) {
    for (const tool of link.tools()) {
      const known = merged.get(tool.name)
      if (known === undefined) merged.set(tool.name, { ...tool, servers: [link.entry.name] })
      else known.servers.push(link.entry.name)
    }
  }
  return [...merged.values()]
}

function unknownTool(tool: string, server: string | undefined, links: readonly ServerLink[]): Fault {
  const known = [...new Set(links.flatMap((link) => link.tools().map(({ name }) => name)))]
  const near = nearNames(tool, known)
  const silent = links.filter((link) => link.tools().length === 0).map(({ entry }) => entry.name)
  const where = server === undefined ? 'No server' : `The server ${server} does not answer, or it`
  const hints = [
    ...(near.length > 0 ? [`Did you mean ${near.join(', ')}?`] : []),
    ...(silent.length > 0 ? [`Not heard of yet: ${silent.join(', ')}; start it with ocp-perf serve.`] : []),
  ]
  return faultFrom(
    new AppError('not_found', `${where} has no tool ${JSON.stringify(tool.slice(0, 60))}.`, {
      hint: hints.join(' ') || 'The list of tools says what there is.',
    }),
  )
}

function noAnswer(fault: Fault, server: string | undefined): ToolAnswer {
  return { ok: false, server: server ?? '', ms: 0, text: fault.message, data: undefined, fault }
}
