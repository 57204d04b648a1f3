import type { Labels } from '@ocp-perf/promql'

const mostShown = 4
const longestValue = 80

/**
 * How the series of one answer are called apart: by as few labels as tell all of them apart, those with the most values first,
 * and a lone one by all that it has. The name of a metric counts as a label and stands in front.
 */
export function seriesNames(all: readonly Labels[]): (labels: Labels) => string {
  const keys = [...new Set(all.flatMap(Object.keys))]
  const shown = (all.length === 1 ? keys : tellingKeys(all, keys)).sort(
    (a, b) => Number(b === metricName) - Number(a === metricName),
  )
  return (labels) => {
    const parts = shown.flatMap((key) => {
      const value = labels[key]
      if (value === undefined) return []
      const short = value.length > longestValue ? `${value.slice(0, longestValue - 1)}…` : value
      return [key === metricName ? short : `${key}=${JSON.stringify(short)}`]
    })
    if (parts.length === 0) return all.length === 1 ? 'the series' : '{}'
    const more = parts.length - mostShown
    return parts.slice(0, mostShown).join(' ') + (more > 0 ? ` and ${more} more labels` : '')
  }
}

const metricName = '__name__'

function tellingKeys(all: readonly Labels[], keys: readonly string[]): string[] {
  const values = new Map(keys.map((key) => [key, new Set(all.map((labels) => labels[key])).size]))
  const candidates = keys.filter((key) => (values.get(key) ?? 0) > 1)
  candidates.sort((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0))
  const chosen: string[] = []
  let apart = 1
  for (const key of candidates) {
    const names = new Set(all.map((labels) => JSON.stringify([...chosen, key].map((each) => labels[each]))))
    // A label that tells nothing apart that was not told already would only make names longer.
    if (names.size === apart) continue
    chosen.push(key)
    apart = names.size
    if (apart === all.length) break
  }
  return chosen
}
