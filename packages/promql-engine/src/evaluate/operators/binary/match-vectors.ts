import { AppError } from '@ocp-perf/errors'
import { type Labels, labelsKey } from '@ocp-perf/promql'
import { labelOf } from '../../../samples/label-of.ts'
import type { Matching } from '../../../syntax/ast.ts'
import type { VectorSeries } from '../../value.ts'
import { keepLabels, withLabels, withoutName } from '../labels.ts'
import { mergeSameLabels } from '../merge.ts'
import { applyOperation, losesName, type Operation } from './apply.ts'
import { addPresent, anyPresent, bothPresent } from './points.ts'
import { refuseAmbiguous, type Sides, sidesOf } from './refuse-ambiguous.ts'
import { matchGroups } from './signatures.ts'

/**
 * Arithmetic or a comparison between the series of two vectors that match. Which series meet is found once; only where a
 * side's series take turns (a pod is replaced) are several pairs of one group evaluated and put together.
 *
 * @throws AppError `bad_query` where Prometheus could not tell which series meet, or where results have equal labels.
 */
export function matchVectors(
  operation: Operation,
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  matching: Matching,
  steps: number,
): readonly VectorSeries[] {
  const sides = sidesOf(left, right, matchGroups(left, right, matching), matching)
  refuseAmbiguous(sides, matching, steps)
  const results = new Map<number, VectorSeries[]>()
  for (const group of sides.groups) {
    const taken = new Map<string, Uint8Array>()
    for (const member of group.many) {
      results.set(
        member,
        group.one.flatMap((other) => meet(operation, sides, [member, other], matching, taken) ?? []),
      )
    }
  }
  // In the order of the many side, whose labels the results have.
  return mergeSameLabels(sides.many.flatMap((_, member) => results.get(member) ?? []))
}

/** Evaluates one pair; `taken` holds where the group already has results of the same labels. */
function meet(
  operation: Operation,
  { many, one }: Sides,
  [member, other]: readonly [number, number],
  matching: Matching,
  taken: Map<string, Uint8Array>,
): VectorSeries | undefined {
  const [manySeries, oneSeries] = [many[member], one[other]]
  if (manySeries === undefined || oneSeries === undefined) return undefined
  const present = bothPresent(manySeries.present, oneSeries.present)
  if (!anyPresent(present)) return undefined
  const labels = resultLabels(operation, manySeries.labels, oneSeries.labels, matching)
  if (matching.cardinality !== 'one-to-one') refuseTwice(labels, present, taken)
  const swapped = matching.cardinality === 'one-to-many'
  const [left, right] = swapped ? [oneSeries.values, manySeries.values] : [manySeries.values, oneSeries.values]
  // A comparison that holds keeps the left value, whichever side is the many one.
  return applyOperation(operation, { left, right, kept: left, present }, labels)
}

/** The labels of the many side, as the operator and the matching leave them, with those taken over from the one side. */
function resultLabels(operation: Operation, many: Labels, one: Labels, matching: Matching): Labels {
  const { cardinality, include } = matching
  const named = losesName(operation) ? withoutName(many) : many
  const matched = cardinality === 'one-to-one' ? matchedLabels(named, matching) : named
  if (include.length === 0) return matched
  const joined = withLabels(matched, new Map(include.map((name) => [name, labelOf(one, name)])))
  return operation.returnsBool ? withoutName(joined) : joined
}

/** `on` keeps its labels alone, the name not among them; `ignoring` takes its own away and nothing else. */
function matchedLabels(labels: Labels, { on, labels: names }: Matching): Labels {
  return on ? keepLabels(labels, names) : withLabels(labels, new Map(names.map((name) => [name, ''])))
}

/** Results of one group must differ, also where a comparison drops them in the end. */
function refuseTwice(labels: Labels, present: Uint8Array, taken: Map<string, Uint8Array>): void {
  const key = labelsKey(labels)
  const before = taken.get(key)
  if (before === undefined) {
    taken.set(key, present.slice())
    return
  }
  if (anyPresent(bothPresent(before, present))) {
    throw new AppError('bad_query', 'multiple matches for labels: grouping labels must ensure unique matches', {
      hint: 'The included labels make series equal that were different; leave them out or aggregate first.',
    })
  }
  addPresent(before, present)
}
