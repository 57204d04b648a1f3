import type { ScalarValue, Value, VectorSeries } from '../value.ts'
import { dropNames } from './merge.ts'

/**
 * The unary minus. A vector's series lose the metric's name.
 *
 * @throws AppError `bad_query` where series differ in nothing but the name and have points at the same step.
 */
export function negate(value: Value): Value {
  switch (value.type) {
    case 'scalar':
      return negateScalar(value)
    case 'vector':
      return { type: 'vector', series: dropNames(value.series.map(negateSeries)) }
    default:
      // The parser refuses the minus before anything else.
      throw new TypeError(`a ${value.type} cannot be negated`)
  }
}

function negateScalar({ values }: ScalarValue): ScalarValue {
  return { type: 'scalar', values: values.map((value) => -value) }
}

function negateSeries({ labels, values, present }: VectorSeries): VectorSeries {
  return { labels, values: values.map((value) => -value), present }
}
