import type { Labels } from '@ocp-perf/promql'
import type { Counter, Family, Gauge, Histogram, Latency, Signal, Tally } from '../samples/family.ts'

/** A family with one gauge, as most are. */
export function gauge(
  name: string,
  help: string,
  value: Signal,
  options: Omit<Gauge, 'value' | 'labels'> & { labels?: Labels } = {},
): Family {
  return gauges(name, help, () => [{ labels: {}, ...options, value }])
}

export function gauges(name: string, help: string, series: () => readonly Gauge[]): Family {
  return { type: 'gauge', name, help, series }
}

/** A family with one counter. */
export function counter(
  name: string,
  help: string,
  rate: Signal,
  options: Omit<Counter, 'rate' | 'labels'> & { labels?: Labels } = {},
): Family {
  return counters(name, help, () => [{ labels: {}, ...options, rate }])
}

export function counters(name: string, help: string, series: () => readonly (Counter | Tally)[]): Family {
  return { type: 'counter', name, help, series }
}

/** A family with one count of single events. */
export function tally(name: string, help: string, total: Signal): Family {
  return counters(name, help, () => [{ labels: {}, total }])
}

/** A family with one histogram. */
export function histogram(
  name: string,
  help: string,
  bounds: readonly number[],
  { rate, latency }: { rate: Signal; latency: Latency },
): Family {
  return histograms(name, help, () => [{ labels: {}, rate, latency, bounds }])
}

export function histograms(name: string, help: string, series: () => readonly Histogram[]): Family {
  return { type: 'histogram', name, help, series }
}

/** Bounds that double, as etcd's are. */
export function doubling(first: number, count: number): readonly number[] {
  // Rounded, since bounds are told as text: 0.0001 · 8 is 0.0008.
  return Array.from({ length: count }, (_, index) => Number((first * 2 ** index).toPrecision(12)))
}

/** The newest of some moments at a time; the first where all of them are later. */
export function latestOf(moments: readonly number[]): Signal {
  return (time) => moments.findLast((moment) => moment <= time) ?? moments[0] ?? 0
}
