/*
 * OpenMetrics gives times in seconds, the Prometheus text format in milliseconds, and no line says which: `# EOF` comes
 * last and is missing from what was cut short, and types mostly have the same names. What tells is plausibility.
 */

export type TimeUnit = 'seconds' | 'milliseconds'

// As seconds this is the year 5138, as milliseconds March 1973: no sample is from after the one or before the other.
const plausible = 1e11

/** The last moment that a `Date` can hold, unix milliseconds. */
const lastMoment = 8.64e15

/**
 * The unit of a file's times, told by the first one of them: seconds when it would be before March 1973 as milliseconds.
 * It holds for the whole file, so that a time which cannot be of that unit is a bad line. Zero tells nothing.
 */
export function unitOf(time: number): TimeUnit | undefined {
  if (time === 0) return undefined
  return Math.abs(time) < plausible ? 'seconds' : 'milliseconds'
}

/** A time as unix milliseconds, whole as Prometheus keeps them; NaN when it cannot be of that unit. */
export function toMilliseconds(time: number, unit: TimeUnit): number {
  if (unit === 'seconds') return Math.abs(time) < plausible ? Math.round(time * 1000) : Number.NaN
  return Number.isInteger(time) && Math.abs(time) <= lastMoment ? time : Number.NaN
}
