import { type Cause, compareVerdicts, isBad, type MetricResult, type PanelResult, type Row } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import type { SeriesReference } from '../tables/table.ts'

/** A chart to be drawn. */
export interface Wish {
  metric: MetricResult
  panel: PanelResult
  /** Unix seconds. */
  onset: number | null
}

export type Frames = ReadonlyMap<string, Frame>

const chartsOfCause = 4
const badChartsOfSection = 4
const chartsOfLine = 2
/** A page of more charts is neither read nor quick. */
export const mostCharts = 40
export const mostSparklines = 240

/** The metrics that a cause rests on, the weightiest first, with its onset. */
export function wishesOfCause(cause: Cause, panels: readonly PanelResult[], frames: Frames): Wish[] {
  const ids = new Set(cause.evidence.flatMap(({ role, metric }) => (role === 'contradicts' ? [] : [metric])))
  const wishes = [...ids].flatMap((id): Wish[] => {
    const panel = panels.find(({ metrics }) => metrics.some((metric) => metric.id === id))
    const metric = panel?.metrics.find((each) => each.id === id)
    return panel && metric && isDrawable(metric, frames) ? [{ metric, panel, onset: cause.onset }] : []
  })
  return wishes.slice(0, chartsOfCause)
}

/** Of a subsystem the metrics that are not well, worst first, then the first ones of the others to fill a line. */
export function wishesOfPanel(panel: PanelResult, frames: Frames): Wish[] {
  const drawable = panel.metrics.filter((metric) => isDrawable(metric, frames))
  const bad = drawable
    .filter(({ verdict }) => isBad(verdict))
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
    .slice(0, badChartsOfSection)
  const wanted = Math.max(chartsOfLine, bad.length + (bad.length % chartsOfLine))
  const chosen = [...new Set([...bad, ...drawable])].slice(0, wanted)
  return chosen.map((metric) => ({ metric, panel, onset: firstOnset(metric.rows) }))
}

/** The rows of panels as small courses: metrics that are not well first, as long as there is room for a whole metric. */
export function rowsToSketch(panels: readonly PanelResult[], room: number): SeriesReference[] {
  const metrics = panels.flatMap((panel) => panel.metrics).filter(({ unit }) => unit !== 'timestamp')
  let left = room
  return metrics
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
    .flatMap(({ id, rows }) => {
      if (rows.length > left) return []
      left -= rows.length
      return rows.map(({ labels }) => ({ metric: id, labels }))
    })
}

function isDrawable({ id, rows, unit }: MetricResult, frames: Frames): boolean {
  return (
    unit !== 'timestamp' && rows.length > 0 && (frames.get(id)?.series.some(({ times }) => times.length > 1) ?? false)
  )
}

function firstOnset(rows: readonly Row[]): number | null {
  const onsets = rows.flatMap(({ verdict, since }) => (isBad(verdict) && since !== null ? [since] : []))
  return onsets.length === 0 ? null : Math.min(...onsets)
}
