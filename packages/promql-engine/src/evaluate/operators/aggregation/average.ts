import { addCompensated } from './add-compensated.ts'
import type { Fold, FoldState } from './fold.ts'

/**
 * The compensated sum over the count, which is exact for equal values. Where the sum would overflow, the mean is kept
 * instead from there on, as Prometheus does it.
 */
export const averageFold: Fold = {
  uses: ['counts', 'second', 'switched'],
  add: (state, values, points) => {
    const { present, values: sums, counts } = state
    for (let step = 0; step < points.length; step++) {
      if (points[step] !== 1) continue
      const value = values[step] as number
      counts[step] = (counts[step] as number) + 1
      if (present[step] === 1) addValue(state, step, value)
      else {
        present[step] = 1
        sums[step] = value
      }
    }
  },
  finish: ({ values, second, counts, switched }) => {
    for (let step = 0; step < values.length; step++) {
      const total = (values[step] as number) + (second[step] as number)
      values[step] = switched[step] === 1 ? total : total / (counts[step] as number)
    }
  },
}

function addValue(state: FoldState, step: number, value: number): void {
  const { values: sums, second: lost, counts, switched } = state
  const count = counts[step] as number
  if (switched[step] !== 1) {
    const sum = (sums[step] as number) + value
    if (sum !== Infinity && sum !== -Infinity) {
      addCompensated(sums, lost, step, value)
      return
    }
    switched[step] = 1
    sums[step] = (sums[step] as number) / (count - 1)
    lost[step] = (lost[step] as number) / (count - 1)
  }
  const mean = sums[step] as number
  // An infinite mean stays what it is, but for NaN and the other infinity; the difference below would make it NaN.
  if (!Number.isNaN(mean) && !Number.isFinite(mean) && (Number.isFinite(value) || value === mean)) return
  // Both sides are divided first, so that the difference cannot overflow.
  addCompensated(sums, lost, step, value / count - (mean + (lost[step] as number)) / count)
}
