import { AppError } from '@ocp-perf/errors'
import { type CallOptions, type Coalescer, createCoalescer, type Flight } from '@ocp-perf/promql'

/** One kind of question; callers that ask the same under the same key share its answer. */
type Ask<T> = (key: string, options: CallOptions | undefined, answer: (flight: Flight) => Promise<T>) => Promise<T>

/** Questions with time limits, which end together. */
export interface Calls {
  kind<T>(): Ask<T>
  /** Cancels what is under way; whoever asks afterwards is refused. */
  close(): void
}

/** @param name what is asked, as messages name it. */
export function createCalls(name: string, defaultTimeoutMs: number): Calls {
  const open: Coalescer<unknown>[] = []
  let closed = false
  const timedOut = (limitMs: number) =>
    new AppError('timeout', `${name} did not answer within ${limitMs / 1000} s.`, {
      hint: 'Ask for a shorter window, a larger step or fewer series, or allow more time.',
    })
  const wasClosed = () => new AppError('unreachable', `${name} was closed.`, { retryable: false })

  return {
    kind<T>(): Ask<T> {
      const coalescer = createCoalescer<T>(timedOut)
      open.push(coalescer)
      return async (key, { signal, timeoutMs = defaultTimeoutMs } = {}, answer) => {
        if (closed) throw wasClosed()
        return await coalescer.join(key, { signal, timeoutMs }, answer)
      }
    },
    close() {
      closed = true
      for (const coalescer of open) coalescer.cancel(wasClosed())
    },
  }
}
