import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { smallApi } from '../testing/small-api.ts'
import { oddLabels, smallRecording } from '../testing/small-store.ts'

const { api, get } = smallApi()
const { start, end } = smallRecording

describe('queries are answered in the form that Prometheus writes', () => {
  test.each([
    ['1', `{"resultType":"scalar","result":[${end},"1"]}`],
    ['"a<b"', `{"resultType":"string","result":[${end},"a\\u003cb"]}`],
    ['vector(1) > 1', '{"resultType":"vector","result":[]}'],
    [
      'up{instance="b:1"}',
      `{"resultType":"vector","result":[{"metric":{"__name__":"up","instance":"b:1","job":"etcd"},"value":[${end},"0"]}]}`,
    ],
    [
      'up{instance="b:1"}[20s]',
      `{"resultType":"matrix","result":[{"metric":{"__name__":"up","instance":"b:1","job":"etcd"},"values":[[${end - 15},"0"],[${end},"0"]]}]}`,
    ],
  ])('%s', async (query, data) => {
    const { status, text, headers } = await get('/api/v1/query', { query })
    expect(text).toBe(`{"status":"success","data":${data}}`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test.each([
    ['0.1 + 0.2', '0.30000000000000004'],
    ['1e21', '1e+21'],
    ['123456789012345678901', '123456789012345680000'],
    ['1e-7', '1e-07'],
    ['0.000001', '0.000001'],
    ['-1.5e-10', '-1.5e-10'],
    ['-0', '-0'],
    ['1e300', '1e+300'],
    ['NaN', 'NaN'],
    ['Inf', '+Inf'],
    ['-Inf', '-Inf'],
  ])('the value %s is written %s, as Go does', async (query, value) => {
    expect((await get('/api/v1/query', { query: `vector(${query})` })).text).toContain(`[${end},"${value}"]`)
  })

  test('a scalar is written without an exponent', async () => {
    expect((await get('/api/v1/query', { query: '-1e-9' })).text).toContain('"-0.000000001"')
    expect((await get('/api/v1/query', { query: '1e22' })).text).toContain('"10000000000000000000000"')
    expect((await get('/api/v1/query', { query: '-Inf' })).text).toContain('"-Inf"')
  })

  test.each([
    ['1700000000', '1700000000'],
    ['1700000000.5', '1700000000.500'],
    ['1.7e9', '1700000000'],
    ['1700000000.0014', '1700000000.001'],
    ['1700000000.0005', '1700000000'],
    ['-1.25', '-1.250'],
    ['2023-11-14T22:13:20Z', '1700000000'],
    ['2023-11-14T23:13:20.0579+01:00', '1700000000.057'],
  ])('the time %s is %s', async (time, written) => {
    expect((await get('/api/v1/query', { query: '1', time })).text).toContain(`[${written},"1"]`)
  })

  test('a range is a matrix of the steps that were asked for, not moved to any grid', async () => {
    const window = { start: `${start + 1.5}`, end: `${start + 40}`, step: '15s' }
    const { text } = await get('/api/v1/query_range', { query: '1', ...window })
    const points = [1.5, 16.5, 31.5].map((offset) => `[${(start + offset).toFixed(3)},"1"]`)
    expect(text).toBe(
      `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[${points}]}]}}`,
    )
  })

  test('a range of one step is a matrix too', async () => {
    const window = { start: `${end}`, end: `${end}`, step: '1' }
    expect((await get('/api/v1/query_range', { query: 'up', ...window })).text).toContain('"resultType":"matrix"')
  })

  test('labels that mean something in JSON or HTML stay text', async () => {
    const { text } = await get('/api/v1/query', { query: 'odd' })
    expect(text).not.toMatch(/[<>&\u2028]/)
    expect(JSON.parse(text).data.result[0].metric).toEqual(oddLabels)
  })

  test('11,000 steps are the most', async () => {
    const most = await get('/api/v1/query_range', { query: '1', start: '0', end: '11000', step: '1' })
    expect(JSON.parse(most.text).data.result[0].values).toHaveLength(11_001)
    const more = await get('/api/v1/query_range', { query: '1', start: '0', end: '11001', step: '1' })
    expect(more.status).toBe(400)
    expect(JSON.parse(more.text)).toEqual({
      status: 'error',
      errorType: 'bad_data',
      error:
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    })
  })

  test('warnings and infos stand apart, and a limit says that it cut', async () => {
    const { text } = await get('/api/v1/query', { query: 'rate(special[5m])' })
    expect(JSON.parse(text).infos).toEqual([expect.stringMatching(/^PromQL info: metric might not be a counter/)])
    const cut = JSON.parse((await get('/api/v1/query', { query: 'up', limit: '1' })).text)
    expect(cut.data.result).toHaveLength(1)
    expect(cut.warnings).toEqual(['results truncated due to limit'])
    expect(JSON.parse((await get('/api/v1/query', { query: 'up', limit: '2' })).text).warnings).toBeUndefined()
  })

  test('a form may come by POST, and counts before the URL', async () => {
    const body = new URLSearchParams({ query: 'vector(7)' })
    const response = await api(
      new Request(`http://localhost/api/v1/query?query=1&time=${start}`, { method: 'POST', body }),
    )
    expect(await response.text()).toContain(`[${start},"7"]`)
  })
})

describe('what is wrong is said with the status and the words of Prometheus', () => {
  const window = { start: `${start}`, end: `${end}`, step: '15' }

  test.each([
    ['query', { query: 'sum(' }, 400, 'bad_data', /^invalid parameter "query": parse error: .*line 1, column 5/],
    ['query', {}, 400, 'bad_data', /^invalid parameter "query": parse error/],
    ['query', { query: 'rate(up)' }, 400, 'bad_data', /expected type range vector/],
    ['query', { query: 'up{job=~"("}' }, 400, 'bad_data', /regular expression|error parsing regexp/i],
    ['query', { query: 'up * on (job) up' }, 422, 'execution', /many-to-many|duplicate series/],
    [
      'query',
      { query: '1', time: 'now' },
      400,
      'bad_data',
      /^invalid parameter "time": cannot parse "now" to a valid timestamp$/,
    ],
    ['query', { query: '1', time: '2023-02-30T00:00:00Z' }, 400, 'bad_data', /valid timestamp/],
    ['query', { query: '1', time: 'Infinity' }, 400, 'bad_data', /valid timestamp/],
    ['query', { query: '1', time: '1e300' }, 400, 'bad_data', /valid timestamp/],
    [
      'query',
      { query: '1', timeout: 'soon' },
      400,
      'bad_data',
      /^invalid parameter "timeout": cannot parse "soon" to a valid duration/,
    ],
    ['query', { query: '1', limit: '-1' }, 400, 'bad_data', /^invalid parameter "limit": limit must be non-negative$/],
    ['query', { query: '1', limit: 'many' }, 400, 'bad_data', /^invalid parameter "limit"/],
    ['query', { query: '1', lookback_delta: '1m' }, 400, 'bad_data', /^invalid parameter "lookback_delta"/],
    ['query', { query: '1', timeout: '0s' }, 503, 'timeout', /timed out/],
    [
      'query_range',
      { ...window, query: 'up[5m]' },
      400,
      'bad_data',
      /invalid expression type "range vector" for range query, must be Scalar or instant Vector/,
    ],
    ['query_range', { ...window, query: '"a"' }, 400, 'bad_data', /invalid expression type "string"/],
    [
      'query_range',
      { ...window, query: '1', start: '' },
      400,
      'bad_data',
      /^invalid parameter "start": cannot parse "" to a valid timestamp$/,
    ],
    [
      'query_range',
      { ...window, query: '1', end: '0' },
      400,
      'bad_data',
      /^invalid parameter "end": end timestamp must not be before start time$/,
    ],
    [
      'query_range',
      { ...window, query: '1', step: '' },
      400,
      'bad_data',
      /^invalid parameter "step": cannot parse "" to a valid duration$/,
    ],
    [
      'query_range',
      { ...window, query: '1', step: '0' },
      400,
      'bad_data',
      /zero or negative query resolution step widths are not accepted/,
    ],
    ['query_range', { ...window, query: '1', step: '-1m' }, 400, 'bad_data', /valid duration/],
    ['series', {}, 400, 'bad_data', /^no match\[\] parameter provided$/],
    ['series', { 'match[]': 'up +' }, 400, 'bad_data', /./],
    ['series', { 'match[]': '{job=~".*"}' }, 400, 'bad_data', /non-empty matcher/],
    ['series', { 'match[]': Array.from({ length: 101 }, () => 'up') }, 400, 'bad_data', /at most 100/],
    ['labels', { start: 'x' }, 400, 'bad_data', /^invalid parameter "start"/],
    ['status/tsdb', { limit: '0' }, 400, 'bad_data', /limit must be a positive number/],
    ['query_exemplars', { query: 'up(' }, 400, 'bad_data', /parse error/],
    ['label/%E0%A4%A/values', {}, 400, 'bad_data', /invalid label name/],
    ['label/U__/values', {}, 400, 'bad_data', /label name is missing/],
    ['nowhere', {}, 404, 'not_found', /no route "\/api\/v1\/nowhere"/],
    ['format_query', { query: 'up' }, 404, 'not_found', /no route/],
  ])('%s %o', async (path, parameters, status, errorType, error) => {
    const reply = await get(`/api/v1/${path}`, parameters)
    expect(JSON.parse(reply.text)).toEqual({ status: 'error', errorType, error: expect.stringMatching(error) })
    expect(reply.status).toBe(status)
  })

  test('what a query or a path repeats is escaped and cut', async () => {
    const { text } = await get('/api/v1/query', { query: `<script>${'x'.repeat(50_000)}` })
    expect(text).not.toContain('<')
    expect(text.length).toBeLessThan(1_000)
    expect((await get(`/${'y'.repeat(5_000)}`)).text.length).toBeLessThan(300)
  })

  test('a method that a route does not take is 405', async () => {
    for (const [path, method, allow] of [
      ['/api/v1/query', 'DELETE', 'GET, POST'],
      ['/api/v1/alerts', 'POST', 'GET'],
      ['/api/v1/query', 'OPTIONS', 'GET, POST'],
    ] as const) {
      const response = await api(new Request(`http://localhost${path}`, { method }))
      expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('a body that is no form, or too long for one, is refused', async () => {
    const ask = (body: string, type: string) =>
      api(new Request('http://localhost/api/v1/query', { method: 'POST', body, headers: { 'content-type': type } }))
    expect((await ask('{"query":"1"}', 'application/json')).status).toBe(400)
    expect((await ask(`query=${'1'.repeat(2 ** 20)}`, 'application/x-www-form-urlencoded')).status).toBe(413)
    expect((await ask('query=1', 'application/x-www-form-urlencoded; charset=utf-8')).status).toBe(200)
  })

  test('a query that holds too much says so in the words by which clients know it', async () => {
    const small = smallApi({ maxSamples: 20 })
    const reply = await small.get('/api/v1/query_range', { ...window, query: 'up' })
    expect(reply.status).toBe(422)
    expect(JSON.parse(reply.text)).toMatchObject({
      errorType: 'execution',
      error: expect.stringContaining('too many samples into memory'),
    })
  })

  test('a bug says nothing of itself to the client, and is told to the owner', async () => {
    const bugs: unknown[] = []
    const broken = smallApi({
      engine: { query: () => Promise.reject(new TypeError('at /secret/path')) },
      onBug: (error) => bugs.push(error),
    })
    const { status, text } = await broken.get('/api/v1/query', { query: 'up' })
    expect(status).toBe(500)
    expect(text).not.toContain('secret')
    expect(bugs).toHaveLength(1)
  })

  test('a client that is gone stops its query', async () => {
    let stopped = false
    const waiting = smallApi({
      engine: {
        query: ({ signal }) =>
          new Promise((_, reject) => {
            signal?.addEventListener('abort', () => {
              stopped = true
              reject(signal.reason)
            })
          }),
      },
    })
    const controller = new AbortController()
    const reply = waiting.api(new Request('http://localhost/api/v1/query?query=up', { signal: controller.signal }))
    await sleep(5)
    controller.abort()
    expect((await reply).status).toBe(499)
    expect(stopped).toBe(true)
  })
})
