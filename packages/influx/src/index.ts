export { createInfluxClient, type InfluxClientOptions } from './client/influx-client.ts'
export { fluxString, influxQlIdentifier, influxQlString, sqlString } from './escape.ts'
export { guardFlux } from './guard/guard-flux.ts'
export { guardInfluxQl } from './guard/guard-influxql.ts'
export { guardSql } from './guard/guard-sql.ts'
export { influxEnvironment, type LoadedInfluxSources, loadInfluxSources } from './settings/load-influx-sources.ts'
export {
  type Dropped,
  type InfluxAnswer,
  type InfluxCallOptions,
  type InfluxHealth,
  type InfluxLanguage,
  type InfluxQueryOptions,
  type InfluxRequest,
  type InfluxSeries,
  type InfluxSettings,
  type InfluxSource,
  type InfluxTable,
  type InfluxVersion,
  influxLanguages,
  type Measurement,
  type MeasurementField,
} from './source.ts'
