import type { LabelMatcher, Labels } from '@ocp-perf/promql'
import type { Parts } from '../evaluate/parts.ts'
import { labelOf, metricName } from './label-of.ts'
import { compileMatcher, compileMatchers } from './match.ts'

/** Finds series by matchers without looking at all of them. Positions are the order in which series were added. */
export interface SeriesIndex {
  add(labels: Labels): void
  /**
   * The positions of the series that fit all matchers, ascending. It may be stopped between any two of them, since a
   * regular expression can take long over one value.
   *
   * @throws AppError `bad_query` for a regular expression that RE2 does not know.
   */
  find(matchers: readonly LabelMatcher[]): Parts<number[]>
}

/** The series of one metric; postings by label are made when a query first asks for them. */
interface MetricGroup {
  positions: number[]
  postings: Map<string, ReadonlyMap<string, readonly number[]>>
}

// Below this many series of a metric, trying each is faster than making and holding postings.
const smallestIndexed = 256

const none: readonly number[] = []

export function createSeriesIndex(): SeriesIndex {
  const all: Labels[] = []
  const groups = new Map<string, MetricGroup>()

  function* groupsOf(matchers: readonly LabelMatcher[]): Parts<MetricGroup[]> {
    const exact = matchers.find(({ op }) => op === '=')
    const names = exact === undefined ? [...groups.keys()] : [exact.value]
    const tests = matchers.map(compileMatcher)
    const found: MetricGroup[] = []
    for (const name of names) {
      const group = groups.get(name)
      if (group !== undefined && tests.every((fits) => fits(name))) found.push(group)
      yield
    }
    return found
  }

  const postingsOf = (group: MetricGroup, label: string): ReadonlyMap<string, readonly number[]> => {
    const known = group.postings.get(label)
    if (known !== undefined) return known
    const made = new Map<string, number[]>()
    for (const position of group.positions) {
      const value = labelOf(all[position] ?? {}, label)
      // A label that is missing has no postings, so that what queries ask for cannot take more room than there are labels.
      if (value === '') continue
      const positions = made.get(value)
      if (positions === undefined) made.set(value, [position])
      else positions.push(position)
    }
    if (made.size > 0) group.postings.set(label, made)
    return made
  }

  /** The fewest series that a matcher for one exact value leaves to be tried. */
  const candidatesOf = (group: MetricGroup, matchers: readonly LabelMatcher[]): readonly number[] => {
    if (group.positions.length < smallestIndexed) return group.positions
    let fewest: readonly number[] = group.positions
    for (const { label, op, value } of matchers) {
      if (op !== '=' || value === '') continue
      const positions = postingsOf(group, label).get(value) ?? none
      if (positions.length < fewest.length) fewest = positions
    }
    return fewest
  }

  return {
    add: (labels) => {
      const name = labelOf(labels, metricName)
      const group = groups.get(name)
      if (group === undefined) groups.set(name, { positions: [all.length], postings: new Map() })
      else group.positions.push(all.length)
      all.push(labels)
    },
    *find(matchers) {
      const others = matchers.filter(({ label }) => label !== metricName)
      const fits = compileMatchers(others)
      // Only a regular expression takes long enough over a value to be worth the price of pausing.
      const slow = others.some(({ op }) => op === '=~' || op === '!~')
      const found: number[] = []
      for (const group of yield* groupsOf(matchers.filter(({ label }) => label === metricName))) {
        for (const position of candidatesOf(group, others)) {
          if (fits(all[position] ?? {})) found.push(position)
          if (slow) yield
        }
      }
      return found.sort((a, b) => a - b)
    },
  }
}
