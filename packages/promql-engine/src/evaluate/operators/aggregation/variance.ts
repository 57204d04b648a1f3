import type { Fold } from './fold.ts'

/** Welford's way: the mean and the sum of squared distances from it, one value after the other. */
const add: Fold['add'] = ({ present, values: squares, second: means, counts }, values, points) => {
  for (let step = 0; step < points.length; step++) {
    if (points[step] !== 1) continue
    const value = values[step] as number
    const count = (counts[step] as number) + 1
    counts[step] = count
    if (present[step] !== 1) {
      present[step] = 1
      means[step] = value
      // Even a single infinite value has no distance from its mean.
      squares[step] = Number.isFinite(value) ? 0 : Number.NaN
      continue
    }
    const distance = value - (means[step] as number)
    const mean = (means[step] as number) + distance / count
    means[step] = mean
    squares[step] = (squares[step] as number) + distance * (value - mean)
  }
}

/** Of the whole population: over n, not n − 1. */
export const varianceFold: Fold = {
  uses: ['counts', 'second'],
  add,
  finish: ({ values, counts }) => {
    for (let step = 0; step < values.length; step++) values[step] = (values[step] as number) / (counts[step] as number)
  },
}

export const deviationFold: Fold = {
  uses: ['counts', 'second'],
  add,
  finish: ({ values, counts }) => {
    for (let step = 0; step < values.length; step++) {
      values[step] = Math.sqrt((values[step] as number) / (counts[step] as number))
    }
  },
}
