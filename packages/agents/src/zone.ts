/** Whose clock a time is read by. */
export interface Zone {
  /** As IANA calls it, or as an offset: `Europe/Berlin`, `+02:00`. */
  name: string
  /** Minutes by which its clock is ahead of UTC at a time, unix seconds. */
  offsetMinutes(at: number): number
}

const offsetForm = /^([+-])(0\d|1[0-4]):([0-5]\d)$/
const nameForm = /^[A-Za-z][\w+/-]{0,63}$/

/** The zone of an IANA name or an offset; undefined for what is neither. */
export function zoneOf(name: string): Zone | undefined {
  const [, sign, hours, minutes] = offsetForm.exec(name) ?? []
  if (sign !== undefined) {
    const offset = (60 * Number(hours) + Number(minutes)) * (sign === '-' ? -1 : 1)
    return { name, offsetMinutes: () => offset }
  }
  return nameForm.test(name) ? namedZone(name) : undefined
}

/** The zone of a name, else the one of this machine's own clock. */
export function zoneOrOwn(name: string | undefined): Zone {
  return zoneOf(name ?? Intl.DateTimeFormat().resolvedOptions().timeZone) ?? utc
}

/** The zone of whoever asks a question, where it was said. */
export function zoneOfTurn({ timeZone }: { timeZone: string | undefined }, otherwise: Zone): Zone {
  return (timeZone === undefined ? undefined : zoneOf(timeZone)) ?? otherwise
}

const utc: Zone = { name: 'UTC', offsetMinutes: () => 0 }

/** A time as the clocks of a zone show it: `2026-11-29T19:00:00+01:00`. Unix seconds. */
export function clockIn(zone: Zone, at: number): string {
  const offset = zone.offsetMinutes(at)
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
  const shown = new Date((Math.floor(at) + 60 * offset) * 1000).toISOString().slice(0, 19)
  return `${shown}${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

function namedZone(name: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    return { name, offsetMinutes: (at) => offsetIn(format, at) }
  } catch {
    // No such zone: the one way to ask.
    return undefined
  }
}

function offsetIn(format: Intl.DateTimeFormat, at: number): number {
  const text = format.formatToParts(at * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(text) ?? []
  return sign === undefined ? 0 : (60 * Number(hours) + Number(minutes)) * (sign === '-' ? -1 : 1)
}
