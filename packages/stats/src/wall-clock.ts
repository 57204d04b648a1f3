/**
 * Reads the clock on the wall of an IANA zone, as if it were UTC: unix seconds in, seconds since 1970-01-01 00:00 there out. Exact to
 * the second, and slow. Throws a RangeError for a zone that is none.
 */
export function createWallClock(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (time) => {
    const whole = Math.floor(time)
    const parts = new Map(format.formatToParts(whole * 1000).map(({ type, value }) => [type, value]))
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year')
    const clock = new Date(0)
    clock.setUTCFullYear(year, part('month') - 1, part('day'))
    clock.setUTCHours(part('hour'), part('minute'), part('second'))
    return clock.getTime() / 1000
  }
}

/** Clocks change at full hours of UTC or, in a few zones, half hours. */
const slotSeconds = 1800

/**
 * Seconds by which the wall clock of an IANA zone is ahead of UTC at a time; 0 in UTC. The offset of a half hour is kept for the times
 * that follow in it. Throws a RangeError for a zone that is none.
 */
export function createOffsetOf(zone: string): (time: number) => number {
  if (zone === 'UTC') return () => 0
  const wallClock = createWallClock(zone)
  let known = Number.NaN
  let offset = 0
  return (time) => {
    const slot = Math.floor(time / slotSeconds)
    if (slot !== known) {
      known = slot
      offset = wallClock(slot * slotSeconds) - slot * slotSeconds
    }
    return offset
  }
}
