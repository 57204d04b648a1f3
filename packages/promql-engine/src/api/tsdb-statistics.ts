import type { Labels, Recording } from '@ocp-perf/promql'

interface Counted {
  name: string
  value: number
}

/** What `status/tsdb` tells of the series, in Prometheus' shape: the most frequent names and values, the most first. */
export function tsdbStatistics(series: readonly Labels[], recording: Recording | undefined, limit = 10) {
  const byMetric = new Map<string, number>()
  const byPair = new Map<string, number>()
  const lengths = new Map<string, number>()
  const values = new Map<string, Set<string>>()
  for (const labels of series) {
    add(byMetric, labels.__name__ ?? '')
    for (const [name, value] of Object.entries(labels)) {
      add(byPair, `${name}=${value}`)
      // Of every series, as if each held a text of its own.
      add(lengths, name, Buffer.byteLength(value))
      const known = values.get(name)
      if (known === undefined) values.set(name, new Set([value]))
      else known.add(value)
    }
  }
  return {
    headStats: {
      numSeries: series.length,
      numLabelPairs: byPair.size,
      ...(recording === undefined
        ? {}
        : { minTime: milliseconds(recording.start), maxTime: milliseconds(recording.end) }),
    },
    seriesCountByMetricName: most(byMetric, limit),
    labelValueCountByLabelName: most(new Map([...values].map(([name, known]) => [name, known.size])), limit),
    memoryInBytesByLabelName: most(lengths, limit),
    seriesCountByLabelValuePair: most(byPair, limit),
  }
}

function add(counts: Map<string, number>, key: string, amount = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + amount)
}

function most(counts: ReadonlyMap<string, number>, limit: number): Counted[] {
  return [...counts]
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
