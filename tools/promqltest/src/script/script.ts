import type { Labels } from '@ocp-perf/promql'

/** A point in series notation; a native histogram is only known to be one. */
export type Point = number | 'stale' | 'omitted' | 'histogram'

export interface NotedSeries {
  labels: Labels
  points: readonly Point[]
}

export interface LoadedSeries extends NotedSeries {
  /** Whether a line `metric@st …` gives start timestamps. */
  hasStartTimes: boolean
}

/** `load 5m`: point n of each series is at n steps after 1970-01-01T00:00:00Z. */
export interface LoadCommand {
  kind: 'load'
  line: number
  stepMs: number
  series: readonly LoadedSeries[]
  /** `load_with_nhcb`: classic histograms are loaded as native ones too. */
  withNativeBuckets: boolean
}

interface ClearCommand {
  kind: 'clear'
  line: number
}

/** Unix milliseconds. */
export interface Steps {
  startMs: number
  endMs: number
  stepMs: number
}

export type When = { kind: 'instant'; timeMs: number } | ({ kind: 'range' } & Steps)

/** What a message must be like. */
export type TextTest = { kind: 'any' } | { kind: 'text'; text: string } | { kind: 'regex'; regex: string }

export type ExpectedResult =
  | { kind: 'scalar'; value: number }
  | { kind: 'string'; text: string }
  /** `window` is where an instant query answers with a range vector. */
  | { kind: 'series'; series: readonly NotedSeries[]; window: Steps | undefined }

export interface EvalCommand {
  kind: 'eval'
  line: number
  query: string
  when: When
  /** How the query fails; undefined when it must not. */
  fail: TextTest | undefined
  warnings: readonly TextTest[]
  infos: readonly TextTest[]
  noWarnings: boolean
  noInfos: boolean
  ordered: boolean
  result: ExpectedResult
}

/** What is not of the format. The commands around it are still read. */
interface InvalidCommand {
  kind: 'invalid'
  line: number
  text: string
  reason: string
}

export type Command = LoadCommand | ClearCommand | EvalCommand | InvalidCommand
