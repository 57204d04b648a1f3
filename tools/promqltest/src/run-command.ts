import { parseArgs } from 'node:util'
import { AppError } from '@ocp-perf/errors'
import { findScripts } from './find-scripts.ts'
import { type FileReport, formatFailure, formatSkips, formatTotals } from './report.ts'
import { runFile } from './run-file.ts'

const usage = `Usage: pnpm promqltest [--verbose] [--semantics v3|v2] FILE|DIR…

Runs scripts of Prometheus' promqltest format against the PromQL engine; of a folder, every *.test file. Each failure is
printed with its file and line. Exit codes: 0 all passed, 1 something failed, 2 nothing could be run.

  --verbose        also print the totals of each file and why queries were skipped
  --semantics      whether a range excludes its left end (v3, the default) or includes it (v2, up to Prometheus 2.x)
`

/**
 * The command: writes failures and totals, and gives the exit code.
 *
 * @throws AppError `invalid_input` or `not_found` where nothing can be run.
 */
export async function runCommand(args: readonly string[], write: (text: string) => void): Promise<number> {
  const { values, positionals } = readArguments(args)
  if (values.help) {
    write(usage)
    return 0
  }
  const { semantics } = values
  if (semantics !== 'v2' && semantics !== 'v3') {
    throw new AppError('invalid_input', `There are no semantics ${semantics}.`, { hint: usage })
  }
  if (positionals.length === 0) throw new AppError('invalid_input', 'No script was named.', { hint: usage })
  const reports: FileReport[] = []
  for (const file of await findScripts(positionals)) {
    const report = await runFile(file, semantics)
    reports.push(report)
    for (const failure of report.failures) write(`${formatFailure(file, failure)}\n`)
    if (values.verbose) write(`${file}: ${formatTotals([report])}\n`)
  }
  if (values.verbose)
    write(
      formatSkips(reports)
        .map((line) => `${line}\n`)
        .join(''),
    )
  write(`${formatTotals(reports)}\n`)
  return reports.some(({ failures }) => failures.length > 0) ? 1 : 0
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        verbose: { type: 'boolean', short: 'v' },
        semantics: { type: 'string', default: 'v3' },
      },
      allowPositionals: true,
    })
  } catch (cause) {
    // Node's own words for an unknown option are meant for the user.
    throw new AppError('invalid_input', cause instanceof Error ? cause.message : String(cause), { hint: usage, cause })
  }
}
