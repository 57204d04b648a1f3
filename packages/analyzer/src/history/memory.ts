import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { History, RunRecord } from '@ocp-perf/storage'

/** The history of a context, and the runs that are on their way into it. */
export interface Memory {
  history(): History | undefined
  remember(run: RunRecord): void
  /** Resolves once the runs so far are recorded, or have failed to be. */
  remembered(): Promise<void>
  /** Waits for what is being recorded. */
  close(): Promise<void>
}

/** Keeps runs behind the answers: recording begins once the answer has left, and never fails a call. */
export function createMemory(
  open: (() => History | undefined) | undefined,
  onBug: (error: unknown) => void = () => {},
): Memory {
  const pending = new Set<Promise<void>>()
  let isOpen = false
  const history = () => {
    isOpen = open !== undefined
    return open?.()
  }
  const record = async (run: RunRecord) => {
    await nextTurn()
    try {
      await history()?.record(run)
    } catch (error) {
      // What stands in the history's way it has logged itself, and its status tells; the answer was given.
      if (!(error instanceof AppError)) onBug(error)
    }
  }
  const remembered = async () => {
    while (pending.size > 0) await Promise.all(pending)
  }
  return {
    history,
    remember: (run) => {
      if (open === undefined) return
      const recording = record(run)
      pending.add(recording)
      recording.finally(() => pending.delete(recording)).catch(onBug)
    },
    remembered,
    close: async () => {
      await remembered()
      if (isOpen) await open?.()?.close()
    },
  }
}
