import { createSpread, inScales, spreadNeeds } from './spread.ts'
import type { View } from './view.ts'

/** The view of one statistic: what it names is how far a value lies from the middle, in standard deviations or their like. */
interface Distance {
  push(time: number, value: number): number
  center(): number
  /** Half of the band in which nothing is odd, per unit of the score. */
  scale(): number
}

function viewOf({ push, center, scale }: Distance, threshold: number): View {
  return {
    name: 'spread',
    push,
    band: () => ({ low: center() - threshold * scale(), high: center() + threshold * scale(), center: center() }),
    restart() {},
  }
}

const renewed = 1024

/** Distance from the mean of the last samples in their standard deviations, at least one hundredth of the mean. */
export function createZscoreView(rows: number, threshold: number): View {
  const kept = new Float64Array(rows)
  let [seen, origin, sum, squares, center, scale] = [0, 0, 0, 0, Number.NaN, Number.NaN]

  function take(value: number): void {
    const slot = seen % rows
    const gone = (kept[slot] ?? 0) - origin
    if (seen >= rows) {
      sum -= gone
      squares -= gone * gone
    }
    kept[slot] = value
    sum += value - origin
    squares += (value - origin) ** 2
    // Now and then the sums are made anew, so that what rounding leaves in them does not pile up.
    if (++seen % renewed === 0) renew(Math.min(seen, rows))
  }

  function renew(count: number): void {
    origin += sum / count
    sum = 0
    squares = 0
    for (let slot = 0; slot < count; slot++) {
      const distance = (kept[slot] ?? 0) - origin
      sum += distance
      squares += distance * distance
    }
  }

  return viewOf(
    {
      push(_, value) {
        if (seen === 0) origin = value
        const count = Math.min(seen, rows)
        if (count < spreadNeeds) {
          take(value)
          return Number.NaN
        }
        const mean = sum / count
        center = origin + mean
        scale = Math.max(Math.sqrt(Math.max(0, squares / count - mean * mean)), Math.abs(center) / 100)
        take(value)
        return inScales(value - center, scale)
      },
      center: () => center,
      scale: () => scale,
    },
    threshold,
  )
}

/** Distance from the median of the last samples in robust standard deviations. */
export function createMadView(rows: number, threshold: number): View {
  const spread = createSpread(rows, spreadNeeds)
  return viewOf(
    { push: (_, value) => spread.push(value), center: () => spread.center, scale: () => spread.scale },
    threshold,
  )
}

/** Distance beyond the quartiles of the last samples in interquartile ranges: Tukey's fences (1977). */
export function createIqrView(rows: number, threshold: number): View {
  const spread = createSpread(rows, spreadNeeds)
  let quartiles = { lower: Number.NaN, upper: Number.NaN, range: Number.NaN }
  return {
    name: 'spread',
    push(_, value) {
      const [lower, upper] = [spread.quantile(0.25), spread.quantile(0.75)]
      if (Number.isNaN(spread.push(value))) return Number.NaN
      quartiles = { lower, upper, range: Math.max(upper - lower, normalRange * spread.scale) }
      return beyondQuartiles(value, quartiles)
    },
    band: () => ({
      low: quartiles.lower - threshold * quartiles.range,
      high: quartiles.upper + threshold * quartiles.range,
      center: spread.center,
    }),
    restart() {},
  }
}

/** Interquartile range of a normal distribution of standard deviation 1. */
export const normalRange = 1.349

/** How far a value is beyond the nearer quartile, in ranges; beyond what has no width it is a new value. */
export function beyondQuartiles(
  value: number,
  { lower, upper, range }: { lower: number; upper: number; range: number },
): number {
  const beyond = value > upper ? value - upper : value < lower ? value - lower : 0
  return inScales(beyond, range)
}

const halfLife = 12 * 3600

/**
 * Distance from a mean that forgets half of what it knows in twelve hours, in standard deviations that forget alike; plain
 * mean and deviation as long as they know less. O(1) and without memory of samples.
 */
export function createEwmaView(threshold: number): View {
  let [seen, before, mean, variance, center, scale] = [0, 0, 0, 0, Number.NaN, Number.NaN]
  return viewOf(
    {
      push(time, value) {
        center = mean
        scale = Math.max(Math.sqrt(variance), Math.abs(mean) / 100)
        const share = Math.max(1 / (seen + 1), seen === 0 ? 1 : 1 - 2 ** (-(time - before) / halfLife))
        const deviation = value - mean
        mean += share * deviation
        variance = (1 - share) * (variance + share * deviation * deviation)
        before = time
        if (seen++ < spreadNeeds) return Number.NaN
        return inScales(deviation, scale)
      },
      center: () => center,
      scale: () => scale,
    },
    threshold,
  )
}
