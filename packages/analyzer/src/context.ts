import type { Level, Rules } from '@ocp-perf/analysis'
import type { Catalog, Collected, Collector, CollectRequest, Platform } from '@ocp-perf/metrics'
import type { ClusterConfig, Connection } from '@ocp-perf/ocp-auth'
import type { Diagnosis, PanelResult } from '@ocp-perf/panel'
import type { PromSource } from '@ocp-perf/promql'
import type { History, RunRecord, StoredReport } from '@ocp-perf/storage'

import type { ReportShelf } from './reports/report-shelf.ts'

/** Where the PromQL of a cluster is answered, of whatever it consists. */
export interface ClusterSource {
  name: string
  source: PromSource
  /** Unix seconds: what counts as now, which for a recording is the end of its data. */
  now(): number
}

/** What metrics and PromQL of a cluster are asked of. */
export interface Measurable {
  source: PromSource
  platform: Platform
  collector: Collector
}

/** A cluster that is ready to be measured. */
export interface Cluster extends ClusterSource, Measurable {
  config: ClusterConfig
  connection: Connection
}

/** The server that answers, for health and logs. */
export interface ServerIdentity {
  name: string
  version: string
  /** Unix seconds. */
  startedAt: number
}

/** What of a call belongs in history beside its answer. */
export interface RunNote {
  /** In place of all that the call measured, where it measured more than what its answer is about. */
  collected?: readonly Collected[] | undefined
  diagnosis?: Diagnosis | undefined
  /** `id` becomes that of the run. */
  report?: (StoredReport & { id: string }) | undefined
}

/** What every tool of an analyzer is given. */
export interface AnalyzerContext {
  server: ServerIdentity
  catalog: Catalog
  /** The domains that can be diagnosed. */
  domains(): readonly string[]
  /** The rules that a domain is diagnosed by, read on first use and kept; `not_found` for a domain without any. */
  rules(domain: string): Rules
  /** The levels of a cluster, from what everything rests on upwards. */
  levels(): readonly Level[]
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
  /** What was measured and found before; undefined where no history is kept. */
  history: History | undefined
  /** The reports that were made lately. */
  reports: ReportShelf
  /** Records a run; nobody waits for it, and a failure is told by `history` alone. */
  remember(run: RunRecord): void
  /** Resolves once the runs so far are recorded, or have failed to be: whoever reads history then finds them. */
  remembered(): Promise<void>
  /** Says what of the running call belongs in its record; to no effect where calls are not recorded. */
  note(note: RunNote): void
  /** Unix seconds by this machine's clock, for the server's own affairs; a cluster has a clock of its own. */
  now(): number
}
