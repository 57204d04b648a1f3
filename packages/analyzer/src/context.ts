import type { Catalog, Collector, CollectRequest, Platform } from '@ocp-perf/metrics'
import type { ClusterConfig, Connection } from '@ocp-perf/ocp-auth'
import type { PanelResult } from '@ocp-perf/panel'
import type { PromSource } from '@ocp-perf/promql'

/** A cluster that is ready to be measured. */
export interface Cluster {
  name: string
  config: ClusterConfig
  connection: Connection
  source: PromSource
  platform: Platform
  collector: Collector
}

/** What every tool of an analyzer is given. */
export interface AnalyzerContext {
  catalog: Catalog
  /** Configured clusters, the current one first. */
  clusterNames: readonly string[]
  /** Connects on first use and keeps the connection; no name means the current cluster. */
  cluster(name: string | undefined, signal?: AbortSignal): Promise<Cluster>
  /** Measures groups of the catalog as one panel. */
  collect(
    group: string | readonly string[],
    request: CollectRequest & { cluster?: string | undefined },
    signal?: AbortSignal,
  ): Promise<PanelResult>
}
