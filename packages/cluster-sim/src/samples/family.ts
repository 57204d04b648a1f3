import type { Labels } from '@ocp-perf/promql'

/**
 * A quantity over time: unix seconds in, base units out. Pure: the same time always gives the same value, so that samples
 * can be made when they are asked for, in any order.
 */
export type Signal = (time: number) => number

/** One part of a distribution of durations: log-normal, with its share of all observations. */
export interface LatencyPart {
  /** Share of the observations, 0 to 1; the shares of a mixture add up to 1. */
  share: number
  /** Seconds (or the unit of the buckets). */
  median: number
  /** Standard deviation of the logarithm. */
  spread: number
}

/** How long observations take at a time. */
export type Latency = (time: number) => readonly LatencyPart[]

interface SeriesBase {
  /** Labels of the series alone; those of its target are added, and win unless the target says otherwise. */
  labels: Labels
}

/** A value as it is at each scrape. */
export interface Gauge extends SeriesBase {
  /** NaN while the series is not exposed, such as an alert that does not fire. */
  value: Signal
  /** Relative noise of a sample, such as 0.03; 0 unless given. */
  noise?: number | undefined
  /** Whole numbers only. */
  whole?: boolean | undefined
}

/** Events, bytes or seconds since the process began: the integral of a rate, times a factor. */
export interface Counter extends SeriesBase {
  /** Per second. Series that share a signal share its integral, so that thousands of them cost little. */
  rate: Signal
  /** Default 1. */
  factor?: number | undefined
  whole?: boolean | undefined
  /** Relative noise of an increment, such as 0.1; 0 unless given. */
  noise?: number | undefined
}

/** Single events since the process began, where each has its own moment: an integral would smear it or miss it. */
export interface Tally extends SeriesBase {
  /** All of them up to a time, since the beginning of the world; never falls. A restart subtracts what there was by then. */
  total: Signal
  /** The series is not exposed before its first event, as that of a label value which no event has had yet. */
  bornByEvent?: boolean | undefined
}

/** A classic histogram: `_bucket`, `_sum` and `_count` of observations that come at a rate and take a time. */
export interface Histogram extends SeriesBase {
  /** Observations per second. */
  rate: Signal
  latency: Latency
  /** Upper bounds, ascending, without +Inf. */
  bounds: readonly number[]
  /** Times so many observations; default 1. Histograms that share rate, latency and bounds share their integral, whatever it is. */
  factor?: number | undefined
  /** Observations are so few that a quantile would show it if each did not come into all of its buckets at once. */
  few?: boolean | undefined
}

interface FamilyBase {
  /** Without `_bucket`, `_sum` or `_count`. */
  name: string
  help: string
  unit?: string | undefined
}

/** A metric family of one target, or of several that are alike. Its series are listed on first use only, given the target's factor. */
export type Family =
  | (FamilyBase & { type: 'gauge'; series: (factor?: number) => readonly Gauge[] })
  | (FamilyBase & {
      type: 'counter'
      /** What its exporter calls it where that is no counter, as with those that it reads from another program. */
      exportedAs?: 'gauge'
      series: (factor?: number) => readonly (Counter | Tally)[]
    })
  | (FamilyBase & { type: 'histogram'; series: (factor?: number) => readonly Histogram[] })

/** Something that Prometheus scrapes. `up` and the `scrape_*` series are made for it. */
export interface Target {
  /** False for what Prometheus evaluates itself, alerts and rules: it has neither `up` nor `scrape_*`. True unless given. */
  scraped?: boolean | undefined
  /** `job`, `instance`, `namespace`, `pod` … as they stand on every series of it. */
  labels: Labels
  /** As in Prometheus: labels of a series win over the target's, where it tells of others, as kubelet and kube-state-metrics do. */
  honorLabels?: boolean | undefined
  intervalSeconds: number
  /** Targets that are alike share this one list, so that hundreds of them are set up as quickly as one. */
  families: readonly Family[]
  /** How this target differs from others that share its families; 1 unless given. */
  factor?: number | undefined
  /** Whether a scrape at a time is answered. A target that is not has `up` 0 and no other sample. */
  answers: Signal
  /** How long a scrape takes. Seconds. */
  scrapeSeconds: Signal
  /** When its process was started, ascending, unix seconds: counters begin at 0 then. Before the first it has run forever. */
  starts: readonly number[]
}

/** Everything that is scraped, and who is asked about it. */
export interface ScrapeWorld {
  targets: readonly Target[]
  /** Any text: the same seed gives the same samples. */
  seed: string
  /** Unix seconds of the first scrape that there is. */
  start: number
}
