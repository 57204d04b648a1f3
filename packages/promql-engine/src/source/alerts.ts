import { type AlertInstance, type Frame, labelsKey } from '@ocp-perf/promql'

/** Prometheus writes its alerts as these series, so that samples alone tell of them. */
export const alertsQuery = 'ALERTS'
export const sinceQuery = 'ALERTS_FOR_STATE'

/** Alerts from both series at one moment. Their annotations, and the values that raised them, are in no series. */
export function alertsOf(alerts: Frame, since: Frame): readonly AlertInstance[] {
  const begun = new Map(
    since.series.map(({ labels: { __name__: _, ...labels }, values }) => [labelsKey(labels), values.at(-1)]),
  )
  return alerts.series.map(({ labels: { __name__: _, alertstate: state = 'unknown', ...labels } }): AlertInstance => {
    return { labels, annotations: {}, state, activeAt: whole(begun.get(labelsKey(labels))), value: null }
  })
}

function whole(seconds: number | undefined): number | null {
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : null
}
