/** A label set, `__name__` included where the result has one. */
export type Labels = Readonly<Record<string, string>>

/** Bucket rule, lower bound, upper bound, count: as the Prometheus HTTP API gives native histogram buckets. */
export type HistogramBucket = readonly [rule: number, lower: number, upper: number, count: number]

export interface HistogramSample {
  time: number
  count: number
  sum: number
  buckets: readonly HistogramBucket[]
}

/**
 * One series. `times` (unix seconds) and `values` have the same length and ascending times; series of one answer may share an array
 * of times, so that neither is ever written to.
 */
export interface Series {
  labels: Labels
  times: Float64Array
  values: Float64Array
  /** Native histogram samples, where the query returned any. */
  histograms?: readonly HistogramSample[]
}

/** The answer to a query: an instant answer has one point a series, a scalar is one series without labels. */
export interface Frame {
  series: readonly Series[]
  /** What the source itself says about its answer (Prometheus warnings and infos). */
  warnings: readonly string[]
  /** True when part of the data was out of reach, as Thanos answers when a store is down. */
  partial: boolean
}

/** Every call can be cancelled; a call without a time limit of its own takes the source's. */
export interface CallOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
}

/** Unix seconds. `step` is in seconds; the points are start, start + step … up to end. */
export interface RangeWindow {
  start: number
  end: number
  step: number
}

export interface MetricMetadata {
  type: string
  help: string
  unit: string
}

export interface AlertInstance {
  labels: Labels
  annotations: Labels
  state: string
  activeAt: number | null
  value: number | null
}

export interface RuleGroup {
  name: string
  file: string
  rules: readonly Rule[]
}

export interface Rule {
  type: 'alerting' | 'recording'
  name: string
  query: string
  labels: Labels
  annotations: Labels
  health: string
  state: string | null
}

export interface Target {
  labels: Labels
  health: string
  lastError: string
  scrapeUrl: string
  scrapeIntervalSeconds: number | null
}

export interface BuildInfo {
  version: string
  /** Which server answered: Thanos and VictoriaMetrics imitate the API with other version numbers. */
  application: string
}

export interface TsdbStatus {
  seriesCount: number | null
  topMetrics: readonly { name: string; series: number }[]
}

export interface MatchWindow {
  /** Series selectors; a series that fits any of them is meant. */
  match?: readonly string[] | undefined
  start?: number | undefined
  end?: number | undefined
  limit?: number | undefined
}

/** Samples that were taken earlier and do not grow, such as a dump: their end stands for "now". Times are unix seconds. */
export interface Recording {
  /** What it was read from, in words for a reader. */
  name: string
  start: number
  end: number
  /** What of it could not be used, in sentences for whoever reads an answer from it. */
  warnings?: readonly string[] | undefined
}

/**
 * Where PromQL is answered: a Prometheus, Thanos or VictoriaMetrics over HTTP, or an engine in this process. Failures
 * are `AppError`s with a hint; an abort passes through.
 */
export interface PromSource {
  /** Set where the samples are a recording; undefined for what is live. */
  readonly recording?: Recording | undefined
  instant(query: string, options?: CallOptions & { time?: number | undefined }): Promise<Frame>
  range(query: string, window: RangeWindow, options?: CallOptions): Promise<Frame>
  labelNames(window?: MatchWindow, options?: CallOptions): Promise<readonly string[]>
  labelValues(name: string, window?: MatchWindow, options?: CallOptions): Promise<readonly string[]>
  series(window: MatchWindow, options?: CallOptions): Promise<readonly Labels[]>
  metadata(metric?: string, options?: CallOptions): Promise<ReadonlyMap<string, MetricMetadata>>
  alerts(options?: CallOptions): Promise<readonly AlertInstance[]>
  rules(options?: CallOptions): Promise<readonly RuleGroup[]>
  targets(options?: CallOptions): Promise<readonly Target[]>
  buildInfo(options?: CallOptions): Promise<BuildInfo>
  tsdbStatus(options?: CallOptions): Promise<TsdbStatus>
  /** How many seconds of samples the server keeps; null where it keeps by size alone or does not say. */
  retentionSeconds(options?: CallOptions): Promise<number | null>
  close(): Promise<void>
}
