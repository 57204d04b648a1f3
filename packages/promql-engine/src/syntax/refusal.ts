import { AppError } from '@ocp-perf/errors'
import { describePlace } from '@ocp-perf/promql'
import type { Place } from './ast.ts'

const correct = 'Correct the query there.'

/** A `bad_query` for what parses and yet is no valid query: Prometheus' own sentence, and where that is. */
export function refusal(text: string, place: Place, sentence: string, hint = correct): AppError {
  return new AppError('bad_query', `${sentence}, ${describePlace(text, place)}.`, { hint })
}

/** A `bad_query` for what Prometheus would evaluate, and this engine does not. */
export function unsupported(text: string, place: Place, what: string): AppError {
  return refusal(text, place, `${what} is not supported by this engine`, 'Write the query without it.')
}
