import { setTimeout as sleep } from 'node:timers/promises'
import type { Flight } from './coalesce.ts'
import type { Outcome } from './outcome.ts'

const firstDelayMs = 250
const longestDelayMs = 5_000

export interface RetryOptions {
  retries: number
  flight: Flight
  /** From 0 to 1. */
  random?: () => number
}

/**
 * Tries again after a passing failure: after a random part of a doubling delay (full jitter, so that callers who failed
 * together do not return together), never earlier than the server asked for and never past the deadline.
 */
export async function withRetries<T>(
  attempt: () => Promise<Outcome<T>>,
  { retries, flight, random = Math.random }: RetryOptions,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    const outcome = await attempt()
    if ('value' in outcome) return outcome.value
    const { failure, passing } = outcome
    const jitter = random() * Math.min(longestDelayMs, firstDelayMs * 2 ** failures)
    const delayMs = Math.max(jitter, (failure.retryAfterSeconds ?? 0) * 1000)
    if (!passing || failures >= retries || delayMs >= flight.remainingMs()) throw failure
    // An abort ends the sleep with an error of its own; callers are to see the signal's reason.
    await sleep(delayMs, undefined, { signal: flight.signal }).catch(() => flight.signal.throwIfAborted())
  }
}
