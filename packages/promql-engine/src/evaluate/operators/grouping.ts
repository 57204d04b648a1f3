import { type Labels, labelsKey } from '@ocp-perf/promql'
import { labelOf } from '../../samples/label-of.ts'
import type { VectorSeries } from '../value.ts'
import { dropLabels, keepLabels } from './labels.ts'

/** Which series belong together, found once for all steps. Groups are in the order of their first series. */
export interface Grouping {
  /** The group of each series. */
  of: Int32Array
  /** How many groups there are. */
  count: number
  /** The labels that each group's result has. */
  labels: readonly Labels[]
}

/** The labels that decide: those of these names, or all others but the metric's name. */
export interface GroupingRule {
  names: readonly string[]
  without: boolean
}

/** What two series of one group have in common, as text. */
export function groupKey(labels: Labels, { names, without }: GroupingRule): string {
  if (without) return labelsKey(dropLabels(labels, names))
  if (names.length === 0) return ''
  return JSON.stringify(names.map((name) => labelOf(labels, name)))
}

/** The labels of a group's result, from any series of it. */
export function groupLabels(labels: Labels, { names, without }: GroupingRule): Labels {
  return without ? dropLabels(labels, names) : keepLabels(labels, names)
}

/** Series by group: a missing label counts as an empty one. */
export function groupSeries(series: readonly VectorSeries[], rule: GroupingRule): Grouping {
  const numbers = new Map<string, number>()
  const of = new Int32Array(series.length)
  const labels: Labels[] = []
  for (const [index, one] of series.entries()) {
    const key = groupKey(one.labels, rule)
    let number = numbers.get(key)
    if (number === undefined) {
      number = numbers.size
      numbers.set(key, number)
      labels.push(groupLabels(one.labels, rule))
    }
    of[index] = number
  }
  return { of, count: labels.length, labels }
}

/** The numbers of each group's series, in order. */
export function membersOf({ of, count }: Grouping): number[][] {
  const members = Array.from({ length: count }, (): number[] => [])
  for (const [index, group] of of.entries()) members[group]?.push(index)
  return members
}
