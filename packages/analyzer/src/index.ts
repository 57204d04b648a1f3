export { tool } from './analyzer-tool.ts'
export { flagTable } from './command-line.ts'
export type { AnalyzerContext, Cluster, ClusterSource, ServerIdentity } from './context.ts'
export { type ContextOptions, createContext, type OpenContext } from './create-context.ts'
export { defineAnalyzer, loadSharedTools } from './define-analyzer.ts'
export { bottleneckTool, type DomainTool, deepDriveTool } from './diagnose/deep-drive.ts'
export {
  type DiagnosedCluster,
  type DiagnoseRequest,
  diagnoseCluster,
  type OnProgress,
} from './diagnose/diagnose-cluster.ts'
export { type MadeReport, type MakeOptions, makeReport } from './diagnose/make-report.ts'
export { reportTool } from './diagnose/report-tool.ts'
export { type HistoryChoice, historyFile } from './history/history-file.ts'
export { recordCalls } from './history/record-calls.ts'
export { type ClusterChoice, completeChoice, findClusters } from './open/find-clusters.ts'
export { type LoadProgress, type LoadRecordingOptions, loadRecording, readRecording } from './open/load-recording.ts'
export { type OpenContextOptions, openContext } from './open/open-context.ts'
export { type WindowPrompt, windowPrompt } from './prompt.ts'
export { readDotEnv } from './read-dot-env.ts'
export { recordingFirst } from './recording-first.ts'
export { reportFormats } from './reports/report-document.ts'
export { filledFields, type RowsOf, rowsByField } from './rows-by-field.ts'
export { type Analyzer, runAnalyzer } from './run-analyzer.ts'
export { type Settled, settle } from './settle.ts'
export { summarizePanel } from './summarize-panel.ts'
export { clusterInput, windowInput } from './window-input.ts'
