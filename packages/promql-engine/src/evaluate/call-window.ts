import type { Annotate, FunctionSpec, Implementation, SampleWindow, WindowContext } from '../functions/function-spec.ts'
import { labelOf, metricName } from '../samples/label-of.ts'
import type { Expression, Place } from '../syntax/ast.ts'
import type { Evaluation } from './evaluation.ts'
import { dropNames } from './operators/merge.ts'
import { type Parts, seriesPerPart } from './parts.ts'
import { createScalarColumns, type ScalarColumns } from './scalar-columns.ts'
import { stepTimes } from './times.ts'
import type { MatrixValue, RangeSeries, ScalarValue, Value, VectorSeries, VectorValue } from './value.ts'

type Apply = Extract<Implementation, { kind: 'window' }>['apply']

/** What stays the same for all series of one call. */
interface WindowCall {
  apply: Apply
  matrix: MatrixValue
  scalars: ScalarColumns
  steps: Float64Array
  annotate: Annotate
  place: Place
  places: readonly Place[]
}

/** A function over ranges: each series by itself, its windows as moving indices into its samples. */
export function* callWindow(
  spec: FunctionSpec,
  apply: Apply,
  values: readonly Value[],
  args: readonly Expression[],
  evaluation: Evaluation,
): Parts<VectorValue> {
  const argument = values.findIndex(({ type }) => type === 'matrix')
  const matrix = values[argument]
  const place = args[argument]
  // The parser has checked the types: a function over ranges has a range.
  if (matrix?.type !== 'matrix' || place === undefined) throw new TypeError(`${spec.name}() was called without a range`)
  const scalars = createScalarColumns(values.filter((value): value is ScalarValue => value.type === 'scalar'))
  const call: WindowCall = {
    apply,
    matrix,
    scalars,
    steps: stepTimes(evaluation.grid),
    annotate: evaluation.annotate,
    place,
    places: args,
  }
  const reserved = matrix.series.length * evaluation.grid.count
  evaluation.spend(reserved)
  const results: VectorSeries[] = []
  for (const [index, series] of matrix.series.entries()) {
    const result = overSeries(call, series)
    if (result !== undefined) results.push(result)
    if (index % seriesPerPart === seriesPerPart - 1) yield
  }
  evaluation.spend(-reserved)
  return { type: 'vector', series: spec.keepsName === true ? results : dropNames(results) }
}

/** One series: both indices only ever move forward, since windows do, and nothing is made per step. */
function overSeries(call: WindowCall, { labels, times, values }: RangeSeries): VectorSeries | undefined {
  const { apply, matrix, scalars, steps, annotate, place, places } = call
  const { range, ends, leftClosed } = matrix
  const context: WindowContext = { annotate, place, places, metricName: labelOf(labels, metricName) || undefined }
  const window: SampleWindow = { times, values, from: 0, to: 0, start: 0.5, end: 0.5, time: 0.5 }
  const samples = times.length
  const count = steps.length
  let result: VectorSeries | undefined
  let from = 0
  let to = 0
  for (let step = 0; step < count; step++) {
    const end = ends[step] ?? Number.NaN
    const start = end - range
    while (to < samples && (times[to] ?? Number.NaN) <= end) to++
    if (leftClosed) while (from < to && (times[from] ?? Number.NaN) < start) from++
    else while (from < to && (times[from] ?? Number.NaN) <= start) from++
    if (from === to) continue
    window.from = from
    window.to = to
    window.start = start
    window.end = end
    window.time = steps[step] ?? Number.NaN
    const value = apply(window, scalars.at(step), context)
    if (value === undefined) continue
    result ??= { labels, values: new Float64Array(count), present: new Uint8Array(count) }
    result.values[step] = value
    result.present[step] = 1
  }
  return result
}
