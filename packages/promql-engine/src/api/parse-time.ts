/** What Go reads as a finite float, hexadecimal aside. */
const decimalForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,5})?$/

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?(?:Z|([+-])(\d\d):(\d\d))$/

/** How Prometheus writes the first and the last time it knows, whose years have more than four digits. */
const boundaries: ReadonlyMap<string, number> = new Map([
  ['-292273086-05-16T16:47:06Z', Number.MIN_SAFE_INTEGER],
  ['292277025-08-18T07:12:54.999999999Z', Number.MAX_SAFE_INTEGER],
])

/** Unix milliseconds of a time parameter, which is a number of unix seconds or RFC 3339; undefined for any other text. */
export function parseTime(text: string): number | undefined {
  if (decimalForm.test(text)) return wholeMilliseconds(Number(text))
  return boundaries.get(text) ?? parseRfc3339(text)
}

/** Milliseconds of a number of seconds, rounded as Prometheus rounds; undefined beyond what a number holds exactly. */
export function wholeMilliseconds(seconds: number): number | undefined {
  const whole = Math.trunc(seconds)
  const milliseconds = whole * 1000 + Math.round((seconds - whole) * 1000)
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined
}

/** Seconds, where the text is a plain number. */
export function parseDecimal(text: string): number | undefined {
  return decimalForm.test(text) ? Number(text) : undefined
}

function parseRfc3339(text: string): number | undefined {
  const found = rfc3339.exec(text)
  if (found === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  const fraction = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3))
  const [zoneHours, zoneMinutes] = [Number(found[9] ?? 0), Number(found[10] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return undefined
  const date = new Date(0)
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const offset = (found[8] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes) * 60_000
  return date.setUTCHours(hour, minute, second, fraction) - offset
}
