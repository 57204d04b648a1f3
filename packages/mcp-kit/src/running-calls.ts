import { AppError } from '@ocp-perf/errors'

/** Counts what a server is working on, so that it can be limited and waited for. */
export interface RunningCalls {
  /** Runs `work`; throws `rate_limited` when `maxCalls` run already. */
  within<Result>(work: () => Promise<Result>): Promise<Result>
  /** Resolves once nothing runs. */
  idle(): Promise<void>
}

export function countCalls(maxCalls: number): RunningCalls {
  let running = 0
  let whenIdle: (() => void)[] = []
  return {
    async within(work) {
      if (running >= maxCalls) throw tooManyCalls(maxCalls)
      running++
      try {
        return await work()
      } finally {
        running--
        if (running === 0) for (const resolve of whenIdle.splice(0)) resolve()
      }
    },
    idle: () =>
      new Promise((resolve) => {
        if (running === 0) resolve()
        else whenIdle = [...whenIdle, resolve]
      }),
  }
}

function tooManyCalls(limit: number): AppError {
  return new AppError('rate_limited', `${limit} calls are running already.`, {
    hint: 'Wait until some have finished, then call again.',
    retryAfterSeconds: 1,
  })
}
