import { type Labels, labelsKey } from '@ocp-perf/promql'
import type { EngineAnswer } from '@ocp-perf/promql-engine'
import { formatMetric, formatNumber } from '../script/format-metric.ts'
import type { EvalCommand, NotedSeries, Point, Steps } from '../script/script.ts'
import { almostEqual } from './almost-equal.ts'

/** One series of an answer; times are unix milliseconds. */
interface GivenSeries {
  labels: Labels
  times: readonly number[]
  values: readonly number[]
}

export interface Given {
  type: EngineAnswer['type']
  text: string
  series: readonly GivenSeries[]
}

export function toGiven({ type, text = '', frame }: EngineAnswer): Given {
  const series = frame.series.map(({ labels, times, values }) => ({
    labels,
    times: Array.from(times, (seconds) => Math.round(seconds * 1000)),
    values: [...values],
  }))
  return { type, text, series }
}

/** In what an answer differs from what a script expects, in words; undefined where it does not. */
export function difference({ result, when, ordered }: EvalCommand, given: Given): string | undefined {
  if (given.type === 'string' || result.kind === 'string') return differentString(result, given)
  if (given.type === 'scalar' || result.kind === 'scalar') return differentScalar(result, given)
  if (given.type === 'vector') return differentSeries(given, result.series, { ordered, points: onePoint })
  if (ordered) return 'a range has no order of its own, so none can be expected'
  const instant = when.kind === 'instant' ? { startMs: when.timeMs, endMs: when.timeMs, stepMs: 1 } : when
  const steps = result.window ?? instant
  return unsorted(given.series) ?? differentSeries(given, result.series, { ordered, points: pointsAlong(steps) })
}

function differentString(result: EvalCommand['result'], given: Given): string | undefined {
  if (given.type !== 'string') return `expected a string, got a ${given.type}`
  if (result.kind !== 'string') return `expected no string, got ${JSON.stringify(given.text)}`
  if (result.text === given.text) return undefined
  return `expected ${JSON.stringify(result.text)}, got ${JSON.stringify(given.text)}`
}

function differentScalar(result: EvalCommand['result'], given: Given): string | undefined {
  const value = given.series[0]?.values[0]
  if (given.type !== 'scalar' || value === undefined) return `expected a scalar, got a ${given.type}`
  if (result.kind !== 'scalar') return `expected series, got the scalar ${formatNumber(value)}`
  if (almostEqual(result.value, value)) return undefined
  return `expected ${formatNumber(result.value)}, got ${formatNumber(value)}`
}

interface Expected {
  times: readonly (number | undefined)[]
  values: readonly number[]
}

interface HowToCompare {
  ordered: boolean
  points: (noted: NotedSeries) => Expected | string
}

function differentSeries(
  given: Given,
  noted: readonly NotedSeries[],
  { ordered, points }: HowToCompare,
): string | undefined {
  const wanted = new Map(noted.map((series) => [labelsKey(series.labels), series]))
  const order = [...wanted.keys()]
  const seen = new Set<string>()
  for (const [position, series] of given.series.entries()) {
    const key = labelsKey(series.labels)
    const name = formatMetric(series.labels)
    const expected = wanted.get(key)
    if (expected === undefined) return `did not expect ${name}, which has ${show(series.values)}`
    if (seen.has(key)) return `got ${name} twice`
    seen.add(key)
    if (ordered && order[position] !== key) {
      return `expected ${name} at place ${order.indexOf(key) + 1}, got it at ${position + 1}`
    }
    const problem = differentPoints(points(expected), series)
    if (problem !== undefined) return `${name}: ${problem}`
  }
  const missing = noted.filter(({ labels }) => !seen.has(labelsKey(labels)))
  if (missing.length === 0) return undefined
  return `expected ${missing.map(({ labels }) => formatMetric(labels)).join(', ')} too, which did not come`
}

function differentPoints(expected: Expected | string, { times, values }: GivenSeries): string | undefined {
  if (typeof expected === 'string') return expected
  const texts = `expected ${show(expected.values)}, got ${show(values)}`
  if (expected.values.length !== values.length) return `${texts}: a different number of points`
  for (const [index, value] of expected.values.entries()) {
    const time = expected.times[index]
    if (time !== undefined && time !== times[index])
      return `${texts}: point ${index + 1} is at ${times[index]} ms, not ${time} ms`
    if (!almostEqual(value, values[index] ?? Number.NaN)) return `${texts}: point ${index + 1} differs`
  }
  return undefined
}

function onePoint({ points }: NotedSeries): Expected {
  return { times: [undefined], values: points.slice(0, 1).map(toNumber) }
}

function pointsAlong({ startMs, endMs, stepMs }: Steps): (noted: NotedSeries) => Expected | string {
  return ({ points }) => {
    if (points.length > Math.floor((endMs - startMs) / stepMs) + 1) {
      return `${points.length} points are expected, more than the query has steps`
    }
    const kept = points.flatMap((point, step) => (point === 'omitted' ? [] : { time: startMs + step * stepMs, point }))
    return { times: kept.map(({ time }) => time), values: kept.map(({ point }) => toNumber(point)) }
  }
}

function toNumber(point: Point): number {
  return typeof point === 'number' ? point : Number.NaN
}

function show(values: readonly number[]): string {
  return values.length === 0 ? 'nothing' : values.map(formatNumber).join(' ')
}

function unsorted(series: readonly GivenSeries[]): string | undefined {
  const at = series.findIndex(({ labels }, index) => {
    const before = series[index - 1]
    return before !== undefined && compareLabels(before.labels, labels) > 0
  })
  const late = series[at]
  return late && `a range must be sorted by labels, but ${formatMetric(late.labels)} comes too late`
}

/** Name by name and value by value, in order of names, as Prometheus compares label sets. */
function compareLabels(a: Labels, b: Labels): number {
  const [first, second] = [a, b].map((labels) => Object.entries(labels).sort(([x], [y]) => compare(x, y)))
  for (const [index, [name, value]] of (first ?? []).entries()) {
    const other = second?.[index]
    if (other === undefined) return 1
    const order = compare(name, other[0]) || compare(value, other[1])
    if (order !== 0) return order
  }
  return (first?.length ?? 0) - (second?.length ?? 0)
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
