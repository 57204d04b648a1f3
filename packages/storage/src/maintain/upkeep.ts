import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { AppError } from '@ocp-perf/errors'
import { exists } from '../exists.ts'
import { errnoOf } from '../failure.ts'
import type { HistoryMetric, RetentionPolicy } from '../history.ts'
import type { HistoryPaths } from '../history-paths.ts'
import { countSpool } from '../spool/read-spool.ts'
import { startChild } from '../start-child.ts'
import { type Upkeep, type UpkeepAnswer, upkeepAnswerSchema } from './upkeep-messages.ts'

export interface UpkeepOptions {
  paths: HistoryPaths
  metrics: readonly HistoryMetric[]
  policy: RetentionPolicy
  /** Unix seconds. */
  now: number
  signal?: AbortSignal | undefined
  /** Where the work is done; a process of its own where nothing else is said. */
  work?: ((upkeep: Upkeep, signal?: AbortSignal) => Promise<UpkeepAnswer>) | undefined
}

/** Runs wait in the spool until there are so many, or the oldest has waited so long. */
const mostWaiting = 20
const longestWaitSeconds = 600
const day = 86_400
const limitMs = 600_000

/**
 * Takes waiting runs into the database when they are many or old, and once a day deletes what is older than the policy
 * keeps, in a process of its own: this one stays as small and as quick as it was. Looks at files only where nothing is due.
 * Gives what a reader of the history must know. Several processes may do it at once: the work is done under the lock of
 * the database, and doing it again changes nothing.
 */
export async function keepUp({
  paths,
  metrics,
  policy,
  now,
  signal,
  work = workInChild,
}: UpkeepOptions): Promise<readonly string[]> {
  const { runs, since = now } = await countSpool(paths.spool)
  const isDrainDue = runs >= mostWaiting || (runs > 0 && now - since >= longestWaitSeconds)
  const isRetentionDue = await isTimeToDelete(paths, policy, now)
  if (!isDrainDue && !isRetentionDue) return []
  const upkeep = { path: paths.database, metrics: [...metrics], now, ...(isRetentionDue ? { policy } : {}) }
  const warnings = warningsOf(await work(upkeep, signal))
  if (isRetentionDue) await writeFile(paths.retained, String(now))
  return warnings
}

async function isTimeToDelete(paths: HistoryPaths, policy: RetentionPolicy, now: number): Promise<boolean> {
  const keepsAll = policy.samplesDays === undefined && policy.runsDays === undefined
  if (keepsAll || !(await exists(paths.database))) return false
  try {
    // What is no time counts as long ago.
    return !(now - Number(await readFile(paths.retained, 'utf8')) < day)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true
    throw error
  }
}

function warningsOf(answer: UpkeepAnswer): readonly string[] {
  if (answer.event === 'done') return answer.warnings
  if (answer.event === 'failed') throw new Error(`The history could not be looked after: ${answer.message}`)
  throw new AppError(answer.code, answer.message, answer.hint === undefined ? {} : { hint: answer.hint })
}

async function workInChild(upkeep: Upkeep, given?: AbortSignal): Promise<UpkeepAnswer> {
  const limit = AbortSignal.timeout(limitMs)
  const signal = given === undefined ? limit : AbortSignal.any([given, limit])
  signal.throwIfAborted()
  const child = startChild('./maintain/upkeep-child')
  try {
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error('The process that looks after the history ended early.')
    })
    const answered = once(child, 'message', { signal })
    child.send(upkeep)
    const [message] = await Promise.race([answered, ended])
    return upkeepAnswerSchema.parse(message)
  } catch (error) {
    given?.throwIfAborted()
    if (!limit.aborted) throw error
    throw new AppError('timeout', `Looking after the history took longer than ${limitMs / 1000} s.`, {
      hint: 'Look whether its disk is slow; it is tried again.',
      cause: error,
    })
  } finally {
    child.kill('SIGKILL')
  }
}
