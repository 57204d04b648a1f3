import { AppError } from '@ocp-perf/errors'
import { createPool, type Flight, type PromFetch, type PromFetchResponse, withRetries } from '@ocp-perf/promql'
import type { InfluxCallOptions, InfluxSettings } from '../source.ts'
import { createInfluxTransport, type InfluxCall, type InfluxTransport } from './transport.ts'

export interface CallerOptions {
  settings: InfluxSettings
  fetch: PromFetch | undefined
  timeoutMs: number
  retries: number
}

/** Sends calls within the limits of one client: queued, retried, in time. */
export interface Caller extends Pick<InfluxTransport, 'server' | 'redact' | 'close'> {
  /** `read` runs once for each attempt and starts anew each time. */
  call<T>(call: InfluxCall, read: (response: PromFetchResponse) => Promise<T>, flight: Flight): Promise<T>
  /** Runs work under the caller's signal and time limit. Throws `timeout`, or the signal's reason. */
  inTime<T>(options: InfluxCallOptions | undefined, work: (flight: Flight) => Promise<T>): Promise<T>
}

const concurrency = 8

export function createCaller({ settings, fetch, timeoutMs: defaultTimeoutMs, retries }: CallerOptions): Caller {
  const transport = createInfluxTransport(settings, fetch)
  const pool = createPool(concurrency)
  const closing = new AbortController()
  const { server, redact } = transport

  return {
    server,
    redact,
    call(call, read, flight) {
      const { signal } = flight
      const attempt = () => pool.run(() => transport.attempt(call, signal, read), signal)
      return withRetries(attempt, { retries, flight })
    },
    async inTime({ signal, timeoutMs = defaultTimeoutMs } = {}, work) {
      signal?.throwIfAborted()
      closing.signal.throwIfAborted()
      const limit = new AbortController()
      const deadline = performance.now() + timeoutMs
      const timer = setTimeout(() => limit.abort(timedOut(server, timeoutMs)), timeoutMs)
      const signals = [limit.signal, closing.signal, ...(signal === undefined ? [] : [signal])]
      try {
        return await work({ signal: AbortSignal.any(signals), remainingMs: () => deadline - performance.now() })
      } finally {
        clearTimeout(timer)
      }
    },
    async close() {
      closing.abort(new AppError('unreachable', 'The client of this InfluxDB was closed.', { retryable: false }))
      await transport.close()
    },
  }
}

function timedOut(server: string, timeoutMs: number): AppError {
  return new AppError('timeout', `${server} did not answer within ${timeoutMs / 1000} s.`, {
    hint: 'Ask for a shorter window or fewer series, or aggregate by time.',
  })
}
