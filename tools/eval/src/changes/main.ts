import { AppError } from '@ocp-perf/errors'
import { runChanges } from './run-changes.ts'

try {
  process.exitCode = await runChanges(process.argv.slice(2), (text) => process.stdout.write(text))
} catch (error) {
  // Only here are failures turned into words and an exit code; a bug keeps its stack.
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`)
  process.exitCode = 2
}
