import { AppError } from '@ocp-perf/errors'

export interface KeepOptions {
  /** How long the work may take, whoever waits for it. */
  limitMs: number
  /** How long a failure is told to those who ask again, so that a dead cluster is not asked by every call. */
  failureMs: number
  /** Ends the work with its own reason, when nobody will want the value any more. */
  ended?: AbortSignal | undefined
  /** Milliseconds on any clock that only goes forward. */
  clock: () => number
  /** What the work does, for the message when it takes too long. */
  what: string
  /** The next step then. */
  hint: string
}

/** Gives the one value, waiting no longer than the caller's own signal allows. */
export type Kept<T> = (signal?: AbortSignal) => Promise<T>

/**
 * Makes a value on first use and keeps it. Callers that come while it is being made share the work, and one that gives
 * up does not end it for the others. A failure is kept only for `failureMs`.
 */
export function keepOne<T>(make: (signal: AbortSignal) => Promise<T>, options: KeepOptions): Kept<T> {
  let current: { promise: Promise<T>; failedAt?: number } | undefined
  const start = () => {
    const entry: NonNullable<typeof current> = { promise: withLimit(make, options) }
    entry.promise.catch(() => {
      entry.failedAt = options.clock()
    })
    return entry
  }
  return (signal) => {
    const stale = current?.failedAt !== undefined && options.clock() - current.failedAt >= options.failureMs
    if (current === undefined || stale) current = start()
    return abandonable(current.promise, signal)
  }
}

async function withLimit<T>(
  make: (signal: AbortSignal) => Promise<T>,
  { limitMs, ended, what, hint }: KeepOptions,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs)
  const signal = ended === undefined ? limit : AbortSignal.any([limit, ended])
  try {
    return await abandonable(make(signal), signal)
  } catch (error) {
    if (!limit.aborted) throw error
    throw new AppError('timeout', `${what} took longer than ${limitMs / 1000} s.`, {
      hint,
      cause: error,
    })
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
function abandonable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason)
    if (signal.aborted) abandon()
    signal.addEventListener('abort', abandon, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon))
  })
}
