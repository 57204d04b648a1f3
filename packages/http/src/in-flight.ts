import { AppError } from '@ocp-perf/errors'
import { withStatus } from './error-response.ts'
import type { Limits } from './listen-options.ts'

/** One request that is being answered. */
export interface Exchange {
  /** From here on it is an event stream; throws when there are too many. */
  becomeStream(): void
  end(): void
}

/** Counts what is being answered, so that it can be limited and waited for. */
export interface InFlight {
  /**
   * Throws `rate_limited` when too many requests are being answered, or (status 503) once the server is closing. A probe
   * takes no place: a busy server is still alive, and one that is turned away would have it restarted.
   */
  begin(cut: (reason: Error) => void, kind: 'request' | 'probe'): Exchange
  /** From here on nothing begins; resolves when everything has ended. */
  drained(): Promise<void>
  /** Cuts everything that has not ended. */
  cut(): void
}

export function trackInFlight({ concurrency, streams }: Pick<Limits, 'concurrency' | 'streams'>): InFlight {
  const cuts = new Set<(reason: Error) => void>()
  let requestCount = 0
  let streamCount = 0
  let whenEmpty: (() => void) | undefined
  let closing = false

  const begin = (cut: (reason: Error) => void, kind: 'request' | 'probe'): Exchange => {
    if (closing) throw shuttingDown()
    if (kind === 'request' && requestCount >= concurrency) throw busy(`${concurrency} requests at once`)
    let held: 'request' | 'probe' | 'stream' = kind
    const count = (change: 1 | -1) => {
      if (held === 'request') requestCount += change
      if (held === 'stream') streamCount += change
    }
    count(1)
    cuts.add(cut)
    return {
      becomeStream() {
        if (streamCount >= streams) throw busy(`${streams} open event streams`)
        count(-1)
        held = 'stream'
        count(1)
      },
      end() {
        if (!cuts.delete(cut)) return
        count(-1)
        if (cuts.size === 0) whenEmpty?.()
      },
    }
  }
  return {
    begin,
    drained: () =>
      new Promise((resolve) => {
        closing = true
        whenEmpty = resolve
        if (cuts.size === 0) resolve()
      }),
    cut() {
      for (const cut of cuts) cut(shuttingDown())
    },
  }
}

function busy(limit: string): AppError {
  return new AppError('rate_limited', `The server is at its limit of ${limit}.`, {
    hint: 'Wait a moment and send the same request again.',
    retryAfterSeconds: 1,
  })
}

function shuttingDown(): AppError {
  const error = new AppError('rate_limited', 'The server is shutting down.', {
    hint: 'Send the request again; another replica or the next start will answer.',
    retryAfterSeconds: 5,
  })
  return withStatus(error, 503)
}
