import type { AppError } from '@ocp-perf/errors'
import type { Recording } from '@ocp-perf/promql'
import type { AnalyzerContext, Cluster } from '../context.ts'
import { rowsByField } from '../rows-by-field.ts'
import { settle } from '../settle.ts'
import type { Alert, ClusterAlerts } from './alerts-schema.ts'
import { describeLabels } from './describe-labels.ts'
import { alertsGroup, readAlertSeries } from './read-alert-series.ts'

export interface AlertsReading {
  source: ClusterAlerts['source']
  alerts: Alert[]
  /** Whether any alerting rule is evaluated: without one, silence means nothing. Null when that could not be read. */
  hasRules: boolean | null
  /** What it means that nothing was seen, where that is not the usual. */
  silence?: string | undefined
  notes: string[]
}

/** Reads alerts from the alerts API, and from the ALERTS series where that is refused or missing, as in a recording. */
export async function readAlerts(
  context: AnalyzerContext,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<AlertsReading> {
  const { recording } = cluster.source
  if (recording !== undefined) return readRecorded(context, cluster, recording, signal)
  // Both at once: whether silence means anything is asked for before it is known that there is silence.
  const [{ value, error }, rules] = await Promise.all([
    settle(cluster.source.alerts({ signal })),
    findRules(cluster, cluster.now(), signal),
  ])
  if (error) return readSeries(context, cluster, error, signal)
  const alerts = value.flatMap(({ labels, annotations, state, activeAt }): Alert[] =>
    state === 'firing' || state === 'pending'
      ? [
          {
            ...describeLabels(labels),
            state,
            since: activeAt,
            summary: annotations.summary ?? annotations.message ?? null,
          },
        ]
      : [],
  )
  if (alerts.length > 0) return { source: 'alerts_api', alerts, hasRules: true, notes: [] }
  return { source: 'alerts_api', alerts, ...rules }
}

/** Rules are a long answer and are rarely all removed, but the first one may be loaded at any time. */
const rulesKnownSeconds = 300
const rulesSeenAt = new WeakMap<Cluster, number>()

async function findRules(
  cluster: Cluster,
  now: number,
  signal: AbortSignal,
): Promise<Pick<AlertsReading, 'hasRules' | 'notes'>> {
  const seenAt = rulesSeenAt.get(cluster)
  if (seenAt !== undefined && now - seenAt < rulesKnownSeconds) return { hasRules: true, notes: [] }
  const { value, error } = await settle(cluster.source.rules({ signal }))
  if (error) return { hasRules: null, notes: [`The rules could not be read (${error.code}): ${error.message}`] }
  const hasRules = value.some((group) => group.rules.some(({ type }) => type === 'alerting'))
  if (hasRules) rulesSeenAt.set(cluster, now)
  return { hasRules, notes: [] }
}

// Alerts are counted from the rows, so none may be left out; the source's own limit on a reply bounds them.
const everyRow = Number.MAX_SAFE_INTEGER

async function readSeries(
  context: AnalyzerContext,
  { name }: Cluster,
  reason: AppError,
  signal: AbortSignal,
): Promise<AlertsReading> {
  const { alerts, anySeries, notes } = await collectSeries(context, name, signal)
  const note = `The alerts API could not be read (${reason.code}): ${reason.message} Read from the ALERTS series instead.`
  return { source: 'series', alerts, hasRules: anySeries ? true : null, notes: [note, ...notes] }
}

/** A recording holds what the rules said and not the rules, so that without a series nothing can be said. */
async function readRecorded(
  context: AnalyzerContext,
  { name }: Cluster,
  recording: Recording,
  signal: AbortSignal,
): Promise<AlertsReading> {
  const { alerts, anySeries, notes } = await collectSeries(context, name, signal)
  const silence = anySeries ? undefined : `${recording.name} has no ALERTS series, so what fired then is not known`
  return { source: 'series', alerts, hasRules: anySeries ? true : null, silence, notes }
}

async function collectSeries(context: AnalyzerContext, cluster: string, signal: AbortSignal) {
  const panel = await context.collect(alertsGroup, { cluster, recent: '15m', top: everyRow }, signal)
  return {
    alerts: readAlertSeries(rowsByField(panel, context.catalog)),
    // A metric of the group answers 0 as soon as any alert series exists, Watchdog's included.
    anySeries: panel.metrics.some(({ rows }) => rows.length > 0),
    notes: panel.notes,
  }
}
