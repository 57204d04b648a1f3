import type { TlsOptions } from '@ocp-perf/promql'

/** The generation of a server's API. */
export type InfluxVersion = 'v1' | 'v2' | 'v3'

export const influxLanguages = ['flux', 'influxql', 'sql'] as const
export type InfluxLanguage = (typeof influxLanguages)[number]

/** Where an InfluxDB is and how to be let in; files and variables have been read already. */
export interface InfluxSettings {
  /** How tools and messages call this source. */
  name: string
  /** Base URL with any path prefix; holds no credentials. */
  url: string
  /** Asked of the server where it is left out. */
  version?: InfluxVersion | undefined
  /** An API token (2.x, 3.x), or `user:password` for 1.x behind a token. */
  token?: string | undefined
  username?: string | undefined
  password?: string | undefined
  org?: string | undefined
  /** The bucket, in 1.x and 3.x the database, that is meant where a call names none. */
  bucket?: string | undefined
  /** Of 1.x; the database's default where it is left out. */
  retentionPolicy?: string | undefined
  headers?: Readonly<Record<string, string>> | undefined
  tls?: TlsOptions | undefined
}

export interface InfluxCallOptions {
  signal?: AbortSignal | undefined
  /** Retries included. Default 30 s. */
  timeoutMs?: number | undefined
}

export interface InfluxQueryOptions extends InfluxCallOptions {
  /** Points of all series together. Default 2 million. */
  maxPoints?: number | undefined
  /** Of a table. Default 1000. */
  maxRows?: number | undefined
  /** Of the reply, after decompression. Default 100 MiB. */
  maxBytes?: number | undefined
}

export interface InfluxRequest {
  /**
   * One reading query. With `start` and `end` Flux may use `v.timeRangeStart` and `v.timeRangeStop`, the others
   * `$timeFilter`.
   */
  query: string
  /** Told from the text where it is left out. */
  language?: InfluxLanguage | undefined
  bucket?: string | undefined
  org?: string | undefined
  /** Unix seconds. */
  start?: number | undefined
  /** Unix seconds. */
  end?: number | undefined
}

/** Points of one label set, in time order; no two share a time. */
export interface InfluxSeries {
  /** `measurement.field`, as far as both are known. */
  name: string
  /** `measurement`, `field` and the tags. */
  labels: Readonly<Record<string, string>>
  /** Unix seconds. */
  times: Float64Array
  /** Booleans are 0 and 1; a missing value is a missing point. */
  values: Float64Array
}

/** An answer that is no series: names, plans, texts. */
export interface InfluxTable {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** Rows beyond those that are kept. */
  omitted: number
}

/** What of an answer could not become points. */
export interface Dropped {
  /** Texts where a number was wanted. */
  texts: number
  /** Rows without a time. */
  untimed: number
  /** Points at a time that their series had already. */
  repeated: number
}

export interface InfluxAnswer {
  language: InfluxLanguage
  series: readonly InfluxSeries[]
  /** For what has no points at all. */
  table?: InfluxTable
  /** The server cut its answer short. */
  partial: boolean
  warnings: readonly string[]
  dropped: Dropped
}

export interface MeasurementField {
  name: string
  /** float, integer, unsigned, boolean, string; or as the server calls it. */
  type: string
}

export interface Measurement {
  name: string
  fields: readonly MeasurementField[]
  tags: readonly string[]
}

export interface InfluxHealth {
  version: InfluxVersion
  /** As the server says it, such as `1.6.7`; empty where it does not. */
  release: string
}

/** Reads one InfluxDB and can do nothing else. Failures are `AppError`s; an abort passes as the signal's reason. */
export interface InfluxSource {
  settings: InfluxSettings
  dialect(signal?: AbortSignal): Promise<InfluxVersion>
  query(request: InfluxRequest, options?: InfluxQueryOptions): Promise<InfluxAnswer>
  /** Buckets, in 1.x and 3.x databases, without the server's own. */
  buckets(where?: { org?: string | undefined }, options?: InfluxCallOptions): Promise<readonly string[]>
  /** In 2.x those with points in the last 30 days. */
  measurements(
    bucket?: string,
    where?: { org?: string | undefined },
    options?: InfluxCallOptions,
  ): Promise<readonly Measurement[]>
  health(options?: InfluxCallOptions): Promise<InfluxHealth>
  close(): Promise<void>
}
