import { AppError } from '@ocp-perf/errors'
import { runAnomalies } from './run-anomalies.ts'

try {
  const missed = await runAnomalies(process.argv.slice(2), {
    env: process.env,
    write: (text) => process.stdout.write(text),
  })
  for (const floor of missed) process.stderr.write(`${floor}\n`)
  if (missed.length > 0) process.exitCode = 1
} catch (error) {
  // Only here are failures turned into words and an exit code; a bug keeps its stack.
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`)
  process.exitCode = 2
}
