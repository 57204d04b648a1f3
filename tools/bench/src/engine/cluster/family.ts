import type { Labels } from '@ocp-perf/promql'

/** How the values of a series go. Rates are per second; a rate or level swings over the day. */
export type Shape =
  | { kind: 'counter'; perSecond: number; whole: boolean }
  | { kind: 'gauge'; level: number; swing: number; whole: boolean }
  | { kind: 'constant'; value: number }
  /** Observations a second, and the value in seconds that half of them stay below. */
  | { kind: 'histogram'; perSecond: number; typical: number; bounds: readonly number[] }

/** A metric of one target: one series (or one histogram) for each label set. */
export interface Family {
  name: string
  labels: readonly Labels[]
  shape: Shape
  /** The share of the time after which its series first exist, as those of failures do. */
  bornAt: number
}

/** What is scraped at once: its series have the same times, and their counters start anew together. */
export interface Target {
  labels: Labels
  families: readonly Family[]
  /** The share of the time at which it restarts; undefined for never. */
  restartAt?: number
}

type Values = readonly string[]

/** Every combination of these labels' values. */
export function across(values: Readonly<Record<string, Values>>): Labels[] {
  let sets: Labels[] = [{}]
  for (const [name, options] of Object.entries(values)) {
    sets = sets.flatMap((set) => options.map((value) => ({ ...set, [name]: value })))
  }
  return sets
}

const alone: readonly Labels[] = [{}]

export function counter(name: string, perSecond: number, labels = alone, { whole = true, bornAt = 0 } = {}): Family {
  return { name, labels, shape: { kind: 'counter', perSecond, whole }, bornAt }
}

export function gauge(name: string, level: number, swing: number, labels = alone, whole = true): Family {
  return { name, labels, shape: { kind: 'gauge', level, swing, whole }, bornAt: 0 }
}

export function constant(name: string, value: number, labels = alone): Family {
  return { name, labels, shape: { kind: 'constant', value }, bornAt: 0 }
}

export function histogram(
  name: string,
  perSecond: number,
  typical: number,
  bounds: readonly number[],
  labels = alone,
): Family {
  return { name, labels, shape: { kind: 'histogram', perSecond, typical, bounds }, bornAt: 0 }
}

/** Bounds that double: 1 ms, 2 ms … */
export function doubling(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Number((first * 2 ** index).toPrecision(12)))
}
