import type { Failure, ScriptReport } from './run/run-script.ts'

export interface FileReport extends ScriptReport {
  file: string
}

/** A failure as `file:line: query` and, indented, what was expected and what came. */
export function formatFailure(file: string, { line, text, problem }: Failure): string {
  return `${file}:${line}: ${text}\n    ${problem.replaceAll('\n', '\n    ')}`
}

/** How often each reason for leaving a query out was met, most frequent first. */
export function formatSkips(reports: readonly FileReport[]): string[] {
  const counts = new Map<string, number>()
  for (const { reason } of reports.flatMap(({ skips }) => skips)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => `skipped ${count}: ${reason}`)
}

/** The closing line. */
export function formatTotals(reports: readonly FileReport[]): string {
  const sum = (count: (report: FileReport) => number) => reports.reduce((total, report) => total + count(report), 0)
  const passed = sum((report) => report.passed)
  return `${passed} passed, ${sum(({ failures }) => failures.length)} failed, ${sum(({ skips }) => skips.length)} skipped`
}
