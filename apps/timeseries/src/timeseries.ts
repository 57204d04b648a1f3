import { readFileSync } from 'node:fs'
import type { ExtendedAnalyzer } from '@ocp-perf/analyzer'
import { loadTools } from '@ocp-perf/mcp-kit'
import { z } from 'zod'
import type { TimeseriesContext } from './context.ts'
import { extendContext } from './extend-context.ts'
import { fullResult } from './full/full-result.ts'
import { influxDependencies } from './health/probe-influx.ts'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

const tools = await loadTools<TimeseriesContext>(new URL('./tools/', import.meta.url))

/** The MCP server for any series of Prometheus and InfluxDB. */
export const timeseries: ExtendedAnalyzer<TimeseriesContext> = {
  name: 'timeseries',
  title: 'Time series',
  version,
  port: 8004,
  instructions:
    'Asks any PromQL of Prometheus and any reading query of InfluxDB, joins both, and finds what changed, what is unusual and ' +
    'what comes. list_prometheus_metrics and list_influxdb_measurements say what there is. Verdicts are ok, watch, degraded, ' +
    'critical, no_data or unknown; no_data and unknown are not good news, and what is unusual is no fault by itself. Times are UTC.',
  tools,
  resources: [fullResult(tools)],
  plainSources: 'prometheus.yaml',
  extend: extendContext,
  dependencies: ({ influx }, signal) => influxDependencies(influx, signal),
  home: import.meta.url,
}
