import { execFile } from 'node:child_process'
import { AppError, isAbort } from '@ocp-perf/errors'

export interface CommandOptions {
  timeoutMs?: number
  signal?: AbortSignal | undefined
  environment?: NodeJS.ProcessEnv
  /** Written to the program's standard input. */
  input?: string
  maxBytes?: number
}

/** Debian keeps `ip`, `nft` and `tc` where an ordinary user's PATH does not look. */
export const searchPath = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`

/**
 * Runs a program without a shell and returns its standard output.
 * Throws `timeout` after `timeoutMs` (20 s by default), `upstream` with the end of its standard error when it fails.
 */
export function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const [program = '', ...args] = argv
  const { timeoutMs = 20_000, signal, environment, input, maxBytes = 64 * 1024 * 1024 } = options
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: maxBytes,
        env: { ...process.env, ...environment, PATH: searchPath },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        if (isAbort(error)) return reject(error)
        const shown = argv.join(' ')
        if (error.killed) return reject(new AppError('timeout', `\`${shown}\` took more than ${timeoutMs} ms`))
        const why = stderr.trim().split('\n').slice(-3).join(' | ') || error.message
        reject(new AppError('upstream', `\`${shown}\` failed: ${why}`, { retryable: false, cause: error }))
      },
    )
    // A program that ends before it has read everything must fail with its own words, not with our EPIPE.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input ?? '')
  })
}
