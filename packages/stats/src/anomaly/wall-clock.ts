const hour = 3600

/**
 * Seconds of the wall clock of a zone since 1970, for slots of a day that follow its summer time.
 *
 * @throws RangeError for a zone that there is not.
 */
export function createWallClock(zone: string): (time: number) => number {
  if (zone === 'UTC') return (time) => time
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  let hourOfOffset = Number.NaN
  let offset = 0
  return (time) => {
    // Zones change their offset on the hour, or on a half of it, once or twice a year.
    const current = Math.floor((2 * time) / hour)
    if (current !== hourOfOffset) {
      hourOfOffset = current
      offset = parseOffset(format.formatToParts(time * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '')
    }
    return time + offset
  }
}

/** `GMT`, `GMT+05:30` or `GMT-03:00` in seconds. */
function parseOffset(text: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * hour + Number(minutes) * 60 + Number(seconds))
}
