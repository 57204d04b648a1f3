import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeInflux, startFakeInflux } from './testing/fake-influx.ts'
import { type OpenServer, openServer } from './testing/open-server.ts'

let server: OpenServer
let influx: FakeInflux
const end = Math.floor(Date.now() / 600_000) * 600

beforeAll(async () => {
  // Every 30 s for the last half hour, seven seconds off the grid, and once no value.
  const points = Array.from({ length: 60 }, (_, index) => {
    return [end - 1800 + 7 + index * 30, index === 10 ? null : index] as const
  })
  influx = await startFakeInflux([{ name: 'memory', tags: { host: 'a' }, field: 'used', points }])
  server = await openServer({
    end,
    influxUrl: influx.url,
    series: [{ name: 'cpu_usage_percent', labels: { host: 'a' }, value: (scrape) => scrape }],
  })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await influx[Symbol.asyncDispose]()
})

const both = { prometheus_query: 'cpu_usage_percent', influxdb_query: 'SELECT used FROM memory' }

describe('aggregate_time_series', () => {
  test('joins both sources on one grid and says how well they met', async () => {
    const input = {
      ...both,
      duration: '1h',
      step: '15s',
      join_type: 'outer',
      aggregation_freq: '5m',
      agg_function: 'mean',
    }
    const { text, data } = await server.call('aggregate_time_series', input)
    expect(data).toMatchObject({
      total_rows: 13,
      bucket_seconds: 300,
      matched: { both: 6, prometheus_only: 7, influxdb_only: 0 },
      columns: [{ side: 'prometheus' }, { side: 'influxdb', labels: { host: 'a' } }],
    })
    expect(text).toMatch(/^unknown: 13 rows \(outer, buckets of 5m, mean\): 6 with both sides/)
    // The last full bucket of InfluxDB: samples 50 to 59.
    const rows = data.rows as [number, number | null, number | null][]
    expect(rows.find(([time]) => time === end - 300)).toEqual([end - 300, 229.5, 54.5])
  })

  test.each([
    ['inner', 6],
    ['left', 13],
    ['right', 6],
    ['asof', 13],
  ])('%s keeps %i rows', async (how, rows) => {
    const input = { ...both, duration: '1h', step: '15s', join_type: how, aggregation_freq: '5m' }
    expect((await server.call('aggregate_time_series', input)).data).toMatchObject({ total_rows: rows })
  })

  test('asof takes the value before each time, no older than the tolerance', async () => {
    const input = {
      ...both,
      duration: '10m',
      step: '15s',
      join_type: 'asof',
      time_tolerance: '10s',
      aggregation_freq: '1s',
    }
    const { data } = await server.call('aggregate_time_series', { ...input, rows: 200 })
    const rows = data.rows as [number, number, number | null][]
    expect(rows.find(([time]) => time === end - 15)).toEqual([end - 15, 239, 59])
    expect(rows.find(([time]) => time === end)).toEqual([end, 240, null])
  })

  test('a missing value is a gap until a fill is asked for', async () => {
    const input = { influxdb_query: both.influxdb_query, aggregation_freq: '30s', rows: 200 }
    const at = end - 1800 + 300
    const rowAt = async (fill: string) => {
      const { data } = await server.call('aggregate_time_series', { ...input, fill })
      return (data.rows as [number, number | null][]).find(([time]) => time === at)?.[1]
    }
    expect(await rowAt('none')).toBeUndefined()
  })

  test('every row is behind the link', async () => {
    const { data } = await server.call('aggregate_time_series', { ...both, duration: '1h', aggregation_freq: '1m' })
    const { contents } = await server.client.readResource({ uri: `${data.uri}&format=csv` })
    const [content] = contents
    const text = content && 'text' in content ? content.text : ''
    expect(text.split('\n')[0]).toMatch(/^time,"?prometheus: cpu_usage_percent/)
    expect(text.trim().split('\n')).toHaveLength(Number(data.total_rows) + 1)
  })

  test('clocks that differ, or a side that has stopped, are told', async () => {
    await using late = await startFakeInflux([
      {
        name: 'memory',
        field: 'used',
        points: [
          [end - 7200, 1],
          [end - 5400, 2],
        ],
      },
    ])
    await using other = await openServer({ end, influxUrl: late.url, series: [{ name: 'cpu', labels: {}, value: 1 }] })
    const { text, data } = await other.call('aggregate_time_series', {
      prometheus_query: 'cpu',
      influxdb_query: 'SELECT used FROM memory',
      aggregation_freq: '1m',
    })
    expect(data).toMatchObject({ matched: { both: 0, influxdb_only: 2 } })
    expect(text).toContain('The newest point of InfluxDB is 1h30m older than that of Prometheus')
    expect(text).toContain('No row has a value of both sides')
  })
})

test('query_influxdb gives series, and tables for what is none', async () => {
  const { data } = await server.call('query_influxdb', { query: both.influxdb_query })
  expect(data).toMatchObject({
    asked: [{ kind: 'influxdb', source: 'influx' }],
    series: [{ samples: 59 }],
    table: null,
  })
  const shown = await server.call('query_influxdb', { query: 'SHOW MEASUREMENTS' })
  expect(shown.data).toMatchObject({ table: { rows: [['memory']] } })
  expect(shown.text).toContain('memory')
})

test.each([
  ['DROP MEASUREMENT memory'],
  ['SELECT * INTO other FROM memory'],
  ['from(bucket:"x") |> range(start:-1h) |> to(bucket:"y")'],
  ['import "http" http.post(url:"http://x")'],
])('%s is refused before it is sent', async (query) => {
  const before = influx.queries.length
  const { text, isError } = await server.call('query_influxdb', { query })
  expect(isError).toBe(true)
  expect(text).toMatch(/^(invalid_input|bad_query|forbidden)/)
  expect(influx.queries.length).toBe(before)
})

test('list_influxdb_measurements tells fields, types and tags', async () => {
  const { data } = await server.call('list_influxdb_measurements', {})
  expect(data).toMatchObject({
    bucket: 'metrics',
    measurements: [{ name: 'memory', fields: [{ name: 'used', type: 'float' }], tags: ['host'] }],
  })
})

test('without any InfluxDB the answer says how one is configured', async () => {
  await using lone = await openServer()
  const { text, isError } = await lone.call('query_influxdb', { query: 'SHOW DATABASES' })
  expect(isError).toBe(true)
  expect(text).toContain('config/influxdb.yaml')
})
