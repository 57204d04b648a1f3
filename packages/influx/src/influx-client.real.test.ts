import { describeReal, type InfluxServerOptions, type LoneServer, startInflux } from '@ocp-perf/lab/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createInfluxClient } from './client/influx-client.ts'
import { influxQlIdentifier, influxQlString } from './escape.ts'
import type { InfluxSettings } from './source.ts'
import { failureOf } from './testing/influx-server.ts'

async function server(options: InfluxServerOptions = {}): Promise<LoneServer> {
  const started = await startInflux(options)
  onTestFinished(() => started[Symbol.asyncDispose]())
  return started
}

function clientOf(url: string, settings: Partial<InfluxSettings> = {}) {
  const client = createInfluxClient({ name: 'real', url, ...settings }, { retries: 0 })
  onTestFinished(() => client.close())
  return client
}

/** Everything that changes the server is sent by the test itself, since the client cannot. */
async function manage(url: string, statement: string, user = ''): Promise<void> {
  const reply = await fetch(`${url}/query?${user}`, { method: 'POST', body: new URLSearchParams({ q: statement }) })
  expect(await reply.text()).not.toContain('error')
}

async function write(url: string, database: string, lines: readonly string[], user = ''): Promise<void> {
  const reply = await fetch(`${url}/write?db=${database}&precision=ms&${user}`, {
    method: 'POST',
    body: lines.join('\n'),
  })
  expect(reply.status, await reply.text()).toBe(204)
}

const startMs = Date.UTC(2024, 0, 1)
const hosts = ['a', 'b c']

/** Ten minutes of two hosts, the fifth minute missing. */
const lines = hosts.flatMap((host, index) =>
  Array.from({ length: 10 }, (_, minute) => minute)
    .filter((minute) => minute !== 5)
    .map(
      (minute) =>
        `cpu,host=${host.replace(' ', '\\ ')} usage=${minute + index * 100},n=${minute}i,up=${minute > 2},note="n ${minute}" ${startMs + minute * 60_000}`,
    ),
)

async function filled(options: InfluxServerOptions = {}): Promise<string> {
  const { url } = await server(options)
  await manage(url, 'CREATE DATABASE telegraf')
  await write(url, 'telegraf', lines)
  return url
}

describeReal('InfluxDB 1.x', ['influxdb'], () => {
  test('says what it is and what it holds', async () => {
    const client = clientOf(await filled(), { bucket: 'telegraf' })
    expect(await client.health()).toMatchObject({ version: 'v1', release: expect.stringMatching(/^1\.\d/) })
    expect(await client.buckets()).toEqual(['telegraf'])
    expect(await client.measurements()).toEqual([
      {
        name: 'cpu',
        fields: [
          { name: 'n', type: 'integer' },
          { name: 'note', type: 'string' },
          { name: 'up', type: 'boolean' },
          { name: 'usage', type: 'float' },
        ],
        tags: ['host'],
      },
    ])
  })

  test('gives the points that were written, grouped or not', async () => {
    const client = clientOf(await filled(), { bucket: 'telegraf' })
    const grouped = await client.query({ query: 'SELECT usage, n, up FROM cpu GROUP BY host' })
    expect(grouped.series.map(({ name, labels, times }) => [name, labels.host, times.length])).toEqual(
      hosts.flatMap((host) => ['cpu.usage', 'cpu.n', 'cpu.up'].map((name) => [name, host, 9])),
    )
    expect(grouped.series[0]?.times[0]).toBe(startMs / 1000)
    expect([...(grouped.series[5]?.values ?? [])]).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1])
    const flat = await client.query({ query: 'SELECT usage, host FROM cpu' })
    expect(flat.series.map(({ labels, values }) => [labels, values.length])).toEqual(
      hosts.map((host) => [{ measurement: 'cpu', field: 'usage', host }, 9]),
    )
  })

  test('a window without points is a gap, in any chunk, and $timeFilter bounds it', async () => {
    const client = clientOf(await filled(), { bucket: 'telegraf' })
    const query = 'SELECT mean(usage) FROM cpu WHERE $timeFilter GROUP BY time(1m), host -- each minute'
    const { series, partial } = await client.query({ query, start: startMs / 1000, end: startMs / 1000 + 599 })
    expect([...(series[0]?.times ?? [])]).toEqual(
      [0, 1, 2, 3, 4, 6, 7, 8, 9].map((minute) => startMs / 1000 + minute * 60),
    )
    expect(series).toHaveLength(2)
    expect([...(series[0]?.values ?? [])]).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9])
    expect(partial).toBe(false)
  })

  test('an answer of more rows than a chunk is whole', async () => {
    const { url } = await server({ maxRowLimit: 1000 })
    await manage(url, 'CREATE DATABASE d')
    await write(
      url,
      'd',
      Array.from({ length: 25_000 }, (_, row) => `m v=${row} ${startMs + row * 1000}`),
    )
    const { series, partial } = await clientOf(url, { bucket: 'd' }).query({ query: 'SELECT v FROM m' })
    expect(series[0]?.values.length).toBe(25_000)
    expect(series[0]?.values.at(-1)).toBe(24_999)
    expect(partial).toBe(false)
  })

  test('names that need escapes come back as they were written', async () => {
    const url = await filled()
    const measurement = 'we"ird \\name\''
    const value = 'it\'s "x" \\ y'
    const asLine = (text: string) => text.replace(/[ ,=]/g, (found) => `\\${found}`)
    await write(url, 'telegraf', [`${asLine(measurement)},t=${asLine(value)} v=1 ${startMs}`])
    const query = `SELECT v FROM ${influxQlIdentifier(measurement)} WHERE t = ${influxQlString(value)} GROUP BY t`
    const { series } = await clientOf(url, { bucket: 'telegraf' }).query({ query })
    expect(series.map(({ labels }) => labels)).toEqual([{ measurement, field: 'v', t: value }])
  })

  test('failures are told as they are meant', async () => {
    const client = clientOf(await filled(), { bucket: 'telegraf' })
    expect(await failureOf(client.query({ query: 'SELECT a FROM b', bucket: 'telegraff' }))).toMatchObject({
      code: 'not_found',
      hint: 'Did you mean telegraf?',
    })
    expect(await failureOf(client.query({ query: 'SELECT FROM' }))).toMatchObject({ code: 'bad_query' })
    expect(await failureOf(client.query({ query: 'from(bucket: "telegraf") |> range(start: -1h)' }))).toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('Flux'),
    })
  })

  test('with authentication only the right password lets in, and only what the user may read', async () => {
    const { url } = await server({ authentication: true })
    await manage(url, "CREATE USER admin WITH PASSWORD 'adm1n-secret' WITH ALL PRIVILEGES")
    const admin = 'u=admin&p=adm1n-secret'
    await manage(url, 'CREATE DATABASE telegraf; CREATE DATABASE other', admin)
    await manage(url, "CREATE USER reader WITH PASSWORD 'r3ader-secret'; GRANT READ ON telegraf TO reader", admin)
    await write(url, 'telegraf', lines, admin)
    const query = 'SELECT usage FROM cpu'
    const reader = clientOf(url, { username: 'reader', password: 'r3ader-secret', bucket: 'telegraf' })
    expect((await reader.query({ query })).series).toHaveLength(1)
    expect(await failureOf(reader.query({ query, bucket: 'other' }))).toMatchObject({ code: 'forbidden' })
    const wrong = await failureOf(
      clientOf(url, { username: 'reader', password: 'wr0ng-secret', bucket: 'telegraf' }).query({ query }),
    )
    expect(wrong).toMatchObject({ code: 'unauthorized', message: expect.not.stringContaining('wr0ng-secret') })
    expect((await failureOf(clientOf(url, { bucket: 'telegraf' }).query({ query }))).code).toBe('unauthorized')
  })

  test('a server that ends is unreachable', async () => {
    const started = await server()
    const client = clientOf(started.url, { bucket: 'd' })
    expect(await client.dialect()).toBe('v1')
    await started[Symbol.asyncDispose]()
    expect(await failureOf(client.query({ query: 'SELECT a FROM b' }))).toMatchObject({
      code: 'unreachable',
      retryable: true,
    })
  })
})
