export type { Dump, DumpProgress, DumpReport, LoadOptions, SkippedLine } from './dump.ts'
