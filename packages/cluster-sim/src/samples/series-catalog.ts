import type { LabelMatcher, Labels, MetricMetadata } from '@ocp-perf/promql'
import { compileMatchers, orderByLabels, type Parts } from '@ocp-perf/promql-engine'
import { type Expansion, expandFamily, type ScrapedFamily, type ScrapedSeries, seriesNames } from './expand-family.ts'
import type { Family, ScrapeWorld, Signal, Target } from './family.ts'
import { createIntegrals } from './integrals.ts'
import { createTimetable, type Timetable } from './timetable.ts'

/** What series there are. Those of a name are listed when it is first asked for, and kept. */
export interface SeriesCatalog {
  timetables: readonly Timetable[]
  metadata: ReadonlyMap<string, MetricMetadata>
  /** The series that fit all matchers, in the order of their labels. */
  find(matchers: readonly LabelMatcher[]): Parts<readonly ScrapedSeries[]>
}

/** `anchor`: unix seconds around which most is asked. */
export function createSeriesCatalog(world: ScrapeWorld, anchor: number): SeriesCatalog {
  const { families, timetables, metadata } = familiesOf(world)
  const expansion: Expansion = { seed: world.seed, integrals: createIntegrals(world.start, anchor) }
  const known = new Map<string, readonly ScrapedSeries[]>()

  const list = (name: string): readonly ScrapedSeries[] => {
    const before = known.get(name)
    if (before !== undefined) return before
    const scraped = (families.get(name) ?? []).flatMap(({ family, targets }) =>
      targets.map((each) => ({ ...each, family: typeof family === 'function' ? family(each.target) : family })),
    )
    const listed = inOrder(scraped.flatMap((each) => expandFamily(each, name, expansion)))
    known.set(name, listed)
    return listed
  }

  return {
    timetables,
    metadata,
    *find(matchers) {
      const names = namesFitting(matchers, families)
      const fits = compileMatchers(matchers.filter(({ label }) => label !== nameLabel))
      const found: ScrapedSeries[] = []
      for (const name of names) {
        for (const series of list(name)) {
          if (fits(series.labels)) found.push(series)
          yield
        }
      }
      return names.length > 1 ? inOrder(found) : found
    },
  }
}

const nameLabel = '__name__'

function namesFitting(matchers: readonly LabelMatcher[], families: ReadonlyMap<string, unknown>): readonly string[] {
  const ofName = matchers.filter(({ label }) => label === nameLabel)
  const fits = compileMatchers(ofName)
  const exact = ofName.find(({ op }) => op === '=')
  const candidates = exact === undefined ? [...families.keys()] : [exact.value].filter((name) => families.has(name))
  return candidates.filter((name) => fits({ [nameLabel]: name }))
}

/** A family with all targets that have it. */
interface SharedFamily {
  family: Family | ((target: Target) => Family)
  targets: Omit<ScrapedFamily, 'family'>[]
}

function familiesOf(world: ScrapeWorld) {
  const families = new Map<string, SharedFamily[]>()
  const metadata = new Map<string, MetricMetadata>()
  const timetables: Timetable[] = []
  const add = (names: readonly string[], shared: SharedFamily) => {
    for (const name of names) {
      const before = families.get(name)
      if (before === undefined) families.set(name, [shared])
      else before.push(shared)
    }
  }
  const known = new Map<readonly Family[], SharedFamily['targets']>()
  const targetsWith = (list: readonly Family[]) => {
    const before = known.get(list)
    if (before !== undefined) return before
    const targets: SharedFamily['targets'] = []
    known.set(list, targets)
    for (const family of list) {
      if (!metadata.has(family.name)) metadata.set(family.name, metadataOf(family))
      add(seriesNames(family), { family, targets })
    }
    return targets
  }
  const ofScrapes = Object.entries(scrapeFamilies).map(([name, family]) => {
    const shared: SharedFamily = { family, targets: [] }
    add([name], shared)
    return { targets: shared.targets, everyScrape: name === 'up' }
  })
  for (const target of world.targets) {
    const timetable = createTimetable(target, world)
    timetables.push(timetable)
    targetsWith(target.families).push({ target, timetable, everyScrape: false })
    if (target.scraped === false) continue
    for (const { targets, everyScrape } of ofScrapes) targets.push({ target, timetable, everyScrape })
  }
  return { families, metadata, timetables }
}

function metadataOf(family: Family): MetricMetadata {
  const { type, help, unit = '' } = family
  return { type: (family.type === 'counter' ? family.exportedAs : undefined) ?? type, help, unit }
}

/** What Prometheus itself writes of a target's scrapes. */
const scrapeFamilies: Readonly<Record<string, (target: Target) => Family>> = {
  up: ({ answers }) => gaugeOf('up', (time) => (answers(time) > 0 ? 1 : 0)),
  scrape_duration_seconds: ({ scrapeSeconds }) => gaugeOf('scrape_duration_seconds', scrapeSeconds),
  scrape_samples_scraped: (target) => {
    let samples: number | undefined
    return gaugeOf('scrape_samples_scraped', () => {
      samples ??= samplesOf(target)
      return samples
    })
  },
}

function gaugeOf(name: string, value: Signal): Family {
  return { name, help: '', type: 'gauge', series: () => [{ labels: {}, value }] }
}

function samplesOf({ families, factor = 1 }: Target): number {
  let count = 0
  for (const family of families) {
    if (family.type !== 'histogram') count += family.series(factor).length
    // Its buckets, one of all, the sum and the count.
    else for (const { bounds } of family.series(factor)) count += bounds.length + 3
  }
  return count
}

function inOrder<One extends { labels: Labels }>(series: readonly One[]): readonly One[] {
  return orderByLabels(series.map(({ labels }) => labels)).flatMap((place) => series[place] ?? [])
}
