import type { AggregationName } from '../../../syntax/ast.ts'
import { addCompensated } from './add-compensated.ts'
import { averageFold } from './average.ts'
import type { Fold, FoldState } from './fold.ts'
import { deviationFold, varianceFold } from './variance.ts'

const sumFold: Fold = {
  uses: ['second'],
  add: ({ present, values: sums, second: lost }, values, points) => {
    for (let step = 0; step < points.length; step++) {
      if (points[step] !== 1) continue
      const value = values[step] as number
      if (present[step] === 1) addCompensated(sums, lost, step, value)
      else {
        present[step] = 1
        sums[step] = value
      }
    }
  },
  finish: ({ values, second }) => {
    for (let step = 0; step < values.length; step++) values[step] = (values[step] as number) + (second[step] as number)
  },
}

/** A NaN gives way to any number, so a group is NaN only where all of it is. */
const minFold: Fold = {
  uses: [],
  add: ({ present, values: least }, values, points) => {
    for (let step = 0; step < points.length; step++) {
      if (points[step] !== 1) continue
      const value = values[step] as number
      const before = least[step] as number
      if (present[step] !== 1 || before > value || Number.isNaN(before)) least[step] = value
      present[step] = 1
    }
  },
}

const maxFold: Fold = {
  uses: [],
  add: ({ present, values: most }, values, points) => {
    for (let step = 0; step < points.length; step++) {
      if (points[step] !== 1) continue
      const value = values[step] as number
      const before = most[step] as number
      if (present[step] !== 1 || before < value || Number.isNaN(before)) most[step] = value
      present[step] = 1
    }
  },
}

const countFold: Fold = {
  uses: [],
  add: ({ present, values: counts }, _values, points) => {
    for (let step = 0; step < points.length; step++) {
      if (points[step] !== 1) continue
      present[step] = 1
      counts[step] = (counts[step] as number) + 1
    }
  },
}

const groupFold: Fold = {
  uses: [],
  add: ({ present, values: ones }: FoldState, _values, points) => {
    for (let step = 0; step < points.length; step++) {
      if (points[step] !== 1) continue
      present[step] = 1
      ones[step] = 1
    }
  },
}

/** The aggregations that give one series a group and need no more than a running state. */
export const folds: Partial<Record<AggregationName, Fold>> = {
  sum: sumFold,
  avg: averageFold,
  min: minFold,
  max: maxFold,
  count: countFold,
  group: groupFold,
  stddev: deviationFold,
  stdvar: varianceFold,
}
