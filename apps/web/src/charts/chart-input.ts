import type { Chart } from '@ocp-perf/agents/contract'
import { type ChartInput, type Point, strokes } from '@ocp-perf/elt/charts'

export type ChartLine = ChartInput['lines'][number]

/** The same metric in another window of the same length. */
export interface Earlier {
  /** How it is called: `a day earlier`. */
  name: string
  /** By how much its points are moved to lie under the others. */
  shiftSeconds: number
  series: Chart['series']
}

/** A chart of the contract as the option builder of written reports takes it, without the series that are switched off. */
export function inputOf(chart: Chart, hidden: ReadonlySet<number> = new Set(), earlier?: Earlier): ChartInput {
  const { unit, limit, onset } = chart
  const bands = limit === null ? undefined : { [limit.verdict]: limit.value, source: limit.source }
  const lines = linesOf(chart).filter((_, index) => !hidden.has(index))
  return { unit, window: windowOf(chart), lines: [...lines, ...ghostsOf(lines, earlier)], bands, onset }
}

/** The lines of another time, each as the one of the same name; what is not drawn now is not compared. */
function ghostsOf(lines: readonly ChartLine[], earlier: Earlier | undefined): ChartLine[] {
  if (earlier === undefined) return []
  const { name, shiftSeconds, series } = earlier
  return lines.flatMap((line) => {
    const same = series.find((each) => each.name === line.name)
    if (same === undefined) return []
    const points = same.points.map(([time, value]): Point => [(time + shiftSeconds) * 1000, value])
    return [{ name: `${line.name}, ${name}`, stroke: line.stroke, points, isGhost: true }]
  })
}

/** The series of a chart that are drawn, with how they are drawn. */
function linesOf({ series }: Chart): ChartLine[] {
  return strokes.flatMap((stroke, index) => {
    const each = series[index]
    if (each === undefined) return []
    return [{ name: each.name, stroke, points: each.points.map(([time, value]): Point => [time * 1000, value]) }]
  })
}

function windowOf({ series }: Chart) {
  const times = series
    .flatMap(({ points }) => [points[0]?.[0], points.at(-1)?.[0]])
    .filter((time) => time !== undefined)
  const [start, end] = times.length === 0 ? [0, 1] : [Math.min(...times), Math.max(...times)]
  return { start, end: Math.max(end, start + 1), step: 1 }
}
