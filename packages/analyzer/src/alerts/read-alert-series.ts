import type { PanelResult } from '@ocp-perf/panel'
import type { Alert } from './alerts-schema.ts'
import { describeLabels } from './describe-labels.ts'

/** The group of the catalog that tells of alerts where the alerts API cannot. */
export const alertsGroup = 'alerts/firing'

/** The metrics of that group whose rows are no firing alerts: those not firing yet, and when each one began. */
export const alertMetrics = { pending: 'alerts_pending', since: 'alerts_active_since' } as const

/** Alerts from the rows of a panel over that group. */
export function readAlertSeries({ metrics }: PanelResult): Alert[] {
  const since = new Map(
    metrics
      .filter(({ id }) => id === alertMetrics.since)
      .flatMap(({ rows }) => rows.map(({ labels, last }) => [JSON.stringify(labels), last] as const)),
  )
  return metrics
    .filter(({ id }) => id !== alertMetrics.since)
    .flatMap(({ id, rows }) =>
      rows.flatMap(({ labels, last, since: seen }): Alert[] => {
        // A row without a name stands for "none"; one without a last value fired earlier in the window.
        if (!labels.alertname || !last) return []
        const state = id === alertMetrics.pending ? 'pending' : 'firing'
        return [{ ...describeLabels(labels), state, since: since.get(JSON.stringify(labels)) ?? seen, summary: null }]
      }),
    )
}
