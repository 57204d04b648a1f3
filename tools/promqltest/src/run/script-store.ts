import { AppError } from '@ocp-perf/errors'
import { type Labels, labelsKey } from '@ocp-perf/promql'
import { createMemoryStore, markStale, type SampleStore, type StoredSeries } from '@ocp-perf/promql-engine'
import { formatMetric } from '../script/format-metric.ts'
import type { LoadCommand, LoadedSeries } from '../script/script.ts'

/** What a series can hold that a float engine cannot. */
type Beyond = 'native histograms' | 'start timestamps'

/** The samples of a script. */
export interface ScriptStore extends SampleStore {
  /** Adds to what is there. @throws AppError `conflict` for another value at a time that has one. */
  load(command: LoadCommand): void
  clear(): void
  /** What the selectors met, since this was asked last, that no float engine can answer for. */
  met(): ReadonlySet<Beyond>
}

type Sample = number | 'stale'

interface Held {
  labels: Labels
  samples: Map<number, Sample>
}

export function createScriptStore(): ScriptStore {
  const floats = new Map<string, Held>()
  const beyond: Record<Beyond, Map<string, Held>> = { 'native histograms': new Map(), 'start timestamps': new Map() }
  const met = new Set<Beyond>()
  let stores = build(floats, beyond)

  const notice = async (...call: Parameters<SampleStore['labelSets']>) => {
    for (const { kind, store } of stores.beyond) {
      if ((await store.labelSets(...call)).length > 0) met.add(kind)
    }
  }

  return {
    load: (command) => {
      for (const series of lastOfEach(command.series)) {
        addSeries(floats, series, command.stepMs, (point) =>
          typeof point === 'number' || point === 'stale' ? point : undefined,
        )
        addSeries(beyond['native histograms'], series, command.stepMs, (point) =>
          point === 'histogram' ? 0 : undefined,
        )
        if (series.hasStartTimes) addSeries(beyond['start timestamps'], series, command.stepMs, () => 0)
        const base = command.withNativeBuckets ? nativeLabels(series.labels) : undefined
        if (base !== undefined) {
          addSeries(beyond['native histograms'], { ...series, labels: base }, command.stepMs, (point) =>
            point === 'omitted' ? undefined : 0,
          )
        }
      }
      stores = build(floats, beyond)
    },
    clear: () => {
      for (const held of [floats, ...Object.values(beyond)]) held.clear()
      stores = build(floats, beyond)
    },
    met: () => {
      const found = new Set(met)
      met.clear()
      return found
    },
    span: () => stores.floats.span(),
    select: async (...call) => {
      await notice(...call)
      return stores.floats.select(...call)
    },
    labelSets: async (...call) => {
      await notice(...call)
      return stores.floats.labelSets(...call)
    },
    metadata: () => stores.floats.metadata(),
  }
}

/** Of a series that one block names twice, Prometheus loads what came last. */
function lastOfEach(series: readonly LoadedSeries[]): Iterable<LoadedSeries> {
  return new Map(series.map((one) => [labelsKey(one.labels), one])).values()
}

function addSeries(
  held: Map<string, Held>,
  { labels, points }: LoadedSeries,
  stepMs: number,
  toSample: (point: LoadedSeries['points'][number]) => Sample | undefined,
): void {
  const key = labelsKey(labels)
  const known = held.get(key) ?? { labels, samples: new Map<number, Sample>() }
  held.set(key, known)
  for (const [index, point] of points.entries()) {
    const sample = toSample(point)
    if (sample === undefined) continue
    const time = index * stepMs
    const before = known.samples.get(time)
    if (before !== undefined && !Object.is(before, sample)) {
      throw new AppError('conflict', `${formatMetric(labels)} is loaded with two values at ${time} ms.`, {
        hint: 'Clear what was loaded before, or load another time.',
      })
    }
    known.samples.set(time, sample)
  }
}

/** The histogram that a series of a classic one becomes part of. */
function nativeLabels({ __name__: name = '', le, ...others }: Labels): Labels | undefined {
  const base = /^(.+)_(?:bucket|count|sum)$/.exec(name)?.[1]
  return base === undefined ? undefined : { __name__: base, ...others }
}

function build(floats: ReadonlyMap<string, Held>, beyond: Readonly<Record<Beyond, ReadonlyMap<string, Held>>>) {
  const kinds: readonly Beyond[] = ['native histograms', 'start timestamps']
  return {
    floats: createMemoryStore([...floats.values()].map(toColumns)),
    beyond: kinds.map((kind) => ({ kind, store: createMemoryStore([...beyond[kind].values()].map(toColumns)) })),
  }
}

function toColumns({ labels, samples }: Held): StoredSeries {
  const times = Float64Array.from(samples.keys()).sort()
  const values = new Float64Array(times.length)
  for (const [index, time] of times.entries()) {
    const sample = samples.get(time)
    if (typeof sample === 'number') values[index] = sample
    else markStale(values, index)
  }
  return { labels, times, values }
}
