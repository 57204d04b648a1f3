export { findingsOf } from './findings-of.ts'
export type {
  CompactResult,
  DrainResult,
  ExportOptions,
  FindingFilter,
  History,
  HistoryLog,
  HistoryMetric,
  HistoryOptions,
  HistoryStatus,
  JsonValue,
  RecordedSeries,
  RetentionPolicy,
  RetentionResult,
  RunFilter,
  RunRecord,
  SampleQuery,
  SqlOptions,
  SqlResult,
  StoredCluster,
  StoredFinding,
  StoredFindingRow,
  StoredMetric,
  StoredOccurrence,
  StoredReport,
  StoredRun,
  StoredRunDetail,
} from './history.ts'
export { claimCollecting } from './lock/collector-lock.ts'
export { openHistory } from './open-history.ts'
export { runId } from './run-id.ts'
