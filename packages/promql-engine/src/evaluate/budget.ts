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
