import type { AppError } from '@ocp-perf/errors'
import type { PanelResult, Verdict } from '@ocp-perf/panel'
import type { Frame, Labels } from '@ocp-perf/promql'

/** What a run is known by, wherever it is told. Times are unix seconds. */
interface RunHead {
  id: string
  tool: string
  server: string
  cluster: string
  platform: string
  startedAt: number
  window: { start: number; end: number; step: number } | null
  /** Name of the dump the figures came from; null for a live cluster. */
  recording: string | null
  verdict: Verdict | null
  headline: string
  score: number | null
}

/** One run of a tool, as recorded. Its id sorts by time; `runId()` makes one, and one that is recorded already changes nothing. */
export interface RunRecord extends RunHead {
  /** What was answered; may be empty. */
  panels: readonly PanelResult[]
  /** The points by metric id; may be empty. A `__name__` label is not kept. */
  frames: ReadonlyMap<string, Frame>
  findings: readonly StoredFinding[]
  report: StoredReport | null
}

export interface StoredReport {
  format: 'html' | 'markdown' | 'json'
  text: string
}

/** A cause or a finding of a run. */
export interface StoredFinding {
  id: string
  title: string
  severity: Verdict
  /** The members, nodes, pods or devices it is about. */
  subjects: readonly string[]
  /** 0 to 1. */
  confidence: number
  /** Unix seconds; null where it is not known. */
  onset: number | null
  /** Whatever JSON holds. */
  evidence: unknown
}

/** A run in a list: everything but its bulky parts, which `run(id)` brings. */
export interface StoredRun extends RunHead {
  /** How many findings it has. */
  findings: number
  /** The format of its report; null without one. */
  report: StoredReport['format'] | null
}

/** A run with what was answered. Its points are read by `samples`. */
export interface StoredRunDetail extends Omit<StoredRun, 'findings' | 'report'> {
  panels: readonly PanelResult[]
  findings: readonly StoredFinding[]
  report: StoredReport | null
}

/** A finding and the run it comes from. */
export interface StoredFindingRow extends StoredFinding {
  runId: string
  tool: string
  cluster: string
  startedAt: number
}

/** Which runs; times are unix seconds, both included, and are compared with the run's start. */
export interface RunFilter {
  tool?: string | undefined
  cluster?: string | undefined
  since?: number | undefined
  until?: number | undefined
  /** 1 to 10,000; 100 where nothing is said. */
  limit?: number | undefined
}

export interface FindingFilter extends Omit<RunFilter, 'tool'> {
  id?: string | undefined
}

/** A cause or finding while it was at work, in however many runs it was found. */
export interface StoredOccurrence extends Pick<StoredFinding, 'id' | 'title' | 'severity' | 'subjects' | 'onset'> {
  cluster: string
  /** How many runs found it. */
  runs: number
  /** When the newest of them started, unix seconds. */
  lastSeen: number
}

export interface Occurrences {
  /** All there are, also beyond the limit. */
  total: number
  newest: readonly StoredOccurrence[]
}

export type VerdictFilter = Omit<RunFilter, 'tool' | 'limit'>

/** Points of one metric, both ends included, of the series that carry these labels. */
export interface SampleQuery extends RecordedSpan {
  metric: string
  labels?: Readonly<Record<string, string>> | undefined
}

export interface StoredMetric {
  id: string
  series: number
  samples: number
  /** Times of the oldest and the newest sample, unix seconds. */
  first: number
  last: number
}

/** A cluster of which something is recorded. */
export interface StoredCluster {
  name: string
  /** Its platform's profile; empty where no run told. */
  platform: string
  /** When its newest run started, unix seconds. */
  lastRun: number
}

/** A series without its samples. */
export interface RecordedSeries {
  metric: string
  labels: Labels
  /** Unix seconds between which all of its samples lie. */
  first: number
  last: number
}

/** What is recorded of a cluster from `start` to `end`, unix seconds. */
export interface RecordedSpan {
  cluster: string
  start: number
  end: number
}

/** A value of a row as JSON holds it: whole numbers beyond 2^53, decimals and times are texts. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export interface SqlOptions {
  /** 1 to 10,000; 1,000 where nothing is said. */
  maxRows?: number | undefined
  /** From the moment that the query starts: 100 to 60,000; 10,000 where nothing is said. */
  timeoutMs?: number | undefined
}

export interface SqlResult {
  columns: readonly { name: string; type: string }[]
  rows: readonly (readonly JsonValue[])[]
  /** True when there were more rows than asked for, or than an answer may hold. */
  truncated: boolean
  tookMs: number
}

export interface ExportOptions {
  cluster?: string | undefined
  /** Unix seconds. */
  since?: number | undefined
  until?: number | undefined
}

/** How many days are kept; what is older goes. Undefined keeps for ever. */
export interface RetentionPolicy {
  samplesDays: number | undefined
  runsDays: number | undefined
}

export interface RetentionResult {
  samples: number
  runs: number
  findings: number
}

export interface CompactResult {
  samples: number
  bytesBefore: number
  bytesAfter: number
}

export interface DrainResult {
  runs: number
  /** Samples that were new. */
  samples: number
  /** Names of files that could not be read and were renamed to `*.corrupt`. */
  setAside: readonly string[]
}

export interface WaitingRuns {
  runs: number
  /** When the oldest of them was recorded, unix seconds. */
  since: number | undefined
}

/** Whether history works, as far as is known from what was last tried. */
export interface HistoryStatus {
  state: 'ready' | 'off'
  /** Why it is off, and what to do about it. */
  reason?: string
  hint?: string
  path: string
  /** What a reader of history must know, such as a run that could not be read and was set aside. */
  warnings: readonly string[]
}

/**
 * What was measured and found before, in one DuckDB file and a folder of run files beside it. Every method throws an
 * `AppError` with a hint when history is not usable; `status` tells the same without throwing.
 */
export interface History {
  /** Writes one run file (temporary name, fsync, rename): takes no lock and loads no DuckDB. */
  record(run: RunRecord, signal?: AbortSignal): Promise<void>
  /** Runs, newest first. */
  runs(filter?: RunFilter, signal?: AbortSignal): Promise<readonly StoredRun[]>
  /** One run with its panels, findings and report. Throws `not_found`. */
  run(id: string, signal?: AbortSignal): Promise<StoredRunDetail>
  /** Findings, newest run first. */
  findings(filter?: FindingFilter, signal?: AbortSignal): Promise<readonly StoredFindingRow[]>
  /** When causes and findings were at work, newest first. */
  occurrences(filter?: FindingFilter, signal?: AbortSignal): Promise<Occurrences>
  /** What the newest run that measured a metric said of it; null where none did. */
  verdictOf(metric: string, filter?: VerdictFilter, signal?: AbortSignal): Promise<Verdict | null>
  /** The points of a metric by series, ascending in time. */
  samples(query: SampleQuery, signal?: AbortSignal): Promise<Frame>
  /** The same of many metrics, in one turn at the database; one of too many points hides no other. */
  frames(
    metrics: readonly string[],
    span: RecordedSpan,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Frame | AppError>>
  /** What is recorded, by metric. */
  metrics(cluster?: string, signal?: AbortSignal): Promise<readonly StoredMetric[]>
  /** The clusters that have samples, that of the newest run first. */
  clusters(signal?: AbortSignal): Promise<readonly StoredCluster[]>
  /** The series of a cluster. */
  series(cluster: string, signal?: AbortSignal): Promise<readonly RecordedSeries[]>
  /** Metrics that runs over this time asked for without getting a row, with the reason that was given. */
  unmeasured(span: RecordedSpan, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>
  /** One read-only SQL statement, run in a process of its own that is ended at the time limit. */
  query(sql: string, options?: SqlOptions, signal?: AbortSignal): Promise<SqlResult>
  /** Writes samples, runs and findings as Parquet below `folder`, partitioned by cluster and day (UTC). */
  export(folder: string, options?: ExportOptions, signal?: AbortSignal): Promise<{ files: number; rows: number }>
  /** Deletes what is older than the policy keeps. `compact` gives the space back. */
  retain(policy: RetentionPolicy, signal?: AbortSignal): Promise<RetentionResult>
  /** Rewrites the file with the samples in order of series and time. */
  compact(signal?: AbortSignal): Promise<CompactResult>
  /** Takes the recorded runs into the database. Reading does it by itself. */
  drain(signal?: AbortSignal): Promise<DrainResult>
  /**
   * Drains when many runs wait or one has waited long, and retains once a day, in another process at low priority; to be
   * called now and then. What stands in its way is logged once and told by `status`.
   */
  keepUp(policy: RetentionPolicy, signal?: AbortSignal): Promise<void>
  /** The runs that are not in the database yet; looks at their files only. */
  waiting(): Promise<WaitingRuns>
  status(): HistoryStatus
  /** Waits for what is under way. Nothing may be asked afterwards. */
  close(): Promise<void>
}

/** What the views of a metric tell besides its points. */
export interface HistoryMetric {
  id: string
  title: string
  unit: string
  brief: string
}

/** Where history says what it did to go on: a pino logger fits. */
export interface HistoryLog {
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

export interface HistoryOptions {
  /** The DuckDB file; its folder is made when something is first recorded. */
  path: string
  metrics: readonly HistoryMetric[]
  log?: HistoryLog | undefined
  /** Unix seconds; the clock where it is not given. */
  now?: (() => number) | undefined
}
