import { type PromSource, selector } from '@ocp-perf/promql'
import type { LookupOptions } from './lookups.ts'
import { readTargets, type TargetFacts, targetsQuery, targetsQuestion } from './targets.ts'

/**
 * Every series that a target left in the last ten minutes, by name: `last_over_time` alone keeps the names apart, which
 * Prometheus would otherwise refuse to mix. What rules made is not of a target. It reads all series, which only samples in
 * memory allow.
 */
const namesQuery = 'group by (__name__, job, namespace) (last_over_time({job!="",__name__!~"ALERTS.*|.*:.*"}[10m]))'

/** Of a target's series some may have begun late: so many of its names are looked at, spread over all of them. */
const countedNames = 5

/**
 * The targets of a recording. `up` tells of them, where whoever took the recording chose it and the file was not cut short
 * before it; a target that left other samples only was up, and its series were sampled as often as it was scraped.
 */
export async function readRecordedTargets(source: PromSource, asking: LookupOptions): Promise<TargetFacts[]> {
  const [reported, { series }] = await Promise.all([
    source.instant(targetsQuery, asking).then(readTargets),
    source.instant(namesQuery, asking),
  ])
  const known = new Set(reported.map(keyOf))
  const names = new Map<string, { job: string; namespace: string; names: string[] }>()
  for (const { labels } of series) {
    const { __name__: name, job = '', namespace = '' } = labels
    const key = keyOf({ job, namespace })
    if (name === undefined || known.has(key)) continue
    const target = names.get(key) ?? { job, namespace, names: [] }
    names.set(key, target)
    target.names.push(name)
  }
  const found = await Promise.all([...names.values()].map((target) => countScrapes(source, target, asking)))
  return [...reported, ...found.flat()]
}

/** As often as the most regular of its series says. */
async function countScrapes(
  source: PromSource,
  { job, namespace, names }: { job: string; namespace: string; names: string[] },
  asking: LookupOptions,
): Promise<TargetFacts[]> {
  const answers = await Promise.all(
    spread(names.toSorted(), countedNames).map(async (name) => {
      // As a matcher, since a name may be any UTF-8.
      const series = selector(undefined, [
        { label: '__name__', op: '=', value: name },
        { label: 'job', op: '=', value: job },
        { label: 'namespace', op: '=', value: namespace },
      ])
      return readTargets(await source.instant(targetsQuestion(`present_over_time(${series}[10m])`, series), asking))
    }),
  )
  const [fastest] = answers.flat().sort((a, b) => a.interval - b.interval || Number(a.young) - Number(b.young))
  return fastest === undefined ? [] : [fastest]
}

function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count)
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

function keyOf({ job, namespace }: Pick<TargetFacts, 'job' | 'namespace'>): string {
  return JSON.stringify([job, namespace])
}
