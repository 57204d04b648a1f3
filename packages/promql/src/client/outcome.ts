import type { AppError } from '@ocp-perf/errors'

/** A failure, and whether the same request may well succeed a moment later. */
export interface Failure {
  failure: AppError
  passing: boolean
}

/** What one attempt came to. */
export type Outcome<T> = { value: T } | Failure
