import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { staticToken } from '@ocp-perf/http'
import { recordingLog } from '@ocp-perf/http/testing'
import { serveHttp } from '@ocp-perf/mcp-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeInflux, startFakeInflux } from '../testing/fake-influx.ts'
import { type OpenServer, openServer } from '../testing/open-server.ts'
import { connectTimeSeries } from './index.ts'

let influx: FakeInflux
let opened: OpenServer
let listening: Awaited<ReturnType<typeof serveHttp>>
const end = Math.floor(Date.now() / 600_000) * 600
const token = 'a-token-that-is-long-enough'

beforeAll(async () => {
  const points = Array.from({ length: 60 }, (_, index) => [end - 3600 + index * 60, 40 + index] as const)
  influx = await startFakeInflux([{ name: 'memory', field: 'used', points }], '2.7.11')
  opened = await openServer({
    end,
    influxUrl: influx.url,
    series: [
      { name: 'cpu_usage_percent', labels: {}, value: (scrape) => 20 + (scrape % 7) },
      { name: 'response_time_seconds', labels: {}, value: (scrape) => (scrape === 200 ? 9 : 0.2 + (scrape % 5) / 100) },
    ],
  })
  listening = await serveHttp(opened.definition, { port: 0, log: recordingLog(), authenticate: staticToken(token) })
})
afterAll(async () => {
  await listening.close()
  await opened[Symbol.asyncDispose]()
  await influx[Symbol.asyncDispose]()
})

const webSocket = () => `${listening.url.replace(/^http/, 'ws')}/ws`

describe.each(['WebSocket', 'HTTP'])('the questions of a script, over %s', (kind) => {
  const connect = () => connectTimeSeries({ url: kind === 'HTTP' ? `${listening.url}/mcp` : webSocket(), token })

  test('a PromQL query since an hour ago', async () => {
    await using client = await connect()
    const result = await client.queryPrometheus('up', { start_time: '1h' })
    expect(result.text).toContain('1 series')
    expect(result.data.series[0]).toMatchObject({ name: expect.stringContaining('up'), last: 1 })
  })

  test('both sources on buckets of five minutes', async () => {
    await using client = await connect()
    const { data } = await client.aggregateTimeSeries({
      prometheus_query: 'cpu_usage_percent',
      influxdb_query: 'from(bucket: "system") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "memory")',
      join_type: 'outer',
      time_tolerance: '30s',
      aggregation_freq: '5m',
      agg_function: 'mean',
    })
    expect(data.matched.both).toBe(12)
  })

  test('anomalies by z-score, and every judged point as CSV', async () => {
    await using client = await connect()
    const { data } = await client.detectAnomalies({
      prometheus_query: 'response_time_seconds',
      method: 'zscore',
      threshold: 2.5,
    })
    expect(data.alerts).toMatchObject([{ value: 9, side: 'up' }])
    const csv = String(await client.whole(data.uri ?? '', 'csv'))
    expect(csv.split('\n')[0]).toBe('time,__name__,value,score,alert,reason')
  })
})

test('the example does what it says', async () => {
  const example = fileURLToPath(new URL('./example.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@ocp-perf/source', '--import', 'tsx', example],
    { env: { PATH: process.env.PATH ?? '', TIMESERIES_URL: webSocket(), TIMESERIES_TOKEN: token } },
  )
  expect(stdout).toMatch(/^unknown: 1 series/)
  expect(stdout).toContain('12 of 13 rows have a value of both.')
  expect(stdout).toMatch(/Z 9 is .*\ntime,__name__,value,score,alert,reason\n$/)
}, 30_000)

test('what the server refuses is thrown with its own words', async () => {
  await using client = await connectTimeSeries({ url: webSocket(), token })
  await expect(client.queryPrometheus('sum(')).rejects.toMatchObject({
    name: 'AppError',
    message: expect.stringContaining('bad_query'),
  })
})

test('a wrong token and a server that is not there are told apart from an answer', async () => {
  await expect(connectTimeSeries({ url: webSocket(), token: 'wrong' })).rejects.toMatchObject({ code: 'unreachable' })
  await expect(connectTimeSeries({ url: 'ws://127.0.0.1:9/ws' })).rejects.toMatchObject({
    code: 'unreachable',
    hint: expect.stringContaining('pnpm --filter timeseries start'),
  })
})

test('the client knows every tool of the server', async () => {
  const source = await readdir(new URL('../tools/', import.meta.url))
  const types = await readFile(new URL('./tools.ts', import.meta.url), 'utf8')
  for (const file of source) expect(types).toContain(`'../tools/${file}'`)
})
