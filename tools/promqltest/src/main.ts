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

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  if (values.help) {
    process.stdout.write(usage)
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
    for (const failure of report.failures) process.stdout.write(`${formatFailure(file, failure)}\n`)
    if (values.verbose) process.stdout.write(`${file}: ${formatTotals([report])}\n`)
  }
  if (values.verbose)
    process.stdout.write(
      formatSkips(reports)
        .map((line) => `${line}\n`)
        .join(''),
    )
  process.stdout.write(`${formatTotals(reports)}\n`)
  return reports.some(({ failures }) => failures.length > 0) ? 1 : 0
}

function readArguments() {
  try {
    return parseArgs({
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

try {
  process.exitCode = await main()
} catch (error) {
  // Only here are failures turned into words and an exit code; a bug keeps its stack.
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`)
  process.exitCode = 2
}
