import type { ScalarValue, VectorSeries, VectorValue } from '../../value.ts'
import { dropNames } from '../merge.ts'
import { applyOperation, losesName, type Operation } from './apply.ts'

/** A vector and a number at every step. A comparison keeps the vector's value, on whichever side the vector stands. */
export function combineWithScalar(
  operation: Operation,
  vector: VectorValue,
  { values: numbers }: ScalarValue,
  scalarIsLeft: boolean,
): VectorValue {
  const series = vector.series.map(({ labels, values, present }): VectorSeries => {
    const [left, right] = scalarIsLeft ? [numbers, values] : [values, numbers]
    return applyOperation(operation, { left, right, kept: values, present }, labels)
  })
  return { type: 'vector', series: losesName(operation) ? dropNames(series) : series }
}

/** Two numbers at every step; comparisons answer 0 or 1. */
export function combineScalars(operation: Operation, left: ScalarValue, right: ScalarValue): ScalarValue {
  const operands = {
    left: left.values,
    right: right.values,
    kept: left.values,
    present: new Uint8Array(left.values.length).fill(1),
  }
  return { type: 'scalar', values: applyOperation({ ...operation, returnsBool: true }, operands, {}).values }
}
