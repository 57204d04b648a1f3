import type { Labels } from '@ocp-perf/promql'
import { createEngine } from '../create-engine.ts'
import type { EngineAnswer, Semantics } from '../engine.ts'
import { formatLabels } from '../evaluate/operators/labels.ts'
import { createMemoryStore } from '../samples/memory-store.ts'
import type { StoredSeries } from '../samples/sample-store.ts'

/** Values by series (`up{job="etcd"}`), the first at time 0; null leaves a sample out. */
export type Samples = Readonly<Record<string, readonly (number | null)[]>>

export interface AskOptions {
  /** Unix seconds; by default the time of the last sample of the longest series. */
  at?: number
  /** Seconds between samples. Default 60. */
  every?: number
  semantics?: Semantics
}

export interface Asked {
  /** By label set, in the order of the answer. A scalar stands at `{}`. */
  values: Record<string, number>
  warnings: readonly string[]
}

/** Evaluates an instant query over a few samples. */
export async function askSamples(samples: Samples, query: string, options: AskOptions = {}): Promise<Asked> {
  const { every = 60, at = lastTime(samples, every), semantics } = options
  const grid = { start: at * 1000, step: 1000, count: 1 }
  const { frame } = await ask(samples, query, every, grid, semantics)
  return {
    values: Object.fromEntries(
      frame.series.map(({ labels, values }) => [formatLabels(labels), values[0] ?? Number.NaN]),
    ),
    warnings: frame.warnings,
  }
}

/** Evaluates a range query over a few samples: the points of each series, null where there is none. */
export async function askRange(
  samples: Samples,
  query: string,
  { start, end, step, every = 60 }: { start: number; end: number; step: number; every?: number },
): Promise<Record<string, (number | null)[]>> {
  const grid = { start: start * 1000, step: step * 1000, count: Math.floor((end - start) / step) + 1 }
  const { frame } = await ask(samples, query, every, grid, undefined)
  const points = frame.series.map(({ labels, times, values }) => {
    const byTime = new Map([...times].map((time, index) => [time, values[index] ?? null]))
    return [
      formatLabels(labels),
      Array.from({ length: grid.count }, (_, index) => byTime.get(start + index * step) ?? null),
    ] as const
  })
  return Object.fromEntries(points)
}

function ask(
  samples: Samples,
  text: string,
  every: number,
  grid: { start: number; step: number; count: number },
  semantics: Semantics | undefined,
): Promise<EngineAnswer> {
  const store = createMemoryStore(Object.entries(samples).map(([name, values]) => toSeries(name, values, every)))
  return createEngine({ store, semantics }).query({ text, grid })
}

function lastTime(samples: Samples, every: number): number {
  return (Math.max(1, ...Object.values(samples).map((values) => values.length)) - 1) * every
}

function toSeries(name: string, values: readonly (number | null)[], every: number): StoredSeries {
  const points = values.flatMap((value, index) => (value === null ? [] : [{ time: index * every * 1000, value }]))
  return {
    labels: readLabels(name),
    times: Float64Array.from(points, ({ time }) => time),
    values: Float64Array.from(points, ({ value }) => value),
  }
}

function readLabels(name: string): Labels {
  const [, metric = '', inside = ''] = /^([^{]*)(?:\{(.*)\})?$/.exec(name) ?? []
  const pairs = [...inside.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value])
  return Object.fromEntries([...(metric === '' ? [] : [['__name__', metric]]), ...pairs])
}
