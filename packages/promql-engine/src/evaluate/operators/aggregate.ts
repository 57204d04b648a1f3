import type { Aggregation } from '../../syntax/ast.ts'
import type { OperatorContext } from '../evaluation.ts'
import type { ScalarValue, StringValue, VectorSeries, VectorValue } from '../value.ts'
import { countValues } from './aggregation/count-values.ts'
import { foldGroups } from './aggregation/fold.ts'
import { folds } from './aggregation/folds.ts'
import { limitCount, limitRatio } from './aggregation/limit.ts'
import { readCounts, readQuantiles, readRatios } from './aggregation/parameters.ts'
import { quantiles } from './aggregation/quantile.ts'
import { rank } from './aggregation/ranking.ts'
import { groupSeries } from './grouping.ts'

/**
 * An aggregation at every step. Groups are found once for all steps; points of a group meet in the operand's order.
 *
 * @throws AppError `bad_query` for a parameter that Prometheus refuses (k that is NaN or no int64, a ratio that is NaN,
 * an invalid label name).
 */
export function aggregate(
  node: Aggregation,
  operand: VectorValue,
  parameter: ScalarValue | StringValue | undefined,
  context: OperatorContext,
): VectorValue {
  return { type: 'vector', series: aggregateSeries(node, operand.series, parameter, context) }
}

function aggregateSeries(
  node: Aggregation,
  series: readonly VectorSeries[],
  parameter: ScalarValue | StringValue | undefined,
  context: OperatorContext,
): readonly VectorSeries[] {
  const rule = { names: node.grouping, without: node.without }
  const steps = context.grid.count
  const fold = folds[node.name]
  if (fold !== undefined) return foldGroups(fold, series, groupSeries(series, rule), steps)
  if (parameter?.type === 'string') return countValues(series, rule, parameter.text, context)
  // The parser sees to it that these aggregations have a number.
  if (parameter === undefined) throw new TypeError(`${node.name} was given no parameter`)
  switch (node.name) {
    case 'topk':
    case 'bottomk': {
      const counts = readCounts(parameter, series.length)
      return rank(series, groupSeries(series, rule), counts, node.name === 'topk')
    }
    case 'limitk': {
      const counts = readCounts(parameter, series.length)
      return limitCount(series, groupSeries(series, rule), counts)
    }
    case 'limit_ratio':
      return limitRatio(series, readRatios(parameter, node, context.annotate))
    case 'quantile':
      return quantiles(series, groupSeries(series, rule), readQuantiles(parameter, node, context.annotate), steps)
    default:
      throw new TypeError(`${node.name} was given a number`)
  }
}
