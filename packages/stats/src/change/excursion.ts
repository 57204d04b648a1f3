import { type Column, p50 } from '../summary/summary.ts'
import { binarySegmentation } from './binary-segmentation.ts'
import { standardDeviation } from './finite-samples.ts'
import { createLevelCost } from './level-cost.ts'
import { withoutSpikes } from './noise.ts'

/** Samples `from … to − 1` that left a level which those after them have again. */
export interface Excursion {
  from: number
  to: number
}

/** Who is back to within this share of the way is back. */
const back = 0.3

/**
 * The excursion of a column, by its levels (binary segmentation): from the first change to the last, where the last level is
 * the first one again and one in between is not. Samples that stand alone are no level and are found by `loneSpike`.
 */
export function excursionOf(raw: Column, earliest: number): Excursion | undefined {
  const values = withoutSpikes(raw).values
  const deviation = standardDeviation(values)
  if (!(deviation > 0)) return undefined
  const penalty = 2 * Math.log(values.length)
  const changes = binarySegmentation(createLevelCost(values, deviation), penalty, 2)
  const [from] = changes
  const to = changes.at(-1)
  if (from === undefined || to === undefined || from === to || from < earliest) return undefined
  const levels = [0, ...changes].map((start, each) => p50(values.subarray(start, changes[each] ?? values.length)))
  const first = levels[0] ?? Number.NaN
  const farthest = Math.max(...levels.map((level) => Math.abs(level - first)))
  return Math.abs((levels.at(-1) ?? Number.NaN) - first) <= back * farthest ? { from, to } : undefined
}

/** The one or two samples that stand out most from their neighbours; undefined where none do. */
export function loneSpike(values: Column, earliest: number): Excursion | undefined {
  const { values: smooth, spikes } = withoutSpikes(values)
  if (spikes === 0) return undefined
  const away = values.map((value, at) => (at < earliest ? 0 : Math.abs(value - (smooth[at] ?? value))))
  const from = away.indexOf(away.reduce((most, each) => Math.max(most, each), 0))
  if (!((away[from] ?? 0) > 0)) return undefined
  return { from, to: (away[from + 1] ?? 0) > 0 ? from + 2 : from + 1 }
}
