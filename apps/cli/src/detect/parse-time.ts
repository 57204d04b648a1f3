/** A time as a file has it. */
export interface ParsedTime {
  /** Unix seconds. */
  seconds: number
  /** Whether it names no zone, and was taken for UTC. */
  isNaive: boolean
}

/** Unix times from here on are milliseconds: as seconds they would lie beyond the year 5000. */
const leastMilliseconds = 1e11

const written = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/i

/** Unix seconds or milliseconds, RFC 3339, or date and time without a zone, which are UTC. Undefined for anything else. */
export function parseTime(text: string): ParsedTime | undefined {
  if (/^\d+(?:\.\d*)?$/.test(text)) {
    const number = Number(text)
    return { seconds: number >= leastMilliseconds ? number / 1000 : number, isNaive: false }
  }
  const parts = written.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  const seconds = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second) / 1000
  // A date such as 30 February would become another one.
  const isReal = new Date(seconds * 1000).getUTCDate() === day && (month ?? 13) <= 12
  if (!isReal || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 60) return undefined
  const [fraction = '0', zone] = [parts[7], parts[8]]
  return { seconds: seconds + Number(fraction) - offsetOf(zone ?? 'Z'), isNaive: zone === undefined }
}

/** `Z`, `+05:30` or `-0300` in seconds. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}
