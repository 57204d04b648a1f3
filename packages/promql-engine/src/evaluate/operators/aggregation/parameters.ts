import { AppError } from '@ocp-perf/errors'
import { formatGeneral } from '../../../functions/format-number.ts'
import type { Annotate } from '../../../functions/function-spec.ts'
import { invalidQuantile } from '../../../functions/spread.ts'
import type { Aggregation } from '../../../syntax/ast.ts'
import type { ScalarValue } from '../../value.ts'

const int64 = 2 ** 63

/**
 * How many points to keep at each step, at most `available`; below one means none. As in Prometheus the whole column is
 * judged before any step is evaluated, and not at all where no step asks for a point.
 *
 * @throws AppError `bad_query` for NaN and for what does not fit an int64.
 */
export function readCounts({ values }: ScalarValue, available: number): Float64Array {
  const { least, most, hasNaN } = extremesOf(values)
  if (hasNaN) throw refused('Parameter value is NaN')
  if (most >= 1 && least <= -int64) throw refused(`Scalar value ${formatGeneral(least)} underflows int64`)
  if (most >= int64) throw refused(`Scalar value ${formatGeneral(most)} overflows int64`)
  return values.map((value) => Math.min(Math.trunc(value), available))
}

/**
 * The ratio at each step, kept between −1 and 1 with a warning where it was not.
 *
 * @throws AppError `bad_query` for NaN.
 */
export function readRatios({ values }: ScalarValue, node: Aggregation, annotate: Annotate): Float64Array {
  const { least, most, hasNaN } = extremesOf(values)
  if (hasNaN) throw refused('Ratio value is NaN')
  for (const [extreme, limit] of [
    [most, Math.min(most, 1)],
    [least, Math.max(least, -1)],
  ] as const) {
    if (extreme === limit) continue
    const sentence = `ratio value should be between -1 and 1, got ${formatGeneral(extreme)}, capping to ${limit}`
    annotate('warning', sentence, node.parameter ?? node)
  }
  return values.map((value) => Math.min(Math.max(value, -1), 1))
}

/** φ at each step as it is; a warning where it is none. */
export function readQuantiles(parameter: ScalarValue, node: Aggregation, annotate: Annotate): ScalarValue {
  const { least, most, hasNaN } = extremesOf(parameter.values)
  const place = node.parameter ?? node
  if (hasNaN) annotate('warning', invalidQuantile(Number.NaN), place)
  if (most > 1) annotate('warning', invalidQuantile(most), place)
  if (least < 0) annotate('warning', invalidQuantile(least), place)
  return parameter
}

function extremesOf(values: Float64Array): { least: number; most: number; hasNaN: boolean } {
  let [least, most, hasNaN] = [Infinity, -Infinity, false]
  for (const value of values) {
    if (Number.isNaN(value)) hasNaN = true
    if (value < least) least = value
    if (value > most) most = value
  }
  return { least, most, hasNaN }
}

function refused(sentence: string): AppError {
  return new AppError('bad_query', sentence, { hint: 'Give the aggregation a number that it can use.' })
}
