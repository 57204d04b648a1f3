import { type Column, mean } from '../summary/summary.ts'

/** A series of a metric that has several, by its labels. */
export interface LabelledColumn {
  labels: Readonly<Record<string, string>>
  values: Column
}

export interface AttributeOptions {
  /** How the series make up the total: their sum (rates, bytes) or their mean (shares, latencies). */
  combine: 'sum' | 'mean'
  /** Most values told of a label. */
  top?: number
}

/** What one value of a label has to do with the change of the total. */
export interface LabelValue {
  value: string
  /** Its part of the total, before and after; of a mean, its sum over the number of all series. */
  before: number
  after: number
  difference: number
  /** difference over that of the total; the shares of a label's values add to 1. NaN where the total did not change. */
  share: number
  /** How unlike its part of the total has become, in nats; 0 where the part is the same. NaN where figures are negative. */
  surprise: number
  seriesBefore: number
  seriesAfter: number
}

export interface LabelAttribution {
  label: string
  /** Of all its values together: by which label the total divides most unlike before. */
  surprise: number
  /** The largest differences first. */
  values: LabelValue[]
  omitted: number
}

export interface Attribution {
  status: 'judged' | 'too_little_data'
  method: 'adtributor'
  baseline: string
  combine: 'sum' | 'mean'
  /** Series with a finite sample, on both sides together. */
  samples: number
  /** On either side. */
  needed: number
  total: { before: number; after: number; difference: number }
  /** Labels that part the series, the most surprising first. */
  labels: LabelAttribution[]
  notes: string[]
}

/** The mean of a series and how it is labelled. */
interface Figure {
  labels: Readonly<Record<string, string>>
  figure: number
}

const needed = 1

/**
 * Which values of which labels a change comes from: for each label the total divides into parts, and a part explains the share
 * of the change that is its own. Labels are ordered by the surprise of their parts, the Jensen–Shannon divergence of before and
 * after. A series that is there on one side alone counts as 0 on the other; one without finite samples is none.
 *
 * Bhagwan et al. (2014), Adtributor: revenue debugging in advertising systems, NSDI, 43–55.
 */
export function attribute(
  before: readonly LabelledColumn[],
  after: readonly LabelledColumn[],
  { combine, top = 5 }: AttributeOptions,
): Attribution {
  const [first, second] = [figuresOf(before), figuresOf(after)]
  const total = { before: totalOf(first, combine), after: totalOf(second, combine) }
  const difference = total.after - total.before
  const isEnough = Math.min(first.length, second.length) >= needed
  const names = [...new Set([...first, ...second].flatMap(({ labels }) => Object.keys(labels)))].sort()
  const isNegative = [...first, ...second].some(({ figure }) => figure < 0)
  const labels = (isEnough ? names : []).flatMap((label) => {
    const values = partsOf(label, [first, second], combine).map((part) => ({
      ...part,
      difference: part.after - part.before,
      share: difference === 0 ? Number.NaN : (part.after - part.before) / difference,
      surprise: isNegative ? Number.NaN : surpriseOf(part.before / total.before, part.after / total.after),
    }))
    if (values.length < 2) return []
    values.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.value < b.value ? -1 : 1))
    const surprise = values.reduce((sum, value) => sum + value.surprise, 0)
    return [{ label, surprise, values: values.slice(0, top), omitted: Math.max(0, values.length - top) }]
  })
  // Where figures may be negative there are no parts of a whole, and what moved most has to do.
  const largest = ({ values }: LabelAttribution) => Math.abs(values[0]?.difference ?? 0)
  labels.sort((a, b) => (isNegative ? largest(b) - largest(a) : b.surprise - a.surprise))
  return {
    status: isEnough ? 'judged' : 'too_little_data',
    method: 'adtributor',
    baseline: 'the mean of each series before',
    combine,
    samples: first.length + second.length,
    needed,
    total: { ...total, difference },
    labels,
    notes: notesOf(first, second, { combine, isNegative }),
  }
}

function figuresOf(series: readonly LabelledColumn[]): Figure[] {
  return series
    .map(({ labels, values }) => ({ labels, figure: mean(values.filter(Number.isFinite)) }))
    .filter(({ figure }) => !Number.isNaN(figure))
}

function totalOf(figures: readonly Figure[], combine: 'sum' | 'mean'): number {
  const sum = figures.reduce((all, { figure }) => all + figure, 0)
  return combine === 'sum' ? sum : sum / figures.length
}

type Part = Pick<LabelValue, 'value' | 'before' | 'after' | 'seriesBefore' | 'seriesAfter'>

function partsOf(label: string, sides: readonly [Figure[], Figure[]], combine: 'sum' | 'mean'): Part[] {
  const [before, after] = sides.map((figures) => {
    const weight = combine === 'sum' ? 1 : 1 / figures.length
    const parts = new Map<string, { part: number; series: number }>()
    for (const { labels, figure } of figures) {
      const value = labels[label] ?? ''
      const { part, series } = parts.get(value) ?? { part: 0, series: 0 }
      parts.set(value, { part: part + figure * weight, series: series + 1 })
    }
    return parts
  })
  return [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].map((value) => ({
    value,
    before: before?.get(value)?.part ?? 0,
    after: after?.get(value)?.part ?? 0,
    seriesBefore: before?.get(value)?.series ?? 0,
    seriesAfter: after?.get(value)?.series ?? 0,
  }))
}

/** ½·(p·ln(2p / (p + q)) + q·ln(2q / (p + q))), where 0·ln 0 is 0. */
function surpriseOf(p: number, q: number): number {
  const term = (share: number) => (share > 0 ? share * Math.log((2 * share) / (p + q)) : 0)
  return Math.max(0, (term(p) + term(q)) / 2)
}

function notesOf(
  before: readonly Figure[],
  after: readonly Figure[],
  { combine, isNegative }: { combine: 'sum' | 'mean'; isNegative: boolean },
): string[] {
  const keys = [before, after].map((side) => new Set(side.map(({ labels }) => keyOf(labels))))
  const [first = new Set(), second = new Set()] = keys
  const gone = [...first].filter((key) => !second.has(key)).length
  const come = [...second].filter((key) => !first.has(key)).length
  return [
    combine === 'sum'
      ? 'The total is the sum of the series.'
      : `The total is the mean of the series, ${before.length} before and ${after.length} after; parts are sums over that number.`,
    ...(gone > 0 ? [`${gone} series only before, 0 after.`] : []),
    ...(come > 0 ? [`${come} series only after, 0 before.`] : []),
    ...(isNegative
      ? ['Some figures are negative: there are no parts of a whole, and labels are ordered by what moved most.']
      : []),
  ]
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}
