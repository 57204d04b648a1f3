import type { AppError } from '@ocp-perf/errors'
import { recordingMoment } from '@ocp-perf/metrics'
import { formatValue, type PanelResult, type Row } from '@ocp-perf/panel'
import type { BuildInfo, Recording } from '@ocp-perf/promql'
import type { AnalyzerContext, Cluster } from '../context.ts'
import { recordingFirst } from '../recording-first.ts'
import { type RowsOf, rowsByField } from '../rows-by-field.ts'
import { type Settled, settle } from '../settle.ts'
import type { ClusterHealth } from './health-schema.ts'
import { verdictWithTargets, watchedTargets } from './watched-targets.ts'

/** The group of the catalog that tells how fresh the samples are. */
export const scrapingGroup = 'cluster/scraping'

/** What its metrics tell: the share of a job's targets that are up, and how old their newest sample is. */
export const scrapingFields = ['targets_up', 'sample_age'] as const

const shownJobs = 10

/** Asks a cluster's Prometheus who it is, what it watches and how fresh that is. Failures are part of the answer. */
export async function probeCluster(
  context: AnalyzerContext,
  name: string,
  signal: AbortSignal,
): Promise<ClusterHealth> {
  const [connection, cluster] = await Promise.all([
    settle(context.connection(name, signal)),
    settle(context.cluster(name, signal)),
  ])
  const found = { found_by: connection.value?.foundBy ?? null, warnings: connection.value?.warnings ?? [] }
  if (cluster.error) return unreachable(name, found, cluster.error)
  const started = performance.now()
  let latency: number | null = null
  const { source } = cluster.value
  const [build, tsdb, panel] = await Promise.all([
    settle(
      source.buildInfo({ signal }).finally(() => {
        latency = (performance.now() - started) / 1000
      }),
    ),
    settle(source.tsdbStatus({ signal })),
    settle(context.collect(scrapingGroup, { cluster: name, recent: '5m', top: 100 }, signal)),
  ])
  if (panel.error) return unreachable(name, found, panel.error)
  return describe({
    name,
    found,
    cluster: cluster.value,
    build,
    panel: panel.value,
    rowsOf: rowsByField(panel.value, context.catalog),
    latency,
    series: tsdb.value?.seriesCount,
  })
}

interface Found {
  found_by: string | null
  warnings: readonly string[]
}

type ScrapingRows = RowsOf<(typeof scrapingFields)[number]>

interface Probed {
  name: string
  found: Found
  cluster: Cluster
  build: Settled<BuildInfo>
  panel: PanelResult
  rowsOf: ScrapingRows
  latency: number | null
  series: number | null | undefined
}

function describe({ name, found, cluster, build, panel, rowsOf, latency, series }: Probed): ClusterHealth {
  const { platform } = cluster
  const { profile } = platform
  const watched = watchedTargets(profile.selectors, rowsOf('targets_up'), (selector) => platform.targets(selector))
  const ages = rowsOf('sample_age').flatMap(({ last }) => last ?? [])
  const newest = ages.length > 0 ? Math.min(...ages) : null
  const failing = failingJobs(rowsOf('targets_up'))
  const { recording } = cluster.source
  const version = build.value ? `${build.value.application} ${build.value.version}` : null
  const freshness = newest === null ? 'no target was scraped' : `newest sample ${formatValue(newest, 'seconds')} old`
  return {
    name,
    verdict: verdictWithTargets(panel.verdict, watched),
    headline: [
      ...(recording === undefined
        ? [describeSource(version, build.error ? null : latency), `profile ${profile.id}`, freshness]
        : [`now is ${recordingMoment(recording)}`, `profile ${profile.id}`]),
      ...(failing.length > 0 ? [`jobs with targets down: ${failing.map(([job]) => job).join(', ')}`] : []),
    ].join(', '),
    prometheus: {
      reachable: true,
      found_by: found.found_by,
      version,
      latency_seconds: build.error ? null : latency,
      series: series ?? null,
    },
    recording: describeRecording(recording),
    platform: profile.id,
    targets: watched.targets,
    target_shares: watched.shares,
    newest_sample_seconds: newest,
    failing_jobs: Object.fromEntries(failing),
    notes: recordingFirst([...found.warnings, ...panel.notes]),
  }
}

function describeSource(version: string | null, latency: number | null): string {
  return `${version ?? 'Prometheus'} answers${latency === null ? '' : ` in ${formatValue(latency, 'seconds')}`}`
}

function describeRecording(recording: Recording | undefined): ClusterHealth['recording'] {
  if (recording === undefined) return null
  const { name, start, end } = recording
  return { name, start, end }
}

function failingJobs(rows: readonly Row[]): [string, number][] {
  return rows
    .flatMap(({ labels, last }): [string, number][] =>
      last !== null && last < 1 ? [[labels.job ?? 'unnamed', last]] : [],
    )
    .sort(([, a], [, b]) => a - b)
    .slice(0, shownJobs)
}

/** What is known of a dump that is there and was not read. */
export async function describeUnread(
  context: AnalyzerContext,
  name: string,
  signal: AbortSignal,
): Promise<ClusterHealth> {
  const { value, error } = await settle(context.connection(name, signal))
  if (error) return unreachable(name, { found_by: null, warnings: [] }, error)
  const { prometheus, ...rest } = unread(name, { found_by: null, warnings: value.warnings })
  return {
    ...rest,
    verdict: 'unknown',
    headline: `${value.foundBy} is there and not read yet; name this cluster to read it`,
    prometheus: { ...prometheus, reachable: true },
  }
}

/** A source that answers, but not with what was asked, is reachable all the same. */
const answeredCodes: ReadonlySet<AppError['code']> = new Set([
  'unauthorized',
  'forbidden',
  'rate_limited',
  'not_found',
  'bad_query',
])

function unreachable(name: string, found: Found, { code, message, hint }: AppError): ClusterHealth {
  const { prometheus, ...rest } = unread(name, found)
  return {
    ...rest,
    verdict: 'critical',
    headline: `${message}${hint ? ` ${hint}` : ''}`,
    prometheus: { ...prometheus, reachable: found.found_by !== null && answeredCodes.has(code) },
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
  }
}

/** What is there to say of a cluster of which nothing was read. */
function unread(name: string, { found_by, warnings }: Found): Omit<ClusterHealth, 'verdict' | 'headline'> {
  return {
    name,
    prometheus: { reachable: found_by !== null, found_by, version: null, latency_seconds: null, series: null },
    recording: null,
    platform: null,
    targets: {},
    target_shares: {},
    newest_sample_seconds: null,
    failing_jobs: {},
    notes: [...warnings],
  }
}
