import type { Flight } from '@ocp-perf/promql'
import { fluxString } from '../escape.ts'
import type { Measurement } from '../source.ts'
import { type Ask, maxRows } from './ask.ts'
import { collectMeasurements, columnsOf } from './collect-measurements.ts'

interface MeasurementsRequest {
  ask: Ask
  bucket: string
  org: string | undefined
}

// As the schema package looks back by itself.
const lookBack = '-30d'

/** One script names the fields and tags of so many measurements. */
const batch = 20

const mostMeasurements = 500

/** The measurements of a bucket of 2.x with points in the last 30 days, each with the last value of each field for its type. */
export async function fluxMeasurements(
  { ask, bucket, org }: MeasurementsRequest,
  flight: Flight,
): Promise<Measurement[]> {
  const run = async (query: string) => (await ask({ query, language: 'flux', bucket, org }, { maxRows }, flight)).table
  const name = fluxString(bucket)
  const listed = await run(`${imports}schema.measurements(bucket: ${name}, start: ${lookBack})`)
  const names = columnsOf(listed, '_value').map(([measurement = '']) => measurement)
  const rows: string[][] = names.map((measurement) => [measurement])
  for (let first = 0; first < Math.min(names.length, mostMeasurements); first += batch) {
    const part = names.slice(first, first + batch)
    const scripts = part.map((measurement, index) => describe(name, fluxString(measurement), index))
    const table = await run(imports + scripts.join(''))
    rows.push(...columnsOf(table, 'measurement', 'column', 'type').filter((row) => !isOwn(row)))
  }
  return collectMeasurements(rows)
}

const imports = 'import "influxdata/influxdb/schema"\nimport "types"\n'

const types = ['float', 'int', 'uint', 'bool', 'string']

/** Flux that yields rows of measurement, column and type: its tags, then its fields by the type of their last value. */
function describe(bucket: string, measurement: string, index: number): string {
  const typeOf = types.map((type) => `if types.isType(v: r._value, type: "${type}") then "${type}" else `).join('')
  return `
schema.measurementTagKeys(bucket: ${bucket}, measurement: ${measurement}, start: ${lookBack})
  |> map(fn: (r) => ({measurement: ${measurement}, column: r._value, type: "tag"}))
  |> yield(name: "tags${index}")
from(bucket: ${bucket})
  |> range(start: ${lookBack})
  |> filter(fn: (r) => r._measurement == ${measurement})
  |> group(columns: ["_field"])
  |> last()
  |> map(fn: (r) => ({measurement: ${measurement}, column: r._field, type: ${typeOf}"unknown"}))
  |> yield(name: "fields${index}")
`
}

/** Columns that the server adds to every series are no tags. */
function isOwn([, column = '', type]: readonly string[]): boolean {
  return type === 'tag' && column.startsWith('_')
}
