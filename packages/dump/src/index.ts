export type { Dump, DumpProgress, DumpReport, LoadOptions, SkippedLine } from './dump.ts'
export { loadDump } from './load-dump.ts'
