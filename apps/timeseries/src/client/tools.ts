import type { z } from 'zod'
import type aggregateTimeSeries from '../tools/aggregate-time-series.ts'
import type characterizeChange from '../tools/characterize-change.ts'
import type correlate from '../tools/correlate.ts'
import type detectAnomalies from '../tools/detect-anomalies.ts'
import type detectChangePoints from '../tools/detect-change-points.ts'
import type forecast from '../tools/forecast.ts'
import type getMetricsSummary from '../tools/get-metrics-summary.ts'
import type getServerHealth from '../tools/get-server-health.ts'
import type listInfluxdbMeasurements from '../tools/list-influxdb-measurements.ts'
import type listPrometheusMetrics from '../tools/list-prometheus-metrics.ts'
import type queryInfluxdb from '../tools/query-influxdb.ts'
import type queryPrometheus from '../tools/query-prometheus.ts'
import type rankChanges from '../tools/rank-changes.ts'

/** The tools of the server, as types alone: nothing of the server is loaded with its client. */
interface Tools {
  query_prometheus: typeof queryPrometheus
  query_influxdb: typeof queryInfluxdb
  list_prometheus_metrics: typeof listPrometheusMetrics
  list_influxdb_measurements: typeof listInfluxdbMeasurements
  aggregate_time_series: typeof aggregateTimeSeries
  detect_anomalies: typeof detectAnomalies
  get_metrics_summary: typeof getMetricsSummary
  characterize_change: typeof characterizeChange
  rank_changes: typeof rankChanges
  detect_change_points: typeof detectChangePoints
  forecast: typeof forecast
  correlate: typeof correlate
  get_server_health: typeof getServerHealth
}

export type ToolName = keyof Tools

/** What a tool takes; what has a default may be left out. */
export type ToolInput<Name extends ToolName> = z.input<Tools[Name]['input']>

/** The data of a tool's answer. */
export type ToolOutput<Name extends ToolName> = z.output<Tools[Name]['output']>
