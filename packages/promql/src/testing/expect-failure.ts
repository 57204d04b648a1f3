import { AppError } from '@ocp-perf/errors'

/** The `AppError` that a promise ends with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.then(
    () => 'an answer',
    (error: unknown) => error,
  )
  if (outcome instanceof AppError) return outcome
  throw new Error('The call did not end with an AppError.', { cause: outcome })
}
