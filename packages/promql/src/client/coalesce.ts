import { setMaxListeners } from 'node:events'
import type { AppError } from '@ocp-perf/errors'

/** Node runs a timer that is set for longer at once. */
const longestTimerMs = 2 ** 31 - 1

/** One caller of a shared request. */
interface Waiter {
  signal?: AbortSignal | undefined
  timeoutMs: number
}

/** What the shared request is told: stop when nobody waits any more, and how long the most patient caller waits. */
export interface Flight {
  signal: AbortSignal
  remainingMs(): number
}

export interface Coalescer<T> {
  /** Joins the request in flight under this key, or starts it. */
  join(key: string, waiter: Waiter, start: (flight: Flight) => Promise<T>): Promise<T>
  /** Cancels everything in flight. */
  cancel(reason: unknown): void
}

interface Shared<T> {
  controller: AbortController
  result: Promise<T>
  landed: boolean
  waiters: number
  deadline: number
}

/**
 * Identical requests share one: a caller's abort or time-out takes only that caller out, and the request is cancelled
 * when the last one has left.
 */
export function createCoalescer<T>(timedOut: (timeoutMs: number) => AppError): Coalescer<T> {
  const flights = new Map<string, Shared<T>>()

  function launch(key: string, deadline: number, start: (flight: Flight) => Promise<T>): Shared<T> {
    const controller = new AbortController()
    const flight = { signal: controller.signal, remainingMs: () => shared.deadline - performance.now() }
    // Started a microtask later, so that `shared` exists by the time that the request asks for its deadline.
    const result = Promise.resolve().then(() => start(flight))
    const shared: Shared<T> = { controller, landed: false, waiters: 0, deadline, result }
    flights.set(key, shared)
    const land = () => {
      shared.landed = true
      forget(key, shared)
    }
    void result.then(land, land)
    return shared
  }

  function forget(key: string, shared: Shared<T>): void {
    if (flights.get(key) === shared) flights.delete(key)
  }

  function wait(key: string, shared: Shared<T>, { signal, timeoutMs }: Waiter): Promise<T> {
    return new Promise((resolve, reject) => {
      shared.waiters++
      let left = false
      const leave = () => {
        if (left) return
        left = true
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        shared.waiters--
        if (shared.waiters > 0) return
        forget(key, shared)
        // An abort makes an error with a stack even where nobody listens.
        if (!shared.landed) shared.controller.abort()
      }
      const onAbort = () => {
        leave()
        reject(signal?.reason)
      }
      const timer = setTimeout(
        () => {
          leave()
          reject(timedOut(timeoutMs))
        },
        Math.min(timeoutMs, longestTimerMs),
      )
      // One signal often stands for dozens of queries, which is no leak worth a warning.
      if (signal !== undefined) setMaxListeners(0, signal)
      signal?.addEventListener('abort', onAbort, { once: true })
      void shared.result.then(resolve, reject).finally(leave)
    })
  }

  return {
    async join(key, waiter, start) {
      waiter.signal?.throwIfAborted()
      const deadline = performance.now() + waiter.timeoutMs
      const shared = flights.get(key) ?? launch(key, deadline, start)
      shared.deadline = Math.max(shared.deadline, deadline)
      return await wait(key, shared, waiter)
    },
    cancel(reason) {
      for (const { controller } of flights.values()) controller.abort(reason)
      flights.clear()
    },
  }
}
