import type { PanelResult } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import type { Metric } from './catalog-schema.ts'

/** What to look at, as a caller asks: a length that ends now (or at `end`), or a start and an end. */
export interface WindowRequest {
  duration?: string | undefined
  /** In place of `duration`: how far back the latest values are looked for, which is no matter where less is there. */
  recent?: string | undefined
  start_time?: string | undefined
  end_time?: string | undefined
  /** Seconds between points, where a caller needs a certain grid. Chosen from the window when left out. */
  step?: number | undefined
}

export interface CollectRequest extends WindowRequest {
  /** Rows shown per metric; the rest is counted. Default 10. */
  top?: number | undefined
  /** Keeps only rows whose key has one of the given values, such as `{ node: ['master-0'] }`. */
  only?: Readonly<Record<string, readonly string[]>> | undefined
  /**
   * Asks only for the series of these nodes where the platform can tell a node's targets, which on a large cluster spares
   * most of the work; of others there may be none. All nodes where it is empty or left out.
   */
  nodes?: readonly string[] | undefined
  /** The metrics whose scrapes the step may be as short as, where that is not what is scraped most slowly of all. */
  pace?: readonly Metric[] | undefined
  /** Told how many of the metrics are read. */
  onProgress?: ((done: number, total: number) => void) | undefined
}

export interface Collected {
  panel: PanelResult
  /** The points behind each metric, by metric id, with row keys as labels. Never sent with the panel. */
  frames: ReadonlyMap<string, Frame>
  /** Ids of metrics that this platform or version does not have, or that were quiet for a reason: no gap in the evidence. */
  inapplicable: ReadonlySet<string>
  /** Those of them that are of a part which this platform or cluster does not have at all, with the reason. */
  lacking: ReadonlyMap<string, string>
  /** By what rows could be kept, for each key of the request's `only` that any row has. */
  offered: ReadonlyMap<string, ReadonlySet<string>>
  /** Points in a row that make trouble of a metric more than a blip, by metric id. */
  lasting: ReadonlyMap<string, number>
  /** Seconds between the scrapes that the step may be as short as; undefined where nothing is scraped. */
  scrapeSeconds: number | undefined
  /** A panel of each group that was asked for, in the order of the request; the notes are those of the whole. */
  parts: readonly PanelResult[]
}

/** Measures one group, or several as one panel, or some metrics of the catalog. */
export interface Collector {
  group(name: string | readonly string[], request: CollectRequest, signal?: AbortSignal): Promise<Collected>
  metrics(panel: string, metrics: readonly Metric[], request: CollectRequest, signal?: AbortSignal): Promise<Collected>
}
