import { AppError } from '@ocp-perf/errors'
import { storageFailure } from './failure.ts'
import type { HistoryLog, HistoryStatus } from './history.ts'

/** Whether history works, as its last uses showed. */
export interface Condition {
  /** Runs work; what stands in its way becomes an `AppError` and turns history off until something works again. */
  watch<Result>(work: () => Promise<Result>): Promise<Result>
  /** Keeps what a reader must know, and logs it. */
  warn(text: string): void
  status(): HistoryStatus
}

const keptWarnings = 20

export function createCondition(path: string, log: HistoryLog | undefined): Condition {
  let off: AppError | undefined
  const warnings: string[] = []
  return {
    async watch(work) {
      try {
        const result = await work()
        if (off !== undefined) log?.info({ event: 'history-on', path }, 'The history works again')
        off = undefined
        return result
      } catch (error) {
        const failure = storageFailure(error, path) ?? (isNewerFile(error) ? error : undefined)
        if (failure === undefined) throw error
        if (failure.message !== off?.message) log?.warn({ event: 'history-off', err: failure }, failure.message)
        off = failure
        throw failure
      }
    },
    warn(text) {
      if (warnings.includes(text)) return
      log?.warn({ event: 'history-warning', path }, text)
      warnings.push(text)
      if (warnings.length > keptWarnings) warnings.shift()
    },
    status() {
      if (off === undefined) return { state: 'ready', path, warnings: [...warnings] }
      const { message: reason, hint } = off
      return { state: 'off', reason, ...(hint === undefined ? {} : { hint }), path, warnings: [...warnings] }
    },
  }
}

function isNewerFile(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'conflict'
}
