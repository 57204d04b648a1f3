import { AppError } from '@ocp-perf/errors'
import type { Kept } from './keep-one.ts'

/**
 * Waits for a recording only as long as a caller of a tool can: the reading goes on, and whoever asks later finds it done.
 * `timeout` after `patienceMs`, which may be tried again.
 */
export function patiently<T>(kept: Kept<T>, name: string, patienceMs: number): Kept<T> {
  return async (signal) => {
    const patience = AbortSignal.timeout(patienceMs)
    try {
      return await kept(signal === undefined ? patience : AbortSignal.any([signal, patience]))
    } catch (error) {
      // Only the end of our own patience is reworded; the caller's own abort and failures pass.
      if (!patience.aborted || error !== patience.reason) throw error
      throw new AppError('timeout', `What was recorded of ${name} is still being read after ${patienceMs / 1000} s.`, {
        hint: 'Ask again in a moment: the reading goes on, and its progress is in the log of this server.',
        cause: error,
      })
    }
  }
}
