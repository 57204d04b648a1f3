import { z } from 'zod'
import type { Fault } from '../contract/index.ts'
import { type Domain, domainsOf } from '../domains.ts'
import type { Servers } from '../servers.ts'
import { failedOutcome, type Outcome } from './round.ts'
import type { Span } from './windows.ts'

/** A domain whose server answers, and the cluster that it looks at. */
export interface Standing {
  domain: Domain
  cluster: string
  /** Where its samples are those of a recording. */
  recording: Span | undefined
}

export interface LookOptions {
  servers: Servers
  /** Ids of the domains that are wanted; all that are offered where nothing is said. */
  domains: readonly string[] | undefined
  /** The servers' current one where nothing is said. */
  cluster: string | undefined
  signal: AbortSignal
}

export interface Looked {
  standings: readonly Standing[]
  failed: readonly Outcome[]
}

const mostMoments = 8

/** The tool by which a server tells its clusters, the current one first. */
const healthTool = 'get_server_health'

const healthSchema = z.object({
  clusters: z.array(
    z.object({
      name: z.string(),
      headline: z.string(),
      prometheus: z.object({ reachable: z.boolean() }),
      recording: z.object({ start: z.number(), end: z.number() }).nullable(),
      error: z.object({ message: z.string(), hint: z.string().optional() }).optional(),
    }),
  ),
})

/** Which domains can be asked now, and of which cluster; of the others why not. */
export async function lookAround({ servers, domains: wanted, cluster, signal }: LookOptions): Promise<Looked> {
  await whileConnecting(servers, signal)
  const offered = domainsOf(servers)
  const domains = offered.filter(({ id }) => wanted?.includes(id) ?? true)
  const looked = await Promise.all(domains.map((domain) => standingOf(servers, domain, cluster, signal)))
  return {
    standings: looked.flatMap((each) => ('standing' in each ? [each.standing] : [])),
    failed: [
      ...looked.flatMap((each) => ('failed' in each ? [each.failed] : [])),
      ...missing(servers, offered, wanted),
    ],
  }
}

/** A server on a busy machine takes its time to introduce itself; each `settle` waits for a moment. */
async function whileConnecting(servers: Servers, signal: AbortSignal): Promise<void> {
  const isConnecting = () => servers.health().some(({ state }) => state === 'connecting')
  for (let moment = 0; moment < mostMoments && isConnecting(); moment++) await servers.settle(signal)
}

async function standingOf(
  servers: Servers,
  domain: Domain,
  cluster: string | undefined,
  signal: AbortSignal,
): Promise<{ standing: Standing } | { failed: Outcome }> {
  const { ok, data, fault, text } = await servers.call(healthTool, cluster === undefined ? {} : { cluster }, {
    signal,
    server: domain.server,
  })
  if (!ok) return { failed: failedOutcome(domain.id, cluster, fault ?? { code: 'upstream', message: text }) }
  const [first] = healthSchema.safeParse(data).data?.clusters ?? []
  if (first === undefined) return { failed: failedOutcome(domain.id, cluster, noCluster(domain)) }
  const { name, headline, prometheus, recording, error } = first
  if (!prometheus.reachable) {
    const { message, hint } = error ?? { message: headline }
    return { failed: failedOutcome(domain.id, name, { code: 'unreachable', message, ...(hint && { hint }) }) }
  }
  return { standing: { domain, cluster: name, recording: recording ?? undefined } }
}

/** Domains that nobody has offered yet, and servers that have not said what they offer. */
function missing(servers: Servers, offered: readonly Domain[], wanted: readonly string[] | undefined): Outcome[] {
  if (wanted === undefined) {
    const silent = servers.health().filter(({ name }) => !offered.some(({ server }) => server === name))
    return silent.flatMap(({ name, state, fault }) =>
      state === 'up' ? [] : [failedOutcome(name, undefined, fault ?? notYet(name))],
    )
  }
  const absent = wanted.filter((id) => !offered.some((domain) => domain.id === id))
  return absent.map((id) => failedOutcome(id, undefined, notOffered(servers, id)))
}

function noCluster({ server }: Domain): Fault {
  return {
    code: 'upstream',
    message: `The server ${server} names no cluster.`,
    hint: 'Name one with --cluster, or run the servers and what asks them in one version.',
  }
}

function notYet(name: string): Fault {
  return {
    code: 'unreachable',
    message: `The server ${name} has not answered yet.`,
    hint: 'It is tried again by itself.',
  }
}

function notOffered(servers: Servers, id: string): Fault {
  const down = servers.health().find(({ state, fault }) => state !== 'up' && fault !== null)
  if (down?.fault) return down.fault
  const known = domainsOf(servers).map((domain) => domain.id)
  return {
    code: 'not_found',
    message: `No server offers a report of ${id}.`,
    hint: known.length > 0 ? `There is ${known.join(', ')}.` : 'Name a server that does.',
  }
}
