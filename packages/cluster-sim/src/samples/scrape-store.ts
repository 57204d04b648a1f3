import type { LabelMatcher } from '@ocp-perf/promql'
import {
  markStale,
  type Parts,
  runInSlices,
  type SampleStore,
  type StoredSeries,
  type TimeSpan,
} from '@ocp-perf/promql-engine'
import type { ScrapedSeries } from './expand-family.ts'
import type { ScrapeWorld } from './family.ts'
import { oncePerKey } from './once.ts'
import { createSeriesCatalog, type SeriesCatalog } from './series-catalog.ts'
import { keptOf, type Scrapes, type Timetable } from './timetable.ts'

interface ScrapeStoreOptions {
  /** Unix seconds. No scrape is later, and as it goes on there are more of them. */
  now: () => number
}

/** Most questions are about the last hour, and rates look back a quarter of one. Seconds. */
const anchoredBefore = 4800

/**
 * A store of what Prometheus would have scraped in a world until now. Samples are made when they are asked for, and only
 * for the span asked: the same series has the same sample at the same time in every answer.
 */
export function createScrapeStore(world: ScrapeWorld, { now }: ScrapeStoreOptions): SampleStore {
  const catalog = createSeriesCatalog(world, now() - anchoredBefore)
  const run = async <T>(parts: Parts<T>, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted()
    return await runInSlices(parts, () => signal?.throwIfAborted())
  }
  const startMs = world.start * 1000
  /** The part of a span in which there are scrapes by now. */
  const soFar = ({ from, to }: TimeSpan) => ({ from: Math.max(from, startMs), to: Math.min(to, now() * 1000) })
  return {
    span() {
      const untilMs = now() * 1000
      const to = Math.max(...catalog.timetables.map((timetable) => timetable.lastScrape(untilMs) ?? -1))
      return to < 0 ? undefined : { from: startMs, to }
    },
    select: async (matchers, span, signal) => await run(selectSamples(catalog, matchers, soFar(span)), signal),
    async labelSets(matchers, span, signal) {
      const found = await run(seriesWithin(catalog, matchers, soFar(span)), signal)
      return found.map(({ labels }) => labels)
    },
    metadata: () => catalog.metadata,
  }
}

function* selectSamples(
  catalog: SeriesCatalog,
  matchers: readonly LabelMatcher[],
  span: TimeSpan,
): Parts<StoredSeries[]> {
  // Series of one target share their columns of times.
  const scrapesOf = oncePerKey((timetable: Timetable) => timetable.scrapesIn(span))
  const found: StoredSeries[] = []
  for (const series of yield* catalog.find(matchers)) {
    const stored = samplesOf(series, scrapesOf(series.timetable))
    if (stored !== undefined) found.push(stored)
    yield
  }
  return found
}

function samplesOf(series: ScrapedSeries, scrapes: Scrapes): StoredSeries | undefined {
  const { labels, everyScrape, alwaysExposed, values: valuesOf } = series
  const { all, answered, made } = scrapes
  if (made.length === 0 || (!everyScrape && scrapes.kept.times.length === 0)) return undefined
  const values = valuesOf(scrapes)
  if (everyScrape) return { labels, times: made, values: values.subarray(1) }
  const kept =
    alwaysExposed || !values.includes(Number.NaN)
      ? scrapes.kept
      : keptOf(all, made, (place) => answered[place] === 1 && !Number.isNaN(values[place]))
  if (kept.times.length === 0) return undefined
  const taken = kept.times === made ? values.subarray(1) : pick(values, kept.places)
  for (const index of kept.stale) markStale(taken, index)
  return { labels, times: kept.times, values: taken }
}

function pick(values: Float64Array, places: Int32Array): Float64Array {
  const picked = new Float64Array(places.length)
  for (let index = 0; index < places.length; index++) picked[index] = values[places[index] ?? 0] ?? Number.NaN
  return picked
}

function* seriesWithin(
  catalog: SeriesCatalog,
  matchers: readonly LabelMatcher[],
  span: TimeSpan,
): Parts<ScrapedSeries[]> {
  const scrapesOf = oncePerKey((timetable: Timetable) => ({
    made: timetable.hasScrape(span, false),
    kept: timetable.hasScrape(span, true),
  }))
  // Most series that may be hidden are not, so that the first scrapes tell.
  const pieces = piecesOf(span).map((piece) => oncePerKey((timetable: Timetable) => timetable.scrapesIn(piece)))
  const isWithin = (series: ScrapedSeries) => {
    const { made, kept } = scrapesOf(series.timetable)
    if (series.everyScrape) return made
    if (series.alwaysExposed || !kept) return kept
    return pieces.some((scrapesIn) => samplesOf(series, scrapesIn(series.timetable)) !== undefined)
  }
  const found: ScrapedSeries[] = []
  for (const series of yield* catalog.find(matchers)) {
    if (isWithin(series)) found.push(series)
    yield
  }
  return found
}

/** A span as ever longer pieces, whole milliseconds each. */
function piecesOf(span: TimeSpan): TimeSpan[] {
  const pieces: TimeSpan[] = []
  for (let from = Math.ceil(span.from), length = 60_000; from <= span.to; from += length, length *= 4) {
    pieces.push({ from, to: Math.min(from + length - 1, span.to) })
  }
  return pieces
}
