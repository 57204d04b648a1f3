import { createSeason, type Season } from './season.ts'
import { createSpread, inScales, spreadNeeds } from './spread.ts'
import type { View } from './view.ts'

const day = 86_400

/** Distance from what is usual, in robust standard deviations of the same. */
export interface Usual {
  /** `level` is how large the values of the series are. */
  push(time: number, value: number, level: number): number
  /** What was usual for the last value, and the standard deviation that it was judged by. */
  readonly center: number
  readonly scale: number
  /** What repeats, as far as is known. */
  readonly season: Season
}

/** What is usual at this time of the day or, where weeks differ and it fits better, of the week. */
export function createUsual(rows: number, step: number, zone: string): Usual {
  const season = createSeason(step, zone)
  const daily = createSpread(rows)
  const weekly = createSpread(rows)
  let expected = Number.NaN
  let spread = daily
  return {
    push(time, value, level) {
      const today = season.push(time, value)
      const thisWeekday = season.weekly
      const byDay = Number.isNaN(today) ? Number.NaN : daily.push(value - today, level)
      const nearest = Math.abs(value - thisWeekday) < Math.abs(value - today) ? thisWeekday : today
      const byWeek = Number.isNaN(thisWeekday + nearest) ? Number.NaN : weekly.push(value - nearest, level)
      const takesWeek = !Number.isNaN(byWeek)
      spread = takesWeek ? weekly : daily
      expected = takesWeek ? nearest : today
      return takesWeek ? byWeek : byDay
    },
    get center() {
      return expected + spread.center
    },
    get scale() {
      return spread.scale
    },
    season,
  }
}

/** The residual against this time of day, whether days repeat or not; before there are two days, the distance from the median. */
export function createSeasonalView(
  rows: number,
  threshold: number,
  { step, zone }: { step: number; zone: string },
): View {
  const plain = createSpread(rows)
  const usual = createUsual(rows, step, zone)
  let seasonal = false
  const center = () => (seasonal ? usual.center : plain.center)
  const scale = () => (seasonal ? usual.scale : plain.scale)
  return {
    get name() {
      return seasonal ? 'season' : 'spread'
    },
    push(time, value) {
      const distance = plain.push(value)
      const unusual = usual.push(time, value, Number.isNaN(plain.center) ? value : plain.center)
      seasonal = !Number.isNaN(unusual)
      return seasonal ? unusual : distance
    },
    band: () => ({ low: center() - threshold * scale(), high: center() + threshold * scale(), center: center() }),
    restart() {},
  }
}

/** How fast level, season and deviation follow: shares of each new sample. */
const follow = { level: 0.1, season: 0.2, deviation: 0.01 } as const
/** Mean absolute deviation to standard deviation of a normal distribution: √(π/2). */
const normal = Math.sqrt(Math.PI / 2)
/** An error counts at most so many times the usual one, so that an incident becomes neither level nor season. */
const tolerated = 6

/**
 * Holt and Winters' additive smoothing with a season of one day, without trend; the distance of a value from the forecast
 * for it, in standard deviations of those distances. Judges from the third day on.
 *
 * Winters (1960), Forecasting sales by exponentially weighted moving averages, Management Science 6(3), 324–342; errors cut off as in
 * Gelper, Fried and Croux (2010), Robust forecasting with exponential and Holt–Winters smoothing, J. Forecasting 29(3), 285–300.
 */
export function createHoltWintersView(
  threshold: number,
  { step, offsetOf }: { step: number; offsetOf: (time: number) => number },
): View {
  const season = new Float64Array(Math.min(day, Math.max(1, Math.round(day / step))))
  const known = new Uint8Array(season.length)
  let [seen, begin, level, deviation, center, scale] = [0, Number.NaN, 0, Number.NaN, Number.NaN, Number.NaN]
  return {
    name: 'season',
    push(time, value) {
      const slot = Math.floor((((time + offsetOf(time)) % day) / day) * season.length)
      if (Number.isNaN(begin)) {
        begin = time
        level = value
      }
      const seasonal = season[slot] ?? 0
      center = level + seasonal
      const error = value - center
      scale = Math.max(normal * deviation, Math.abs(level) / 100)
      const most = Number.isNaN(deviation) || deviation === 0 ? Number.POSITIVE_INFINITY : tolerated * deviation
      const counted = Math.sign(error) * Math.min(Math.abs(error), most)
      const size = Math.abs(counted)
      deviation = Number.isNaN(deviation) ? size : deviation + follow.deviation * (size - deviation)
      level += follow.level * counted
      season[slot] = known[slot] ? seasonal + follow.season * (1 - follow.level) * counted : value - level
      known[slot] = 1
      if (++seen <= spreadNeeds || time - begin < 2 * day) return Number.NaN
      return inScales(error, scale)
    },
    band: () => ({ low: center - threshold * scale, high: center + threshold * scale, center }),
    restart() {},
  }
}
