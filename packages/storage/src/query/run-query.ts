import type { ChildProcess } from 'node:child_process'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { SqlOptions, SqlResult } from '../history.ts'
import { startChild } from '../start-child.ts'
import { type Answer, answerSchema, type Question } from './query-messages.ts'

const optionsSchema = z.object({
  maxRows: z.int().min(1).max(10_000).default(1_000),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
})
/** Until the process has loaded DuckDB, opened the file and checked the statement. */
const startMs = 30_000

/**
 * Runs one SELECT in a process of its own, which knows nothing of this one's environment and is killed at the time limit
 * or when the caller gives up. Throws `bad_query`, `timeout`, or what is wrong with the file.
 */
export async function runQuery(
  path: string,
  sql: string,
  options: SqlOptions,
  signal?: AbortSignal,
): Promise<SqlResult> {
  const checked = optionsSchema.safeParse(options)
  if (!checked.success) {
    throw new AppError('invalid_input', 'maxRows is 1 to 10,000, timeoutMs 100 to 60,000.', { hint: 'Leave them out.' })
  }
  signal?.throwIfAborted()
  const { maxRows, timeoutMs } = checked.data
  const child = startChild('./query/query-child')
  try {
    const answer = await ask(child, { path, sql, maxRows }, timeoutMs, signal)
    if (answer.event === 'done') {
      const { event: _, ...result } = answer
      return result
    }
    if (answer.event === 'refused')
      throw new AppError(answer.code, answer.message, answer.hint === undefined ? {} : { hint: answer.hint })
    throw new Error(`The query failed unexpectedly: ${answer.event === 'failed' ? answer.message : answer.event}`)
  } finally {
    child.kill('SIGKILL')
  }
}

function ask(
  child: ChildProcess,
  question: Question,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => reject(tooSlow('start', startMs)), startMs)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      finish()
    }
    const fail = (error: unknown) => settle(() => reject(error))
    const onAbort = () => fail(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    child.once('error', fail)
    child.once('exit', () => fail(endedEarly()))
    child.on('message', (message) => {
      const answer = answerSchema.safeParse(message)
      if (!answer.success) return fail(answer.error)
      if (answer.data.event !== 'started') return settle(() => resolve(answer.data))
      clearTimeout(timer)
      timer = setTimeout(() => fail(tooSlow('run', timeoutMs)), timeoutMs)
    })
    child.send(question, (error) => {
      if (error !== null) fail(error)
    })
  })
}

function tooSlow(what: 'start' | 'run', ms: number): AppError {
  const message =
    what === 'start' ? `The query did not start within ${ms / 1000} s` : `The query took longer than ${ms / 1000} s`
  return new AppError('timeout', `${message} and was ended.`, {
    hint: 'Narrow it with WHERE time > now() - INTERVAL 1 DAY, or aggregate less at once.',
  })
}

function endedEarly(): AppError {
  return new AppError('too_large', 'The query ended its process: most likely it needed more memory than it may use.', {
    hint: 'Ask for fewer rows or shorter texts.',
  })
}
