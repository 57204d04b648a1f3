/** What a figure measures: two figures are compared only where that is the same. */
export type Dimension = 'seconds' | 'ratio' | 'bytes' | 'bytes_per_second' | 'bits_per_second' | 'plain'

export interface UnitReading {
  dimension: Dimension
  /** What a figure in this unit is multiplied by; several where writers mean different things by it. */
  factors: readonly number[]
}

const seconds = (factor: number): UnitReading => ({ dimension: 'seconds', factors: [factor] })

const times: readonly (readonly [RegExp, UnitReading])[] = [
  [/^(?:ns|nsecs?|nanoseconds?)$/i, seconds(1e-9)],
  [/^(?:[µμu]s|microseconds?)$/i, seconds(1e-6)],
  [/^(?:ms|msecs?|milliseconds?)$/i, seconds(1e-3)],
  [/^(?:s|secs?|seconds?)$/i, seconds(1)],
  [/^(?:m|mins?|minutes?)$/, seconds(60)],
  [/^(?:h|hrs?|hours?)$/i, seconds(3600)],
  [/^(?:d|days?)$/i, seconds(86_400)],
  [/^(?:w|weeks?)$/i, seconds(604_800)],
]

const powers = ['', 'k', 'm', 'g', 't', 'p', 'e']

/** Reads a unit as it stands behind a number; undefined for a word that is none. */
export function readUnit(text: string): UnitReading | undefined {
  const unit = text.trim().replace(/\s+/g, ' ')
  const time = times.find(([pattern]) => pattern.test(unit))
  if (time !== undefined) return time[1]
  if (/^(?:%|percent|per cent|percentage points?|pp)$/i.test(unit)) return { dimension: 'ratio', factors: [0.01] }
  return readBytes(unit) ?? readBits(unit) ?? readCount(unit)
}

function readBytes(unit: string): UnitReading | undefined {
  const found = /^(?:([kKMGTPE])?(i)?B|bytes?)(\/s|ps| per second)?$/.exec(unit)
  if (found === null) return undefined
  const [, power = '', binary, per] = found
  const place = powers.indexOf(power.toLowerCase())
  const dimension = per === undefined ? 'bytes' : 'bytes_per_second'
  // Many write MB and mean MiB.
  return { dimension, factors: binary === undefined ? [1000 ** place, 1024 ** place] : [1024 ** place] }
}

function readBits(unit: string): UnitReading | undefined {
  const found = /^([kmgt])?(?:bits?\/s|bps|bit per second|bits per second)$/i.exec(unit)
  if (found === null) return undefined
  return { dimension: 'bits_per_second', factors: [1000 ** powers.indexOf((found[1] ?? '').toLowerCase())] }
}

/** Counts, rates and cores are told apart by words that stand anywhere, so that the number alone is looked at. */
function readCount(unit: string): UnitReading | undefined {
  const found = /^([kMGT])?(?:\/s)?$/.exec(unit)
  if (found === null || unit === '') return undefined
  return { dimension: 'plain', factors: [1000 ** powers.indexOf((found[1] ?? '').toLowerCase())] }
}

/** What may be a unit behind a number; the longest that `readUnit` knows is one. */
export const unitPattern =
  /^[ \t\u00a0\u202f-]?(%|percentage points?|percent|per cent|(?:[kKMGTPE]?i?B|bytes?|[kKMGT]?bits?)(?:\/s|ps| per second)|[kKMGT]?bps|[kMGT]?\/s|[kMGT]|[A-Za-zµμ]+)(?!\p{L})/u
