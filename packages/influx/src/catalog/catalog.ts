import { AppError } from '@ocp-perf/errors'
import type { Flight } from '@ocp-perf/promql'
import { authorizationOf } from '../client/authorize.ts'
import type { Caller } from '../client/caller.ts'
import { influxQlIdentifier } from '../escape.ts'
import type { InfluxSettings, InfluxVersion, Measurement } from '../source.ts'
import { type Ask, maxRows } from './ask.ts'
import { collectMeasurements, columnsOf } from './collect-measurements.ts'
import { fluxBuckets } from './flux-buckets.ts'
import { fluxMeasurements } from './flux-measurements.ts'

export interface CatalogOptions {
  caller: Caller
  settings: InfluxSettings
  ask: Ask
  versionOf(flight: Flight): Promise<InfluxVersion>
}

/** What a server holds, by name. */
export interface InfluxCatalog {
  buckets(org: string | undefined, flight: Flight): Promise<readonly string[]>
  measurements(bucket: string | undefined, org: string | undefined, flight: Flight): Promise<readonly Measurement[]>
}

export function createCatalog({ caller, settings, ask, versionOf }: CatalogOptions): InfluxCatalog {
  async function databases(flight: Flight): Promise<string[]> {
    const { table } = await ask({ query: 'SHOW DATABASES', language: 'influxql' }, { maxRows }, flight)
    const rows = columnsOf(table, 'name', 'iox::database')
    return rows
      .flatMap(([name, database]) => [database || name || ''])
      .filter((name) => name !== '' && name !== '_internal')
  }

  /** Fields and tags of 1.x are listed apart, each with its type or without. */
  async function listed(bucket: string, flight: Flight): Promise<Measurement[]> {
    const on = ` ON ${influxQlIdentifier(bucket)}`
    const list = (query: string) => ask({ query, language: 'influxql', bucket }, { maxRows }, flight)
    const [fields, tags] = await Promise.all([list(`SHOW FIELD KEYS${on}`), list(`SHOW TAG KEYS${on}`)])
    return collectMeasurements([
      ...columnsOf(fields.table, 'name', 'fieldKey', 'fieldType'),
      ...columnsOf(tags.table, 'name', 'tagKey').map(([name, tag]) => [name, tag, 'tag']),
    ])
  }

  async function columns(bucket: string, flight: Flight): Promise<Measurement[]> {
    const query = `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox'`
    const { table } = await ask({ query, language: 'sql', bucket }, { maxRows }, flight)
    return collectMeasurements(columnsOf(table, 'table_name', 'column_name', 'data_type'))
  }

  return {
    async buckets(org, flight) {
      if ((await versionOf(flight)) !== 'v2') return (await databases(flight)).sort()
      const authorization = authorizationOf(settings, 'v2', 'v2')
      return await fluxBuckets({ caller, org: org ?? settings.org, authorization }, flight)
    },
    async measurements(bucket, org, flight) {
      if (bucket === undefined) {
        throw new AppError('invalid_input', 'The bucket (database) is missing.', {
          hint: 'Name one, or set bucket in config/influxdb.yaml.',
        })
      }
      const version = await versionOf(flight)
      if (version === 'v1') return await listed(bucket, flight)
      if (version === 'v3') return await columns(bucket, flight)
      return await fluxMeasurements({ ask, bucket, org }, flight)
    },
  }
}
