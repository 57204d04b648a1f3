import type { RowsOf } from '../rows-by-field.ts'
import type { Alert } from './alerts-schema.ts'
import { describeLabels } from './describe-labels.ts'

/** The group of the catalog that tells of alerts where the alerts API cannot. */
export const alertsGroup = 'alerts/firing'

/** What the metrics of that group tell: alerts by state, and when each one began. */
export const alertFields = ['firing', 'pending', 'since'] as const

/** Alerts from the rows of a panel over that group. */
export function readAlertSeries(rowsOf: RowsOf<(typeof alertFields)[number]>): Alert[] {
  const since = new Map(rowsOf('since').map(({ labels, last }) => [JSON.stringify(labels), last]))
  return (['firing', 'pending'] as const).flatMap((state) =>
    rowsOf(state).flatMap(({ labels, last, since: seen }): Alert[] => {
      // A row without a name stands for "none"; one without a last value fired earlier in the window.
      if (!labels.alertname || !last) return []
      return [{ ...describeLabels(labels), state, since: since.get(JSON.stringify(labels)) ?? seen, summary: null }]
    }),
  )
}
