import { startFakePrometheus } from '@ocp-perf/analyzer/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type OpenServer, openServer } from './testing/open-server.ts'

let server: OpenServer

beforeAll(async () => {
  server = await openServer({
    series: [
      ...['a', 'b', 'c'].map((pod, index) => ({
        name: 'load',
        labels: { pod },
        value: (scrape: number) => 10 * (index + 1) + Math.sin(scrape / 7),
      })),
      { name: 'spiky', labels: {}, value: (scrape: number) => (scrape === 100 ? 500 : 1) },
      { name: 'requests_total', labels: { pod: 'a' }, value: (scrape: number) => 30 * scrape },
    ],
  })
})
afterAll(() => server[Symbol.asyncDispose]())

describe('query_prometheus', () => {
  test('without a window asks for this moment', async () => {
    const { text, data } = await server.call('query_prometheus', { query: 'load' })
    expect(text).toMatch(/^unknown: 3 series, 3 points, highest pod="c" 3\d/)
    expect(data).toMatchObject({ asked: [{ step: null }], series: [{ samples: 1 }, {}, {}], omitted: 0, empty: null })
  })

  test('takes 1h for a start that long ago, and says the absolute window, the step and what counts as now', async () => {
    const { text, data } = await server.call('query_prometheus', { query: 'load{pod="a"}', start_time: '1h' })
    expect(data).toMatchObject({
      asked: [{ kind: 'prometheus', source: 'lab', start: server.end - 3600, end: server.end, step: 15 }],
    })
    expect(text).toContain(new Date(server.end * 1000).toISOString().replace('.000Z', 'Z'))
    expect(text).toContain('whose end counts as now')
  })

  test('keeps a lone spike however few points are shown', async () => {
    const { text, data } = await server.call('query_prometheus', { query: 'spiky', duration: '1h', points: 20 })
    const [series] = data.series as { points: [number, number][]; max: number }[]
    expect(series?.points.length).toBeLessThanOrEqual(20)
    expect(series?.points.map(([, value]) => value)).toContain(500)
    expect(text).toContain('█')
  })

  test('says what is left out, and the call that shows it', async () => {
    const { text, data } = await server.call('query_prometheus', { query: 'load', duration: '30m', top: 1 })
    expect(data).toMatchObject({
      omitted: 2,
      next: [{ tool: 'query_prometheus', arguments: { top: 3, query: 'load' } }],
    })
    expect(text).toContain('… 2 more series.')
    const [next] = data.next as { tool: string; arguments: Record<string, unknown> }[]
    const more = await server.call(next?.tool ?? '', next?.arguments)
    expect(more.data).toMatchObject({ omitted: 0 })
  })

  test('has every point behind its link, as JSON, CSV and Parquet, also when time has gone on', async () => {
    const { data } = await server.call('query_prometheus', { query: 'load', duration: '30m', top: 1 })
    const uri = String(data.uri)
    const read = async (format: string) =>
      (await server.client.readResource({ uri: `${uri}&format=${format}` })).contents[0]
    const csv = await read('csv')
    expect(csv && 'text' in csv ? csv.text.split('\n').length : 0).toBe(3 * 121 + 2)
    expect(await read('json')).toMatchObject({
      mimeType: 'application/json',
      text: expect.stringContaining('"rows":363'),
    })
    const parquet = await read('parquet')
    expect(parquet && 'blob' in parquet ? Buffer.from(parquet.blob, 'base64').subarray(0, 4).toString() : '').toBe(
      'PAR1',
    )
  })

  test('tells an unknown metric, one without series here, and NaN alone apart', async () => {
    const unknown = await server.call('query_prometheus', { query: 'lod', duration: '1h' })
    expect(unknown.data).toMatchObject({ verdict: 'no_data', empty: 'unknown_metric' })
    expect(unknown.text).toContain('Did you mean load?')
    const none = await server.call('query_prometheus', { query: 'load{pod="z"}', duration: '1h' })
    expect(none.data).toMatchObject({ verdict: 'no_data', empty: 'no_series' })
    expect(none.text).toContain('load is known, but no series fits in this window')
    const nan = await server.call('query_prometheus', { query: 'load{pod="a"} * 0 / 0', duration: '1h' })
    expect(nan.data).toMatchObject({ verdict: 'no_data', empty: 'only_nan' })
  })

  test.each([
    ['a step of nothing', { step: '0s' }, 'it is zero'],
    ['a negative step', { step: -5 }, 'step is -5'],
    ['a time without a zone', { start_time: '2026-01-31T08:00:00' }, 'time zone is missing'],
    ['an end before its start', { start_time: '10m', end_time: 'now-1h' }, 'ends before it starts'],
    ['half an expression', { query: 'sum(' }, 'bad_query'],
    ['everything there is', { query: '{job=~".+"}' }, 'would read every series'],
  ])('%s is refused with what to write instead', async (_, input, words) => {
    const { text, isError } = await server.call('query_prometheus', { query: 'load', duration: '1h', ...input })
    expect(isError).toBe(true)
    expect(text).toContain(words)
  })

  test('fifty million points are refused with the narrower question', async () => {
    const prometheus = await startFakePrometheus({ value: (query) => (query.startsWith('count(') ? 10_000 : 1) })
    onTestFinished(() => prometheus.close())
    await using large = await openServer({ prometheusUrl: prometheus.url })
    const { text, isError } = await large.call('query_prometheus', { query: 'load', duration: '30d', step: '5m' })
    expect(isError).toBe(true)
    expect(text).toMatch(/too_large: .*about 86 million samples; 50 million are allowed.*a step of 10m or more/)
    expect(prometheus.requests.some(({ path }) => path === '/api/v1/query_range')).toBe(false)
  })
})

describe('list_prometheus_metrics', () => {
  test('finds names by words, with how many series each has, page by page', async () => {
    const first = await server.call('list_prometheus_metrics', { limit: 2 })
    expect(first.data).toMatchObject({ total: 4, metrics: [{ name: 'load', series: 3 }, { name: 'requests_total' }] })
    const second = await server.call('list_prometheus_metrics', { limit: 2, cursor: first.data.next_cursor })
    expect(second.data).toMatchObject({ metrics: [{ name: 'spiky' }, { name: 'up' }], next_cursor: null })
  })

  test('what fits nothing is told with what is near', async () => {
    const { text } = await server.call('list_prometheus_metrics', { match: 'spikey' })
    expect(text).toMatch(/^no_data: no metric of lab fits "spikey"; did you mean spiky\?/)
  })
})

test('get_metrics_summary knows a counter, and says what to do with it', async () => {
  const { text, data } = await server.call('get_metrics_summary', {
    prometheus_query: 'requests_total',
    duration: '1h',
  })
  expect(data).toMatchObject({ series: [{ kind: 'counter', resets: 0, per_hour: expect.closeTo(7200, 0) }] })
  expect(text).toContain('rate(…[5m])')
})

test('one query is asked, not two and not none', async () => {
  for (const input of [{}, { prometheus_query: 'up', influxdb_query: 'SHOW DATABASES' }]) {
    const { text, isError } = await server.call('detect_anomalies', input)
    expect(isError).toBe(true)
    expect(text).toContain('Give one of the two')
  }
})
