const hour = 3600

/**
 * Seconds by which the wall clock of an IANA zone is ahead of UTC at a time; 0 in UTC. Clocks change at full hours of UTC or, in a
 * few zones, half hours, so that offsets are kept by half hour. Throws a RangeError for a zone that is none.
 */
export function createOffsetOf(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  const offsets = new Map<number, number>()
  return (time) => {
    const slot = Math.floor(time / (hour / 2))
    const known = offsets.get(slot)
    if (known !== undefined) return known
    const at = slot * (hour / 2)
    const part = new Map(format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)]))
    const [year, month, day] = [part.get('year') ?? 0, part.get('month') ?? 1, part.get('day') ?? 1]
    const clock = [part.get('hour') ?? 0, part.get('minute') ?? 0, part.get('second') ?? 0] as const
    const offset = Date.UTC(year, month - 1, day, ...clock) / 1000 - at
    offsets.set(slot, offset)
    return offset
  }
}
