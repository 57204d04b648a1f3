import { add } from './compensated-sum.ts'
import type { FunctionSpec, SampleWindow } from './function-spec.ts'

/** Functions that make one number of the samples of a window, where their order and spread do not matter. */
export const overTimeFunctions: readonly FunctionSpec[] = [
  overTime('sum_over_time', sum),
  overTime('avg_over_time', mean),
  overTime('count_over_time', ({ from, to }) => to - from),
  overTime('present_over_time', () => 1),
  overTime('min_over_time', ({ values, from, to }) => values[indexOf(values, from, to, isLess)]),
  overTime('max_over_time', ({ values, from, to }) => values[indexOf(values, from, to, isGreater)]),
  { ...overTime('first_over_time', ({ values, from }) => values[from]), keepsName: true },
  { ...overTime('last_over_time', ({ values, to }) => values[to - 1]), keepsName: true },
  // Of equal values the last one counts.
  overTime('ts_of_min_over_time', ({ times, values, from, to }) => seconds(times, indexOf(values, from, to, isAtMost))),
  overTime('ts_of_max_over_time', ({ times, values, from, to }) =>
    seconds(times, indexOf(values, from, to, isAtLeast)),
  ),
  overTime('ts_of_first_over_time', ({ times, from }) => seconds(times, from)),
  overTime('ts_of_last_over_time', ({ times, to }) => seconds(times, to - 1)),
]

function overTime(name: string, apply: (window: SampleWindow) => number | undefined): FunctionSpec {
  return { name, args: ['matrix'], returns: 'vector', implementation: { kind: 'window', apply } }
}

function sum({ values, from, to }: SampleWindow): number {
  const total = { sum: 0, lost: 0 }
  for (let index = from; index < to; index++) add(total, values[index] ?? Number.NaN)
  return isInfinite(total.sum) ? total.sum : total.sum + total.lost
}

/** Sum by count, as long as the sum does not overflow; from there on as a running mean, which does not. */
function mean({ values, from, to }: SampleWindow): number {
  const total = { sum: values[from] ?? Number.NaN, lost: 0 }
  for (let index = from + 1; index < to; index++) {
    const { sum: before, lost } = total
    add(total, values[index] ?? Number.NaN)
    if (!isInfinite(total.sum)) continue
    const count = index - from
    return runningMean(values, index, to, count, { sum: before / count, lost: lost / count })
  }
  const count = to - from
  return total.sum / count + total.lost / count
}

/** Goes on from the mean of the first `before` samples. */
function runningMean(
  values: Float64Array,
  from: number,
  to: number,
  before: number,
  mean: { sum: number; lost: number },
) {
  let count = before
  for (let index = from; index < to; index++) {
    count++
    const share = (count - 1) / count
    mean.sum *= share
    mean.lost *= share
    add(mean, (values[index] ?? Number.NaN) / count)
  }
  return mean.sum + mean.lost
}

const isLess = (value: number, best: number) => value < best
const isGreater = (value: number, best: number) => value > best
const isAtMost = (value: number, best: number) => value <= best
const isAtLeast = (value: number, best: number) => value >= best

/** Where the extreme value is; any number wins over NaN. */
function indexOf(
  values: Float64Array,
  from: number,
  to: number,
  wins: (value: number, best: number) => boolean,
): number {
  let at = from
  let best = values[from] ?? Number.NaN
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN
    if (!wins(value, best) && !Number.isNaN(best)) continue
    best = value
    at = index
  }
  return at
}

function seconds(times: Float64Array, index: number): number {
  return (times[index] ?? Number.NaN) / 1000
}

function isInfinite(value: number): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
}
