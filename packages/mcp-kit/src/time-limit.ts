import { setMaxListeners } from 'node:events'
import { AppError } from '@ocp-perf/errors'

/**
 * Runs `work` with a signal that is aborted when the caller's is, or when `limitMs` are over. Does not wait for work
 * that ignores its signal: throws the caller's abort reason, or `timeout` naming `what`.
 */
export function withTimeLimit<Result>(
  what: string,
  limitMs: number,
  caller: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController()
    // A call may send any number of queries at once, each of which listens.
    setMaxListeners(0, controller.signal)
    const stop = (reason: unknown) => {
      controller.abort(reason)
      settle(() => reject(reason))
    }
    const onAbort = () => stop(abortReason(caller))
    const timer = setTimeout(() => stop(tooSlow(what, limitMs)), limitMs)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      caller.removeEventListener('abort', onAbort)
      finish()
    }
    if (caller.aborted) return onAbort()
    caller.addEventListener('abort', onAbort, { once: true })
    work(controller.signal).then(
      (result) => settle(() => resolve(result)),
      (error: unknown) => settle(() => reject(error)),
    )
  })
}

// Transports abort with whatever they like; above this line only one kind of abort is known.
function abortReason(signal: AbortSignal): Error {
  const { reason } = signal
  if (reason instanceof Error && (reason.name === 'AbortError' || reason instanceof AppError)) return reason
  return new DOMException('The call was cancelled.', 'AbortError')
}

function tooSlow(what: string, limitMs: number): AppError {
  return new AppError('timeout', `${what} did not finish within ${limitMs / 1000} s.`, {
    hint: 'Ask for less, for example a shorter time range, or try again when the cluster is less busy.',
  })
}
