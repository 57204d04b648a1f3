import type { Counter, Gauge, Tally } from './family.ts'
import { normalNoise, uniformNoise } from './hash-noise.ts'
import type { Integral } from './integral.ts'
import type { Scrapes } from './timetable.ts'

/** The values of a series at each of all scrapes, answered or not; NaN where it is not exposed. */
export type SampleValues = (scrapes: Scrapes) => Float64Array

/** `hash`: whose noise it is. */
export function gaugeValues({ value, noise = 0, whole = false }: Gauge, hash: number): SampleValues {
  return ({ all, first }) => {
    const values = new Float64Array(all.length)
    for (let place = 0; place < all.length; place++) {
      let sample = value((all[place] ?? 0) / 1000)
      if (noise > 0) sample *= 1 + noise * normalNoise(hash, first + place)
      values[place] = whole ? Math.round(sample) : sample
    }
    return values
  }
}

/**
 * Noise holds back an even share of what came since the scrape before, so that the counter never falls, and never drifts
 * from its rate either.
 */
export function counterValues(counter: Counter, integral: Integral, hash: number): SampleValues {
  const { factor = 1, whole = false, noise = 0 } = counter
  // An increment has two such shares in it, each with a deviation of √(1/12).
  const mostHeldBack = Math.min(0.999, noise * Math.sqrt(6))
  return (scrapes) => {
    const values = totalsOf(integral, 0, scrapes)
    let before = values[0] ?? 0
    for (let place = 0; place < values.length; place++) {
      const total = values[place] ?? 0
      let sample = total
      if (mostHeldBack > 0) {
        // A process that was started in between has counted all of it since.
        const increment = before > total ? total : total - before
        sample -= mostHeldBack * uniformNoise(hash, scrapes.first + place) * increment
      }
      sample *= factor
      values[place] = whole ? Math.floor(sample) : sample
      before = total
    }
    return values
  }
}

/** What was counted since the process began. */
export function tallyValues({ total, bornByEvent = false }: Tally): SampleValues {
  return ({ all, processes }) => {
    const values = new Float64Array(all.length)
    for (const { from, to, since } of processes) {
      const earlier = total(since)
      for (let place = from; place < to; place++) {
        const count = total((all[place] ?? 0) / 1000) - earlier
        values[place] = bornByEvent && count <= 0 ? Number.NaN : count
      }
    }
    return values
  }
}

interface Column {
  column: number
  whole: boolean
  factor?: number | undefined
  /** The column that counts all observations, where these are so few that each has to come into all columns at once. */
  events?: number | undefined
}

/** What a total falls short of a whole number by rounding alone. */
const rounding = 1e-6

/** One column of a histogram's integral. */
export function columnValues(integral: Integral, { column, whole, factor = 1, events }: Column): SampleValues {
  if (events !== undefined) return eventValues(integral, { column, whole, factor, events })
  return (scrapes) => {
    const totals = totalsOf(integral, column, scrapes)
    for (let place = 0; place < totals.length; place++) {
      const total = factor * (totals[place] ?? 0)
      totals[place] = whole ? Math.floor(total) : total
    }
    return totals
  }
}

interface EventColumn extends Column {
  factor: number
  events: number
}

/** What is told once it is whole came into a bucket with the same event as into all above it. */
function eventValues(integral: Integral, { column, whole, factor, events }: EventColumn): SampleValues {
  return ({ all, processes }) => {
    const totals = new Float64Array(all.length)
    for (const { from, to, since } of processes) {
      integral.readAtEvents({ column, events, factor, times: all, from, to, since, out: totals })
    }
    for (let place = 0; place < totals.length; place++) {
      const total = factor * (totals[place] ?? 0)
      totals[place] = whole ? Math.max(0, Math.ceil(total - rounding)) : total
    }
    return totals
  }
}

/** From 0 again with each process. */
function totalsOf(integral: Integral, column: number, { all, processes }: Scrapes): Float64Array {
  const totals = new Float64Array(all.length)
  for (const { from, to, since } of processes) integral.read({ column, times: all, from, to, since, out: totals })
  return totals
}
