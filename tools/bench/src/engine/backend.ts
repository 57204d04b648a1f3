import { createHash } from 'node:crypto'
import { type LoneServer, type PrometheusProgram, startPrometheusOver, whyNoPrometheus } from '@ocp-perf/lab/testing'
import {
  createEngine,
  createMemoryStore,
  type Engine,
  type Semantics,
  type StoredSeries,
} from '@ocp-perf/promql-engine'
import { manySeries } from './cluster/many-series.ts'
import { type ClusterOptions, syntheticCluster } from './cluster/synthetic-cluster.ts'
import { openMetricsText } from './open-metrics-text.ts'

/** A day, every half minute, on whole days as Prometheus cuts its blocks. */
export const day: ClusterOptions = { seed: 1, start: Date.UTC(2026, 0, 5), steps: 2_880, stepSeconds: 30 }

export const counterName = 'requests_total'
export const counterSeries = 1_000

/** The same samples in our engine and in a real Prometheus, which answer by the same rules. */
export interface Backends extends AsyncDisposable {
  engine: Engine
  prometheusUrl: string
  /** Which Prometheus it is. */
  program: PrometheusProgram
  samples: number
  series: number
}

export async function startBackends(): Promise<Backends> {
  const program = whyNoPrometheus('prometheus3') === undefined ? 'prometheus3' : 'prometheus'
  const semantics: Semantics = program === 'prometheus3' ? 'v3' : 'v2'
  const series = [...syntheticCluster(day), ...manySeries(counterName, counterSeries, day)]
  const prometheus: LoneServer = await startPrometheusOver(openMetricsText(series), program, {
    keepAs: { name: 'bench', version: digestOf(series) },
  })
  return {
    engine: createEngine({ store: createMemoryStore(series), semantics }),
    prometheusUrl: prometheus.url,
    program,
    samples: series.reduce((sum, { values }) => sum + values.length, 0),
    series: series.length,
    [Symbol.asyncDispose]: () => prometheus[Symbol.asyncDispose](),
  }
}

function digestOf(series: readonly StoredSeries[]): string {
  const hash = createHash('sha256')
  for (const { labels, times, values } of series) {
    hash.update(JSON.stringify(labels))
    for (const { buffer, byteOffset, byteLength } of [times, values]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
