import { createWallClock } from '../wall-clock.ts'

const day = 86_400
/** Offsets of zones are known to the second, and no zone is further from UTC than this. */
const furthestOffset = 26 * 3600

/**
 * Where days begin in a time zone, unix seconds: from the last midnight at or before `start` to the first one after `end`, every
 * `days` days as counted from 1970-01-01 there. Days of 23 and 25 h are as long as they are; where a day has no midnight it
 * begins with its first second. An unknown zone, a number of days that is not whole and positive, times that are not finite or
 * not in order, and more days than `limit` are RangeErrors.
 */
export function dayBuckets(
  start: number,
  end: number,
  zone: string,
  { days = 1, limit = 1_000_000 }: { days?: number; limit?: number } = {},
): Float64Array {
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`Buckets are a whole number of days, not ${days}.`)
  if (!(Number.isFinite(start) && Number.isFinite(end) && start <= end)) {
    throw new RangeError(`Days begin between two times in order, not ${start} and ${end}.`)
  }
  const count = Math.ceil((end - start) / (days * day)) + 2
  if (count > limit) throw new RangeError(`${count} buckets of days are more than ${limit}.`)
  const wallClock = createWallClock(zone)
  const begins: number[] = []
  let number = Math.floor(Math.floor(wallClock(start) / day) / days) * days
  for (;;) {
    const begin = beginOfDay(number, wallClock)
    // A day that a zone skipped whole, to be on the other side of the date line, begins with the next one.
    if (begins.at(-1) !== begin) begins.push(begin)
    if (begin > end) return Float64Array.from(begins)
    number += days
  }
}

/** The first second of a day, which is counted from 1970-01-01 as the wall clock has it. */
function beginOfDay(number: number, wallClock: (time: number) => number): number {
  const midnight = number * day
  // Wall clocks only ever go back by less than a day, so that the first time at or after a midnight is found by halving.
  let before = midnight - furthestOffset
  let after = midnight + furthestOffset
  const guess = midnight - (wallClock(midnight) - midnight)
  if (wallClock(guess) === midnight && wallClock(guess - 1) === midnight - 1) return guess
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (wallClock(middle) >= midnight) after = middle
    else before = middle
  }
  return after
}
