import { AppError, nearNames } from '@ocp-perf/errors'
import { parseDuration, resolveWindow } from '@ocp-perf/metrics'
import { formatValue } from '@ocp-perf/panel'
import type { History, StoredOccurrence, StoredRun } from '@ocp-perf/storage'
import type { AnalyzerContext } from '../context.ts'
import { joinLines } from '../summarize-panel.ts'
import type { HistoryAnswer, Trend } from './history-answer.ts'
import { historyIsOff } from './history-is-off.ts'
import { describeRow, nameOf, readTrend } from './trend.ts'

export interface HistoryRequest {
  cluster?: string | undefined
  /** A metric of the catalog, or the id of a cause. */
  about?: string | undefined
  duration?: string | undefined
  start_time?: string | undefined
  end_time?: string | undefined
  compare_with?: string | undefined
  top: number
}

const usualLength = '7d'
const longestSeconds = 400 * 86_400

/** What is recorded of a cluster in a window: runs, findings, the trend of a metric. `not_found` for an unknown subject. */
export async function readHistory(
  context: AnalyzerContext,
  { about, compare_with, top, cluster: named, ...request }: HistoryRequest,
  signal: AbortSignal,
): Promise<HistoryAnswer> {
  const { name: cluster, file } = context.clusterConfig(named)
  const { history } = context
  const asked =
    request.duration === undefined && request.start_time === undefined ? { ...request, duration: usualLength } : request
  const { start, end } = resolveWindow(asked, context.now(), { maxSeconds: longestSeconds })
  const empty = { cluster, window: { start, end }, runs: [], findings: [], trend: null, notes: [] }
  if (history === undefined) return { verdict: 'no_data', headline: historyIsOff, ...empty }
  const metric = about === undefined ? undefined : subjectOf(context, about)
  await context.remembered()
  // A window ends on its grid, and the latest run may have been a moment ago.
  const filter = { cluster, since: start, until: request.end_time === undefined ? undefined : end, limit: top }
  const [runs, found, stored, own] = await Promise.all([
    history.runs(filter, signal),
    history.occurrences({ ...filter, id: about }, signal),
    metric === undefined ? [] : history.metrics(cluster, signal),
    metric === undefined ? undefined : history.verdictOf(metric.id, filter, signal),
  ])
  const known = stored.find(({ id }) => id === metric?.id)
  // The samples of a dump are of its own time, however long after it was looked at.
  const shift = file === undefined || known === undefined ? 0 : end - known.last
  const trend =
    metric === undefined || known === undefined
      ? null
      : await readTrend(history, metric, {
          cluster,
          window: { start: start - shift, end: end - shift },
          earlier: compare_with === undefined ? undefined : parseDuration(compare_with),
          top,
          signal,
        })
  const answer = { ...empty, runs: runs.map(runOf), findings: found.newest.map(findingOf), trend }
  const notes = [
    ...(shift === 0 ? [] : ['The trend is of the time of the recording, not of now.']),
    ...history.status().warnings,
  ]
  return {
    verdict: (about === undefined ? runs[0]?.verdict : (own ?? found.newest[0]?.severity)) ?? 'no_data',
    headline: await headlineOf({ ...answer, times: found.total }, about, history, signal),
    ...answer,
    notes,
  }
}

/** To the second: what a reader can use of a time. */
function moment(time: number): string {
  return formatValue(Math.floor(time), 'timestamp')
}

/** The metric that is meant, or undefined for a cause. */
function subjectOf(context: AnalyzerContext, about: string) {
  const { catalog } = context
  for (const { metrics } of catalog.groups.values()) {
    const found = metrics.find(({ id }) => id === about)
    if (found !== undefined) return found
  }
  const causes = context.domains().flatMap((domain) => context.rules(domain).causes.map(({ id }) => id))
  if (causes.includes(about)) return undefined
  const near = nearNames(about, [...causes, ...catalog.search(about).map(({ metric }) => metric.id)])
  throw new AppError('not_found', `There is neither a metric nor a cause ${JSON.stringify(about.slice(0, 80))}.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : 'list_metrics finds metrics; leave about out to see what was found.',
  })
}

function runOf({ id, tool, startedAt, verdict, score, headline }: StoredRun): HistoryAnswer['runs'][number] {
  return { id, tool, started_at: startedAt, verdict, score, headline }
}

function findingOf({
  id,
  title,
  severity,
  subjects,
  onset,
  runs,
  lastSeen,
}: StoredOccurrence): HistoryAnswer['findings'][number] {
  return { id, title, severity, subjects: [...subjects], onset, runs, found_at: lastSeen }
}

interface Told extends Pick<HistoryAnswer, 'cluster' | 'window' | 'runs' | 'findings' | 'trend'> {
  /** How often what is asked about was at work, also beyond what is listed. */
  times: number
}

async function headlineOf(
  { cluster, runs, findings, trend, times }: Told,
  about: string | undefined,
  history: History,
  signal: AbortSignal,
): Promise<string> {
  if (about === undefined) {
    const [newest] = runs
    if (newest !== undefined)
      return `${cluster}: last looked at ${moment(newest.started_at)} by ${newest.tool}: ${newest.headline}`
    const [before] = await history.runs({ cluster, limit: 1 }, signal)
    const last = before === undefined ? ' or at any other time' : `; the last one was at ${moment(before.startedAt)}`
    return `${cluster}: no run is recorded in this time${last}`
  }
  if (trend !== null) return trendHeadline(trend)
  const [newest] = findings
  if (newest !== undefined)
    return `${newest.title}: found ${times === 1 ? 'once' : `${times} times`}, last ${moment(newest.onset ?? newest.found_at)} (${newest.subjects.join(', ') || cluster})`
  const {
    newest: [before],
  } = await history.occurrences({ cluster, id: about, limit: 1 }, signal)
  const last = before === undefined ? ' or at any other time' : `; last at ${moment(before.onset ?? before.lastSeen)}`
  return `${about}: not found on ${cluster} in this time${last}`
}

function trendHeadline(trend: Trend): string {
  const [first] = trend.rows
  if (first === undefined) return `${trend.title}: nothing is recorded in this time`
  return `${trend.title}: ${describeRow(first, trend)}`
}

function trendLines(trend: Trend): string[] {
  const rows = trend.rows.map((row) => `- ${nameOf(row.labels)}: ${describeRow(row, trend)}`)
  return trend.omitted > 0 ? [...rows, `… ${trend.omitted} more series; raise top.`] : rows
}

/** History as text that stands alone. */
export function summarizeHistory({
  verdict,
  headline,
  cluster,
  window,
  runs,
  findings,
  trend,
  notes,
}: HistoryAnswer): string {
  return joinLines(`${verdict}: ${headline}\n${cluster}, ${moment(window.start)} to ${moment(window.end)}`, [
    ...(trend === null ? [] : trendLines(trend)),
    ...(findings.length === 0 ? [] : ['Found:']),
    ...findings.map(
      ({ severity, title, subjects, onset, runs: looks, found_at }) =>
        `- ${severity}: ${[title, ...subjects].join(', ')}${onset === null ? '' : ` since ${moment(onset)}`} (${looks === 1 ? 'one run' : `${looks} runs`}, last ${moment(found_at)})`,
    ),
    ...(runs.length === 0 ? [] : ['Runs:']),
    ...runs.map(
      ({ started_at, tool, verdict: found, headline: said }) =>
        `- ${moment(started_at)} ${tool}: ${found ?? '–'}: ${said}`,
    ),
    ...notes.map((note) => `Note: ${note}`),
  ])
}
