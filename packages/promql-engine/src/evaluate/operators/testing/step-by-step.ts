import type { Labels } from '@ocp-perf/promql'
import type { Aggregation, Binary } from '../../../syntax/ast.ts'
import type { VectorValue } from '../../value.ts'
import { dropLabels, formatLabels, keepLabels, withLabels } from '../labels.ts'

/*
 * The slow and obvious version that the column-wise one is compared with: one step at a time, one sample at a time.
 */

export interface Sample {
  labels: Labels
  value: number
}

/** The samples that a vector has at one step. */
export function samplesAt({ series }: VectorValue, step: number): Sample[] {
  return series
    .filter(({ present }) => present[step] === 1)
    .map(({ labels, values }) => ({ labels, value: values[step] ?? Number.NaN }))
}

export function aggregateStep(node: Aggregation, samples: readonly Sample[], parameter: number): Sample[] {
  const groups = new Map<string, Sample[]>()
  for (const sample of samples) {
    const key = formatLabels(groupOf(node, sample.labels))
    groups.set(key, [...(groups.get(key) ?? []), sample])
  }
  return [...groups.values()].flatMap((members) => aggregateGroup(node, members, parameter))
}

function groupOf({ grouping, without }: Aggregation, labels: Labels): Labels {
  return without ? dropLabels(labels, grouping) : keepLabels(labels, grouping)
}

function aggregateGroup(node: Aggregation, members: readonly Sample[], parameter: number): Sample[] {
  const values = members.map(({ value }) => value)
  const labels = groupOf(node, members[0]?.labels ?? {})
  const ofNumbers = (pick: (...values: number[]) => number): number => {
    const known = values.filter((value) => !Number.isNaN(value))
    return known.length === 0 ? Number.NaN : pick(...known)
  }
  const sum = values.reduce((a, b) => a + b, 0)
  switch (node.name) {
    case 'sum':
      return [{ labels, value: sum }]
    case 'avg':
      return [{ labels, value: sum / values.length }]
    case 'min':
      return [{ labels, value: ofNumbers(Math.min) }]
    case 'max':
      return [{ labels, value: ofNumbers(Math.max) }]
    case 'count':
      return [{ labels, value: values.length }]
    case 'group':
      return [{ labels, value: 1 }]
    case 'stdvar':
      return [{ labels, value: variance(values) }]
    case 'stddev':
      return [{ labels, value: Math.sqrt(variance(values)) }]
    case 'quantile':
      return [{ labels, value: quantile(values, parameter) }]
    case 'topk':
      return ordered(members, (a, b) => b - a).slice(0, Math.max(0, Math.trunc(parameter)))
    case 'bottomk':
      return ordered(members, (a, b) => a - b).slice(0, Math.max(0, Math.trunc(parameter)))
    case 'limitk':
      return members.slice(0, Math.max(0, Math.trunc(parameter)))
    default:
      throw new TypeError(node.name)
  }
}

function variance(values: readonly number[]): number {
  if (!values.every(Number.isFinite)) return Number.NaN
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length
}

function quantile(values: readonly number[], wanted: number): number {
  if (Number.isNaN(wanted)) return Number.NaN
  if (wanted < 0) return -Infinity
  if (wanted > 1) return Infinity
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : Number.isNaN(b) ? 1 : a - b))
  const rank = wanted * (sorted.length - 1)
  const lower = sorted[Math.floor(rank)] ?? Number.NaN
  const upper = sorted[Math.min(Math.floor(rank) + 1, sorted.length - 1)] ?? Number.NaN
  return lower * (1 - (rank % 1)) + upper * (rank % 1)
}

function ordered(members: readonly Sample[], compare: (a: number, b: number) => number): Sample[] {
  return [...members].sort(({ value: a }, { value: b }) => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a === b ? 0 : compare(a, b)
  })
}

/** The result of one step, or the beginning of Prometheus' sentence where it refuses. */
export function combineStep(node: Binary, left: readonly Sample[], right: readonly Sample[]): Sample[] | string {
  const matching = node.matching
  if (matching === undefined) throw new TypeError('two vectors have a matching')
  const keyOf = ({ labels }: Sample): string =>
    formatLabels(matching.on ? keepLabels(labels, matching.labels) : dropLabels(labels, matching.labels))
  const keys = (samples: readonly Sample[]): string[] => samples.map(keyOf)
  switch (node.operator) {
    case 'and':
      return left.filter((sample) => keys(right).includes(keyOf(sample)))
    case 'unless':
      return left.filter((sample) => !keys(right).includes(keyOf(sample)))
    case 'or':
      return [...left, ...right.filter((sample) => !keys(left).includes(keyOf(sample)))]
    default:
      break
  }
  if (left.length === 0 || right.length === 0) return []
  const swapped = matching.cardinality === 'one-to-many'
  const [many, one] = swapped ? [right, left] : [left, right]
  if (new Set(keys(one)).size < one.length) return 'found duplicate series'
  const pairs = many.flatMap((sample) => {
    const other = one.find((candidate) => keyOf(candidate) === keyOf(sample))
    return other === undefined ? [] : [{ sample, other }]
  })
  if (matching.cardinality === 'one-to-one' && new Set(pairs.map(({ sample }) => keyOf(sample))).size < pairs.length) {
    return 'multiple matches for labels: many-to-one'
  }
  const results = pairs.map(({ sample, other }) => {
    const [a, b] = swapped ? [other.value, sample.value] : [sample.value, other.value]
    return { key: keyOf(sample), labels: resultLabels(node, sample.labels, other.labels), ...calculate(node, a, b) }
  })
  const grouped = results.map(({ key, labels }) => key + formatLabels(labels))
  if (matching.cardinality !== 'one-to-one' && new Set(grouped).size < grouped.length) {
    return 'multiple matches for labels: grouping'
  }
  const kept = results.filter(({ keep }) => keep)
  if (new Set(kept.map(({ labels }) => formatLabels(labels))).size < kept.length) return 'vector cannot contain metrics'
  return kept
}

function resultLabels(node: Binary, many: Labels, one: Labels): Labels {
  const { cardinality = 'one-to-one', on = false, labels = [], include = [] } = node.matching ?? {}
  const without = (from: Labels, names: readonly string[]): Labels =>
    withLabels(from, new Map(names.map((name) => [name, ''])))
  const nameless = without(many, ['__name__'])
  const named = isComparison(node) && !node.returnsBool ? many : nameless
  const matched = cardinality === 'one-to-one' ? (on ? keepLabels(named, labels) : without(named, labels)) : named
  const joined = include.reduce((all, name) => withLabels(all, new Map([[name, one[name] ?? '']])), matched)
  return node.returnsBool ? without(joined, ['__name__']) : joined
}

function isComparison({ operator }: Binary): boolean {
  return ['==', '!=', '<', '>', '<=', '>='].includes(operator)
}

export function calculate({ operator, returnsBool }: Binary, a: number, b: number): { value: number; keep: boolean } {
  const judged = (holds: boolean) => (returnsBool ? { value: holds ? 1 : 0, keep: true } : { value: a, keep: holds })
  switch (operator) {
    case '+':
      return { value: a + b, keep: true }
    case '-':
      return { value: a - b, keep: true }
    case '*':
      return { value: a * b, keep: true }
    case '/':
      return { value: a / b, keep: true }
    case '==':
      return judged(a === b)
    case '!=':
      return judged(a !== b)
    case '<':
      return judged(a < b)
    case '>=':
      return judged(a >= b)
    default:
      throw new TypeError(operator)
  }
}
