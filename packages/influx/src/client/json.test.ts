import { expect, test } from 'vitest'
import { clientOf, failureOf, send, standIn } from '../testing/influx-server.ts'

const second = 1_000_000
const chunk = (result: unknown) => `${JSON.stringify({ results: [result] })}\n`
const v1 = { token: undefined, username: 'u', password: 'secret', bucket: 'telegraf', retentionPolicy: 'week' }

test('chunks of InfluxQL are one answer; nulls are gaps and texts with few values tags', async () => {
  const columns = ['time', 'mean', 'host']
  const body =
    chunk({
      series: [
        {
          name: 'cpu',
          columns,
          values: [
            [second, 1, 'a'],
            [2 * second, null, 'a'],
          ],
          partial: true,
        },
      ],
      partial: true,
    }) +
    chunk({
      series: [
        {
          name: 'cpu',
          columns,
          values: [
            [3 * second, 3, 'a'],
            [3 * second, true, 'b'],
          ],
        },
      ],
      messages: [{ level: 'warning', text: 'old syntax' }],
    })
  const server = await standIn((_call, response) => send(response, body, 'application/json'), '1.8.10')
  const answer = await clientOf(server.url, v1).query({ query: 'SELECT mean, host FROM cpu' })
  expect(answer.series.map(({ labels, times, values }) => [labels, [...times], [...values]])).toEqual([
    [{ measurement: 'cpu', field: 'mean', host: 'a' }, [1, 3], [1, 3]],
    [{ measurement: 'cpu', field: 'mean', host: 'b' }, [3], [1]],
  ])
  expect(answer).toMatchObject({ language: 'influxql', partial: false, warnings: ['old syntax'] })
  const call = server.calls.at(-1)
  expect(Object.fromEntries(new URLSearchParams(call?.body))).toMatchObject({
    db: 'telegraf',
    rp: 'week',
    epoch: 'u',
    chunked: 'true',
  })
  expect(call?.headers.authorization).toBe(`Basic ${Buffer.from('u:secret').toString('base64')}`)
})

test('an answer whose last chunk is partial was cut', async () => {
  const body = chunk({ series: [{ name: 'm', columns: ['time', 'a'], values: [[second, 1]], partial: true }] })
  const server = await standIn((_call, response) => send(response, body, 'application/json'), '1.8.10')
  expect((await clientOf(server.url, v1).query({ query: 'SELECT a FROM m' })).partial).toBe(true)
})

test('an aggregate without a time stands at the end of what was asked for', async () => {
  const body = chunk({ series: [{ name: 'm', columns: ['time', 'mean'], values: [[0, 5]] }] })
  const server = await standIn((_call, response) => send(response, body, 'application/json'), '1.8.10')
  const { series, warnings } = await clientOf(server.url, v1, { now: () => 777 }).query({
    query: 'SELECT mean(a) FROM m',
  })
  expect(series[0]?.times).toEqual(Float64Array.of(777))
  expect(warnings).toEqual([expect.stringMatching(/without a beginning/)])
})

test('points that share series and time are told, and points in any order come in time order', async () => {
  const values = [
    [3 * second, 3],
    [second, 1],
    [3 * second, 4],
  ]
  const body = chunk({ series: [{ name: 'm', columns: ['time', 'a'], values }] })
  const server = await standIn((_call, response) => send(response, body, 'application/json'), '1.8.10')
  const { series, dropped, warnings } = await clientOf(server.url, v1).query({ query: 'SELECT a FROM m' })
  expect(series.map(({ times, values: read }) => [[...times], [...read]])).toEqual([
    [
      [1, 3],
      [1, 4],
    ],
  ])
  expect(dropped.repeated).toBe(1)
  expect(warnings[0]).toMatch(/share series and time/)
})

test.each([
  ['database not found: nope', 'not_found'],
  ['error parsing query: found FORM, expected FROM at line 1', 'bad_query'],
  ['error authorizing query: u not authorized to execute statement', 'forbidden'],
  ['max-select-point limit exceeed: (10/5)', 'too_large'],
  ['query interrupted', 'timeout'],
] as const)('an error inside a result, with status 200, has its code: %s', async (error, code) => {
  const server = await standIn((_call, response) => send(response, chunk({ error }), 'application/json'), '1.8.10')
  const failed = await failureOf(clientOf(server.url, v1).query({ query: 'SELECT a FROM m' }))
  expect(failed).toMatchObject({ code, message: expect.stringContaining(error), hint: expect.stringMatching(/\w{3}/) })
})

test('rows of 3.x become series, with and without a measurement', async () => {
  const sql =
    '{"time":"2024-01-01T00:00:00","host":"a","usage":1.5,"n":2}\n{"time":"2024-01-01T00:01:00.5","host":"a","usage":2}\n'
  const influxQl = '{"iox::measurement":"cpu","time":"2024-01-01T00:00:00Z","usage":7}\n'
  const server = await standIn(
    (call, response) =>
      send(
        response,
        call.path.endsWith('sql') && !call.path.endsWith('influxql') ? sql : influxQl,
        'application/jsonl',
      ),
    '3.1.0',
  )
  const client = clientOf(server.url, { bucket: 'db' })
  const rows = await client.query({ query: 'SELECT * FROM cpu' })
  const start = Date.UTC(2024, 0, 1) / 1000
  expect(rows.language).toBe('sql')
  expect(rows.series.map(({ labels, times, values }) => [labels, [...times], [...values]])).toEqual([
    [{ field: 'usage', host: 'a' }, [start, start + 60.5], [1.5, 2]],
    [{ field: 'n', host: 'a' }, [start], [2]],
  ])
  expect(server.calls.at(-1)?.headers.authorization).toBe('Bearer a-token')
  const named = await client.query({ query: 'SELECT usage FROM cpu', language: 'influxql' })
  expect(named.series[0]).toMatchObject({ name: 'cpu.usage', labels: { measurement: 'cpu', field: 'usage' } })
  expect(server.calls.map(({ path }) => path)).toEqual(['/ping', '/api/v3/query_sql', '/api/v3/query_influxql'])
})

test('measurements and databases of 3.x are read from its own tables', async () => {
  const columns = [
    { table_name: 'cpu', column_name: 'host', data_type: 'Dictionary(Int32, Utf8)' },
    { table_name: 'cpu', column_name: 'time', data_type: 'Timestamp(Nanosecond, None)' },
    { table_name: 'cpu', column_name: 'usage', data_type: 'Float64' },
  ]
  const lines = columns.map((row) => JSON.stringify(row)).join('\n')
  const server = await standIn(
    (call, response) =>
      send(
        response,
        call.body.includes('SHOW') ? '{"iox::database":"_internal"}\n{"iox::database":"db"}' : lines,
        'application/jsonl',
      ),
    '3.1.0',
  )
  const client = clientOf(server.url)
  expect(await client.measurements('db')).toEqual([
    { name: 'cpu', fields: [{ name: 'usage', type: 'float' }], tags: ['host'] },
  ])
  expect(await client.buckets()).toEqual(['db'])
})
