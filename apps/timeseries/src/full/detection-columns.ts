import { type Detection, explainAlert } from '@ocp-perf/stats'
import { figure } from '../answer/figure.ts'
import type { AskedSeries } from '../ask/series-set.ts'
import type { FullColumn } from './full-table.ts'

/** What stands beside each point of a judged series: how unusual it is, whether it was told, and why. */
export function pointColumns(series: AskedSeries | undefined, detection: Detection | undefined): FullColumn[] {
  const length = series?.times.length ?? 0
  const alerted = new Array<boolean>(length).fill(false)
  const reasons = new Array<string>(length).fill('')
  for (const alert of detection?.alerts ?? []) {
    alerted[alert.index] = true
    reasons[alert.index] = explainAlert(alert, figure)
  }
  return [
    { name: 'score', kind: 'number', values: detection?.scores ?? new Float64Array(length).fill(Number.NaN) },
    { name: 'alert', kind: 'boolean', values: alerted },
    { name: 'reason', kind: 'text', values: reasons },
  ]
}
