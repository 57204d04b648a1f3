import type { Labels } from '@ocp-perf/promql'
import { formatGeneral } from '@ocp-perf/promql-engine'
import type { Family, Histogram, Target } from './family.ts'
import { hashOf } from './hash-noise.ts'
import type { Integrals } from './integrals.ts'
import { columnValues, counterValues, gaugeValues, type SampleValues, tallyValues } from './sample-values.ts'
import type { Timetable } from './timetable.ts'

/** One series, and how to make its samples. */
export interface ScrapedSeries {
  labels: Labels
  timetable: Timetable
  /** Whether it has a sample of scrapes without an answer too. */
  everyScrape: boolean
  /** Whether it is exposed in every answer; otherwise its values tell. */
  alwaysExposed: boolean
  values: SampleValues
}

/** A family of one target. */
export interface ScrapedFamily {
  target: Target
  timetable: Timetable
  family: Family
  everyScrape: boolean
}

export interface Expansion {
  seed: string
  integrals: Integrals
}

/** The names under which a family has series. */
export function seriesNames({ type, name }: Family): readonly string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
}

/** The series of a family that have one of its names. */
export function expandFamily(scraped: ScrapedFamily, name: string, { seed, integrals }: Expansion): ScrapedSeries[] {
  const { target, timetable, family, everyScrape } = scraped
  const list = (own: Labels, alwaysExposed: boolean, valuesOf: (hash: number) => SampleValues): ScrapedSeries => {
    const labels = joinLabels(own, target, name)
    return { labels, timetable, everyScrape, alwaysExposed, values: valuesOf(hashOf(seed + JSON.stringify(labels))) }
  }
  const { factor = 1 } = target
  switch (family.type) {
    case 'gauge':
      return family.series(factor).map((gauge) => list(gauge.labels, false, (hash) => gaugeValues(gauge, hash)))
    case 'counter':
      return family.series(factor).map((counter) => {
        if ('total' in counter) return list(counter.labels, !counter.bornByEvent, () => tallyValues(counter))
        return list(counter.labels, true, (hash) => counterValues(counter, integrals.ofRate(counter.rate), hash))
      })
    case 'histogram':
      return integrals.histogramsOf(family, target).flatMap((histogram) => {
        return columnsOf(histogram, name.slice(family.name.length)).map(({ column, le, whole }) => {
          const own = le === undefined ? histogram.labels : { ...histogram.labels, le }
          return list(own, true, () =>
            columnValues(integrals.ofHistogram(histogram), {
              column,
              whole,
              factor: histogram.factor,
              events: histogram.few ? histogram.bounds.length : undefined,
            }),
          )
        })
      })
  }
}

interface HistogramColumn {
  column: number
  le?: string
  whole: boolean
}

/** The columns of a histogram's integral that a suffix of its name stands for: its buckets, `+Inf`, then the sum. */
function columnsOf({ bounds }: Histogram, suffix: string): readonly HistogramColumn[] {
  if (suffix === '_sum') return [{ column: bounds.length + 1, whole: false }]
  if (suffix === '_count') return [{ column: bounds.length, whole: true }]
  return [...bounds, Number.POSITIVE_INFINITY].map((bound, column) => ({
    column,
    le: formatGeneral(bound),
    whole: true,
  }))
}

/** Names in order; an empty value is no label. */
function joinLabels(own: Labels, { labels: target, honorLabels }: Target, name: string): Labels {
  const joined: Labels = { ...(honorLabels ? { ...target, ...own } : { ...own, ...target }), __name__: name }
  const names = Object.keys(joined).filter((label) => joined[label] !== '')
  return Object.fromEntries(names.sort().map((label) => [label, joined[label] ?? '']))
}
