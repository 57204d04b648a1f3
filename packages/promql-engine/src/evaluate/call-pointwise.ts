import type { FunctionSpec, Implementation } from '../functions/function-spec.ts'
import type { Evaluation } from './evaluation.ts'
import { dropNames } from './operators/merge.ts'
import { type Parts, seriesPerPart } from './parts.ts'
import { createScalarColumns, type ScalarColumns } from './scalar-columns.ts'
import type { ScalarValue, Value, VectorSeries, VectorValue } from './value.ts'

type Apply = Extract<Implementation, { kind: 'pointwise' }>['apply']

/** A function of one value: each point by itself. */
export function* callPointwise(
  spec: FunctionSpec,
  apply: Apply,
  values: readonly Value[],
  evaluation: Evaluation,
): Parts<VectorValue> {
  const vector = values.find((value): value is VectorValue => value.type === 'vector')
  // The parser has checked the types: a function of values has a vector.
  if (vector === undefined) throw new TypeError(`${spec.name}() was called without a vector`)
  const scalars = createScalarColumns(values.filter((value): value is ScalarValue => value.type === 'scalar'))
  const reserved = vector.series.length * evaluation.grid.count
  evaluation.spend(reserved)
  const results: VectorSeries[] = []
  for (const [index, series] of vector.series.entries()) {
    results.push(overSeries(apply, series, scalars))
    if (index % seriesPerPart === seriesPerPart - 1) yield
  }
  evaluation.spend(-reserved)
  return { type: 'vector', series: spec.keepsName === true ? results : dropNames(results) }
}

function overSeries(apply: Apply, { labels, values, present }: VectorSeries, scalars: ScalarColumns): VectorSeries {
  const count = values.length
  const result: VectorSeries = { labels, values: new Float64Array(count), present: new Uint8Array(count) }
  for (let step = 0; step < count; step++) {
    if (present[step] !== 1) continue
    const value = apply(values[step] ?? Number.NaN, scalars.at(step))
    if (value === undefined) continue
    result.values[step] = value
    result.present[step] = 1
  }
  return result
}
