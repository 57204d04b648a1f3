import type { AnalyzerContext } from '@ocp-perf/analyzer'
import type { InfluxSource } from '@ocp-perf/influx'
import { toolFor } from '@ocp-perf/mcp-kit'
import type { Kernels } from './work/kernels.ts'

/** The InfluxDB servers that are configured. */
export interface InfluxSources {
  /** The one first that is meant where none is named. */
  names: readonly string[]
  /** Opened on first use and kept. `not_found` for an unknown name, `invalid_input` where none is configured. */
  source(name: string | undefined): InfluxSource
  /** The name that a call means. */
  nameOf(name: string | undefined): string
}

/** What every tool of this server is given: clusters with their Prometheus, InfluxDB servers, and hands for long work. */
export interface TimeseriesContext extends AnalyzerContext {
  influx: InfluxSources
  kernels: Kernels
  /** Seconds between the scrapes of a cluster's quickest job, looked up on first use and kept. */
  scrapeSeconds(cluster: string | undefined, signal: AbortSignal): Promise<number>
}

/** Declares a tool of this server. */
export const tool = toolFor<TimeseriesContext>()
