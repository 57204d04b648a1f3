import type { Value, VectorSeries, VectorValue } from '../evaluate/value.ts'
import { labelOf } from '../samples/label-of.ts'
import { orderByLabels } from '../samples/order-labels.ts'
import { textAt, vectorAt } from './arguments.ts'
import type { CallContext, FunctionSpec } from './function-spec.ts'
import { compareNaturally } from './natural-order.ts'

/** Functions that order the series of an instant query; a range query is ordered by labels, whatever is asked here. */
export const orderingFunctions: readonly FunctionSpec[] = [
  byValue('sort', 1),
  byValue('sort_desc', -1),
  byLabels('sort_by_label', 1),
  byLabels('sort_by_label_desc', -1),
]

function byValue(name: string, direction: 1 | -1): FunctionSpec {
  const compare = ({ values: [a = Number.NaN] }: VectorSeries, { values: [b = Number.NaN] }: VectorSeries) => {
    // NaN is last in either direction.
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a === b ? 0 : a < b ? -direction : direction
  }
  return {
    name,
    args: ['vector'],
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, context) => inOrder(vectorAt(args, 0), context, (series) => series.toSorted(compare)),
    },
  }
}

function byLabels(name: string, direction: 1 | -1): FunctionSpec {
  return {
    name,
    args: ['vector', 'string'],
    repeats: true,
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, context) => {
        const names = args.slice(1).map((_, index) => textAt(args, index + 1))
        return inOrder(vectorAt(args, 0), context, (series) => sortByLabels(series, names, direction))
      },
    },
  }
}

/** By the named labels; by all labels where those are the same. */
function sortByLabels(series: readonly VectorSeries[], names: readonly string[], direction: 1 | -1): VectorSeries[] {
  const byAll = orderByLabels(series.map(({ labels }) => labels)).flatMap((place) => series[place] ?? [])
  if (direction === -1) byAll.reverse()
  return byAll.sort(({ labels: a }, { labels: b }) => {
    const name = names.find((candidate) => labelOf(a, candidate) !== labelOf(b, candidate))
    return name === undefined ? 0 : direction * compareNaturally(labelOf(a, name), labelOf(b, name))
  })
}

function inOrder(
  vector: VectorValue,
  { grid, annotate, place }: CallContext,
  sort: (series: readonly VectorSeries[]) => VectorSeries[],
): Value {
  if (grid.count > 1) {
    annotate('warning', 'sort is ineffective for range queries since results are always ordered by labels', place)
    return vector
  }
  return { type: 'vector', series: sort(vector.series.filter(({ present }) => present[0] === 1)) }
}
