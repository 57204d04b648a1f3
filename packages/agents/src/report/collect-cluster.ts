import type { Rendering } from '@ocp-perf/elt'
import { AppError, type ErrorCode } from '@ocp-perf/errors'
import { type LevelWalk, levelWalkSchema, type Unseen } from '@ocp-perf/panel'
import { errorFrom } from '../connect/fault-of.ts'
import { type ReportedDomain, walkTool } from '../domains.ts'
import type { Servers } from '../servers.ts'
import { argsOf, fetchReport } from './fetch-report.ts'
import type { ClusterParts } from './merge-cluster.ts'
import type { ReportOptions, ReportWish } from './reporter.ts'

export type Walked = { walk: LevelWalk; failed?: undefined } | { walk: null; failed: Unseen }

/** Walks the levels of the cluster. A walk that fails is told, and takes nothing from the reports of the domains. */
export async function walkCluster(
  servers: Servers,
  { baseline: _, ...wish }: ReportWish,
  { signal, onProgress }: ReportOptions,
): Promise<Walked> {
  onProgress?.('Walking the levels of the cluster')
  const { data, fault } = await servers.call(walkTool, argsOf(wish), { signal })
  if (fault !== undefined) return { walk: null, failed: unseen('The walk over the levels', errorFrom(fault)) }
  const walk = levelWalkSchema.safeParse(data)
  if (walk.success) return { walk: walk.data }
  const error = new AppError('upstream', 'Its answer is that of another version of this program.')
  return { walk: null, failed: unseen('The walk over the levels', error) }
}

/**
 * Collects the report of every domain at once, all over the window of the walk: what counts as now is for the servers to say.
 * One that fails is told among what is unseen, tried again where it failed in passing; where none can be made, what the first failed with is thrown.
 */
export async function collectCluster(
  servers: Servers,
  domains: readonly ReportedDomain[],
  { wish, options, walked: { walk, failed } }: { wish: ReportWish; options: ReportOptions; walked: Walked },
): Promise<ClusterParts> {
  const range = walk === null ? wish.range : windowRange(walk)
  const request = (domain: ReportedDomain) => tryReport(servers, domain, { ...wish, range }, options)
  const tries: Tried[] = await Promise.all(domains.map(request))
  for (const [at, { error, domain }] of tries.entries()) {
    // All at once may have been too much for what they all ask.
    if (error !== undefined && passing.has(error.code)) tries[at] = await request(domain)
  }
  const [first, ...rest] = tries.flatMap(({ made }) => made ?? [])
  if (first === undefined) throw tries.find(({ error }) => error !== undefined)?.error ?? noReports()
  return {
    walk,
    made: [first, ...rest],
    failed: [
      ...(failed === undefined ? [] : [failed]),
      ...tries.flatMap(({ domain, error }) => (error === undefined ? [] : [unseen(domain.title, error)])),
      ...silentServers(servers, domains),
    ],
  }
}

const passing: ReadonlySet<ErrorCode> = new Set(['unreachable', 'upstream'])

interface Tried {
  domain: ReportedDomain
  made?: Rendering
  error?: AppError
}

async function tryReport(
  servers: Servers,
  domain: ReportedDomain,
  wish: ReportWish,
  { signal, onProgress }: ReportOptions,
): Promise<Tried> {
  try {
    const tell = (doing: string) => onProgress?.(`${domain.title}: ${doing}`)
    return { domain, made: await fetchReport(servers, domain, wish, { signal, onProgress: tell }) }
  } catch (error) {
    signal.throwIfAborted()
    // One domain that fails leaves the others; a bug does not.
    if (!(error instanceof AppError)) throw error
    return { domain, error }
  }
}

function windowRange({ window: { start, end } }: LevelWalk) {
  return { start_time: String(start), end_time: String(end) }
}

/** Servers that are not up and whose domains are therefore not known. */
function silentServers(servers: Servers, domains: readonly ReportedDomain[]): Unseen[] {
  return servers
    .health()
    .filter(({ name, state }) => state !== 'up' && !domains.some(({ server }) => server === name))
    .map(({ title, fault }) => {
      const notYet = new AppError('unreachable', 'It is not connected yet.')
      return unseen(title, fault === null ? notYet : errorFrom(fault))
    })
}

function unseen(what: string, { message, hint }: AppError): Unseen {
  return { what, why: [message, hint ?? ''].join(' ').trim(), causes: [] }
}

function noReports(): AppError {
  return new AppError('upstream', 'No domain gave a report.', { hint: 'The list of servers says how they stand.' })
}
