import { AppError, type ErrorCode, isAbort } from '@ocp-perf/errors'

/** How a command ended, for scripts. */
export const exitCodes = {
  ok: { code: 0, meaning: 'The question was answered.' },
  failed: {
    code: 1,
    meaning: 'It could not be answered: a server is down, refuses, is too slow, or answers nonsense.',
  },
  misused: { code: 2, meaning: 'The command line, the query or a file that it names cannot be used.' },
  limit: { code: 3, meaning: 'Answered, and the verdict is at or beyond `--fail-on`.' },
  empty: { code: 4, meaning: 'Answered, and there is no data.' },
  stopped: { code: 130, meaning: 'Stopped by Ctrl-C before it was answered.' },
} as const satisfies Record<string, { code: number; meaning: string }>

const misuse: ReadonlySet<ErrorCode> = new Set(['invalid_input', 'bad_query', 'not_found', 'too_large'])

/** The exit code of what a command threw. */
export function exitCodeOf(error: unknown): number {
  if (isAbort(error)) return exitCodes.stopped.code
  if (error instanceof AppError && misuse.has(error.code)) return exitCodes.misused.code
  return exitCodes.failed.code
}

/** The table of the help and the README. */
export function describeExitCodes(): string[] {
  return Object.values(exitCodes).map(({ code, meaning }) => `${String(code).padStart(3)}  ${meaning}`)
}
