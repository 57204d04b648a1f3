import type { TimeSpan } from '@ocp-perf/promql-engine'
import type { ScrapeWorld, Target } from './family.ts'
import { hashOf, uniformNoise } from './hash-noise.ts'

/** A scrape begins up to so many milliseconds late. */
const jitterMs = 5

/** What began before everything is taken to have begun so long before. */
const ageSeconds = 5 * 86_400

/** A process and the scrapes of it: places in `Scrapes.all`, `to` excluded. */
interface ScrapedProcess {
  from: number
  to: number
  /** Unix seconds of its start. */
  since: number
}

/** Scrapes that a series has samples of. */
interface KeptScrapes {
  /** Unix milliseconds. */
  times: Float64Array
  /** Where in `Scrapes.all` each of them is. */
  places: Int32Array
  /** Which of them leave a staleness marker, by index: the first without the series after one with. */
  stale: readonly number[]
}

/** The scrapes of one target in a span. */
export interface Scrapes {
  /** The number of the first in `all`, counted from the target's first scrape. */
  first: number
  /** Unix milliseconds: the scrape before those of the span, and then each of these. */
  all: Float64Array
  /** 1 where a scrape of `all` was answered. */
  answered: Uint8Array
  /** The times of those of the span, answered or not. */
  made: Float64Array
  /** Those of which a series that is always exposed has a sample, or a staleness marker. */
  kept: KeptScrapes
  processes: readonly ScrapedProcess[]
}

/** When a target is scraped, from the start of the world on without end. */
export interface Timetable {
  scrapesIn(span: TimeSpan): Scrapes
  /** Whether a scrape is in the span; `kept`: one that leaves something in ordinary series. */
  hasScrape(span: TimeSpan, kept: boolean): boolean
  /** The last scrape until a moment, both in unix milliseconds; undefined before the first. */
  lastScrape(untilMs: number): number | undefined
}

export function createTimetable(target: Target, { seed, start }: ScrapeWorld): Timetable {
  const labels = Object.keys(target.labels).sort()
  const hash = hashOf(`${seed} ${JSON.stringify(labels.map((name) => [name, target.labels[name]]))}`)
  const intervalMs = Math.round(target.intervalSeconds * 1000)
  const beginMs = Math.ceil(start * 1000) + Math.floor(uniformNoise(hash, -1) * intervalMs)

  const timeOf = (scrape: number) => beginMs + scrape * intervalMs + Math.floor(uniformNoise(hash, scrape) * jitterMs)
  const isAnswered = (scrape: number) => scrape >= 0 && target.answers(timeOf(scrape) / 1000) > 0
  /** The number of the first scrape at a time or later. */
  const firstFrom = (timeMs: number) => {
    if (timeMs <= beginMs) return 0
    const before = Math.floor((timeMs - beginMs) / intervalMs)
    return timeOf(before) >= timeMs ? before : before + 1
  }
  // Scrapes are at whole milliseconds.
  const firstAfter = (timeMs: number) => firstFrom(Math.floor(timeMs) + 1)

  return {
    scrapesIn({ from, to }) {
      const [first, end] = [firstFrom(from), firstAfter(to)]
      const all = new Float64Array(Math.max(0, end - first) + 1)
      const answered = new Uint8Array(all.length)
      for (let place = 0; place < all.length; place++) {
        all[place] = timeOf(first - 1 + place)
        answered[place] = isAnswered(first - 1 + place) ? 1 : 0
      }
      const made = all.subarray(1)
      const kept = keptOf(all, made, (place) => answered[place] === 1)
      return { first: first - 1, all, answered, made, kept, processes: processesOf(target, all, start) }
    },
    hasScrape({ from, to }, kept) {
      const [first, end] = [firstFrom(from), firstAfter(to)]
      if (first >= end || !kept) return first < end
      if (isAnswered(first - 1)) return true
      for (let scrape = first; scrape < end; scrape++) if (isAnswered(scrape)) return true
      return false
    },
    lastScrape(untilMs) {
      const end = firstAfter(untilMs)
      return end > 0 ? timeOf(end - 1) : undefined
    },
  }
}

/** What is left in a series that is exposed in some scrapes only. */
export function keptOf(all: Float64Array, made: Float64Array, isExposed: (place: number) => boolean): KeptScrapes {
  const places = new Int32Array(made.length)
  const stale: number[] = []
  let count = 0
  let was = isExposed(0)
  for (let place = 1; place < all.length; place++) {
    const is = isExposed(place)
    if (was && !is) stale.push(count)
    if (was || is) places[count++] = place
    was = is
  }
  // Equal columns are one array, by which the engine knows them.
  if (count === made.length) return { times: made, places, stale }
  const kept = places.subarray(0, count)
  return { times: Float64Array.from(kept, (place) => all[place] ?? 0), places: kept, stale }
}

function processesOf({ starts }: Target, all: Float64Array, worldStart: number): ScrapedProcess[] {
  const found: ScrapedProcess[] = []
  let from = 0
  let since = worldStart - ageSeconds
  for (const start of starts) {
    let to = from
    while (to < all.length && (all[to] ?? 0) < start * 1000) to++
    if (to > from) found.push({ from, to, since })
    from = to
    since = start
  }
  if (from < all.length) found.push({ from, to: all.length, since })
  return found
}
