import type { Rules } from '@ocp-perf/analysis'
import type { Catalog, Collector, CollectRequest, Platform } from '@ocp-perf/metrics'
import type { ClusterConfig, Connection } from '@ocp-perf/ocp-auth'
import type { PanelResult } from '@ocp-perf/panel'
import type { PromSource } from '@ocp-perf/promql'

/** Where the PromQL of a cluster is answered, of whatever it consists. */
export interface ClusterSource {
  name: string
  source: PromSource
  /** Unix seconds: what counts as now, which for a recording is the end of its data. */
  now(): number
}

/** A cluster that is ready to be measured. */
export interface Cluster extends ClusterSource {
  config: ClusterConfig
  connection: Connection
  platform: Platform
  collector: Collector
}

/** The server that answers, for health and logs. */
export interface ServerIdentity {
  name: string
  version: string
  /** Unix seconds. */
  startedAt: number
}

/** What every tool of an analyzer is given. */
export interface AnalyzerContext {
  server: ServerIdentity
  catalog: Catalog
  /** The rules that a domain is diagnosed by, read on first use and kept; `not_found` for a domain without any. */
  rules(domain: string): Rules
  /** Configured clusters, the current one first. */
  clusterNames: readonly string[]
  /** What the configuration says of a cluster; no name means the current one. Unknown names are `not_found`. */
  clusterConfig(name: string | undefined): ClusterConfig
  /** Finds a cluster's endpoints on first use and keeps them, without asking its Prometheus anything. */
  connection(name: string | undefined, signal?: AbortSignal): Promise<Connection>
  /** Connects on first use, whether or not what is there is a platform that the catalog knows. */
  source(name: string | undefined, signal?: AbortSignal): Promise<ClusterSource>
  /** Connects and looks at the platform on first use, and keeps both. */
  cluster(name: string | undefined, signal?: AbortSignal): Promise<Cluster>
  /** The cluster where it is connected already; asks and reads nothing. */
  opened(name: string | undefined): Cluster | undefined
  /** Measures groups of the catalog as one panel. */
  collect(
    group: string | readonly string[],
    request: CollectRequest & { cluster?: string | undefined },
    signal?: AbortSignal,
  ): Promise<PanelResult>
  /** Unix seconds by this machine's clock, for the server's own affairs; a cluster has a clock of its own. */
  now(): number
}
