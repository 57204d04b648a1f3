import { AppError } from '@ocp-perf/errors'
import type { SampleStore, TimeSpan } from '../samples/sample-store.ts'

/** Unix seconds as whole milliseconds, with the bounds that the HTTP client has. @throws AppError `invalid_input`. */
export function millisecondsOf(name: string, seconds: number): number {
  if (Number.isFinite(seconds) && Math.abs(seconds) <= 1e12) return Math.round(seconds * 1000)
  throw new AppError('invalid_input', `${name} is not a time or a count that Prometheus could read.`, {
    hint: 'Give unix seconds.',
  })
}

/** The part of a window, in unix seconds, that the store has samples of; undefined where that is none. */
export function spanWithin(
  store: SampleStore,
  { start, end }: { start?: number | undefined; end?: number | undefined },
): TimeSpan | undefined {
  const from = start === undefined ? Number.NEGATIVE_INFINITY : millisecondsOf('start', start)
  const to = end === undefined ? Number.POSITIVE_INFINITY : millisecondsOf('end', end)
  const whole = store.span()
  if (whole === undefined) return undefined
  const span = { from: Math.max(from, whole.from), to: Math.min(to, whole.to) }
  return span.from <= span.to ? span : undefined
}
