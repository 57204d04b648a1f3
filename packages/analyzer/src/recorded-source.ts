import { AppError } from '@ocp-perf/errors'
import type { RecordWork } from '@ocp-perf/http'
import type { PromSource } from '@ocp-perf/promql'

/** A source whose queries are counted and timed, with the labels `kind` (instant or range) and `outcome` (ok, cancelled or an error code). */
export function recordedSource(source: PromSource, record: RecordWork): PromSource {
  const timed = async <T>(kind: string, answer: Promise<T>): Promise<T> => {
    const begun = performance.now()
    let outcome = 'cancelled'
    try {
      const value = await answer
      outcome = 'ok'
      return value
    } catch (error) {
      // Only counted here; whoever asked handles it.
      if (error instanceof AppError) outcome = error.code
      throw error
    } finally {
      record({ kind, outcome }, (performance.now() - begun) / 1000)
    }
  }
  return {
    ...source,
    instant: (query, options) => timed('instant', source.instant(query, options)),
    range: (query, window, options) => timed('range', source.range(query, window, options)),
  }
}
