import { AppError, isAbort } from '@ocp-perf/errors'

/** What came of reading one part: the value, or the error that explains why it is missing. */
export type Settled<T> = { value: T; error?: undefined } | { value?: undefined; error: AppError }

/** Waits for one part of an answer whose other parts are still worth having when it fails. */
export async function settle<T>(part: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await part }
  } catch (error) {
    // A refused or failed part is reported beside the others; a bug or an abort ends the whole.
    if (error instanceof AppError && !isAbort(error)) return { error }
    throw error
  }
}
