import { AppError } from '@ocp-perf/errors'
import type { Matching } from '../../../syntax/ast.ts'
import type { VectorSeries } from '../../value.ts'
import { groupLabels } from '../grouping.ts'
import { formatLabels } from '../labels.ts'
import { addPresent, bothPresent } from './points.ts'
import { type MatchGroup, ruleOf } from './signatures.ts'

/** The two sides by their parts: each series of the many side meets one of the one side. */
export interface Sides {
  many: readonly VectorSeries[]
  one: readonly VectorSeries[]
  groups: readonly { many: readonly number[]; one: readonly number[] }[]
}

/** Two series where only one may be, at the first step where both have a point. */
interface Clash {
  step: number
  first: number
  second: number
}

/** Which side is which; without `group_left` or `group_right` the right side is the one side. */
export function sidesOf(
  left: readonly VectorSeries[],
  right: readonly VectorSeries[],
  groups: readonly MatchGroup[],
  { cardinality }: Matching,
): Sides {
  if (cardinality === 'one-to-many') {
    return { many: right, one: left, groups: groups.map((group) => ({ many: group.right, one: group.left })) }
  }
  return { many: left, one: right, groups: groups.map((group) => ({ many: group.left, one: group.right })) }
}

/**
 * Judges the matching step by step, as series come and go: Prometheus refuses a query at the first step where it cannot
 * tell which series meet.
 *
 * @throws AppError `bad_query` with Prometheus' sentence.
 */
export function refuseAmbiguous(sides: Sides, matching: Matching, steps: number): void {
  const crowdedOne = sides.groups.filter(({ one }) => one.length > 1)
  const crowdedMany =
    matching.cardinality === 'one-to-one'
      ? sides.groups.filter(({ many, one }) => many.length > 1 && one.length > 0)
      : []
  if (crowdedOne.length === 0 && crowdedMany.length === 0) return
  // A step where one whole side is empty is not looked at: nothing is going to meet.
  const judged = bothPresent(unionOf(sides.many, steps), unionOf(sides.one, steps))
  const onOne = earliest(crowdedOne.map(({ one }) => findClash(sides.one, one, judged)))
  const onMany = earliest(
    crowdedMany.map(({ many, one }) => findClash(sides.many, many, unionOf(pick(sides.one, one), steps))),
  )
  if (onOne !== undefined && (onMany === undefined || onOne.step <= onMany.step))
    throw manyToMany(sides, onOne, matching)
  if (onMany !== undefined) {
    throw new AppError(
      'bad_query',
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      { hint: 'Add group_left or group_right, or match on more labels.' },
    )
  }
}

function manyToMany({ one }: Sides, { first, second }: Clash, matching: Matching): AppError {
  const labels = [one[first]?.labels ?? {}, one[second]?.labels ?? {}]
  const group = formatLabels(groupLabels(labels[0] ?? {}, ruleOf(matching)))
  const side = matching.cardinality === 'one-to-many' ? 'left' : 'right'
  return new AppError(
    'bad_query',
    `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ` +
      `[${labels.map(formatLabels).sort(byText).join(', ')}];` +
      'many-to-many matching not allowed: matching labels must be unique on one side',
    { hint: 'Match on more labels, or aggregate that side so that each group has one series.' },
  )
}

/** The first step among `judged` at which two of the members have a point, and which those are. */
function findClash(series: readonly VectorSeries[], members: readonly number[], judged: Uint8Array): Clash | undefined {
  const seen = new Int32Array(judged.length).fill(-1)
  let clash: Clash | undefined
  for (const member of members) {
    const present = series[member]?.present
    const end = clash?.step ?? judged.length
    for (let step = 0; step < end; step++) {
      if (present?.[step] !== 1 || judged[step] !== 1) continue
      const first = seen[step] ?? -1
      if (first < 0) {
        seen[step] = member
        continue
      }
      clash = { step, first, second: member }
      break
    }
  }
  return clash
}

function earliest(clashes: readonly (Clash | undefined)[]): Clash | undefined {
  let found: Clash | undefined
  for (const clash of clashes) {
    if (clash === undefined) continue
    const sooner = found === undefined || clash.step < found.step
    if (sooner || (clash.step === found?.step && clash.second < found.second)) found = clash
  }
  return found
}

function unionOf(series: readonly VectorSeries[], steps: number): Uint8Array {
  const union = new Uint8Array(steps)
  for (const { present } of series) addPresent(union, present)
  return union
}

function pick(series: readonly VectorSeries[], members: readonly number[]): VectorSeries[] {
  return members.flatMap((member) => series[member] ?? [])
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
