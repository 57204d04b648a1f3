import { AppError } from '@ocp-perf/errors'

export interface BudgetOptions {
  maxSamples: number
  /** `performance.now()` after which the query is given up. */
  deadline: number | undefined
  signal: AbortSignal | undefined
}

export interface Budget {
  /** Counts samples that the query holds; a negative number lets them go. Checks the time limit too. */
  spend(samples: number): void
  /** @throws AppError `timeout` past the deadline; the signal's reason after an abort. */
  check(): void
  /** Waits for what happens elsewhere; the signal that it is given ends with the query's and at the deadline. */
  wait<T>(run: (signal: AbortSignal | undefined) => Promise<T>): Promise<T>
}

/** What one query may use. Prometheus counts the same: the samples held at once, not those read in all. */
export function createBudget({ maxSamples, deadline, signal }: BudgetOptions): Budget {
  let held = 0
  const check = () => {
    signal?.throwIfAborted()
    if (deadline !== undefined && performance.now() > deadline) {
      throw new AppError('timeout', 'The query took longer than its time limit.', {
        hint: 'Ask for a shorter range, a larger step or fewer series, or allow more time.',
      })
    }
  }
  return {
    check,
    async wait(run) {
      check()
      try {
        return await run(withDeadline(signal, deadline))
      } catch (error) {
        // What the deadline's signal raised is told as the timeout that it is.
        check()
        throw error
      }
    },
    spend(samples) {
      held += samples
      if (held > maxSamples) {
        throw new AppError('too_large', `The query would hold more than ${maxSamples} samples at once.`, {
          hint: 'Ask for a shorter range, a larger step or fewer series.',
        })
      }
      check()
    },
  }
}

function withDeadline(signal: AbortSignal | undefined, deadline: number | undefined): AbortSignal | undefined {
  if (deadline === undefined) return signal
  // A timer may fire a little early by the clock that the deadline is read from.
  const limit = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())) + 1)
  return signal === undefined ? limit : AbortSignal.any([signal, limit])
}
