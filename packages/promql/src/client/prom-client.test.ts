import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { failureOf } from '../testing/expect-failure.ts'
import { type Answer, one, sendJson, startServer, success, timeAtEachStep } from '../testing/prom-server.ts'
import { createPromClient, type PromClientOptions } from './prom-client.ts'

async function clientOf(answer: Answer, options: Partial<PromClientOptions> = {}) {
  const server = await startServer(answer)
  const { endpoint, ...rest } = options
  const prom = createPromClient({ ...rest, endpoint: { ...endpoint, url: endpoint?.url ?? server.url } })
  return { prom, server }
}

/** A client whose server answers everything with the same data. */
async function answering(data: unknown, extra: Record<string, unknown> = {}) {
  return await clientOf((_request, response) => sendJson(response, success(data, extra)))
}

test('an instant query is a form of query and time, and gives one point a series', async () => {
  const { prom, server } = await answering(one)
  const frame = await prom.instant('up{job="a&b"}', { time: 1_700_000_000.5 })
  expect(frame.series).toEqual([{ labels: {}, times: Float64Array.of(1_700_000_000), values: Float64Array.of(1) }])
  const [request] = server.requests
  expect(request?.method).toBe('POST')
  expect(request?.path).toBe('/api/v1/query')
  expect(Object.fromEntries(request?.parameters ?? [])).toEqual({ query: 'up{job="a&b"}', time: '1700000000.5' })
})

test('a range moves down to whole steps and comes back whole', async () => {
  const { prom, server } = await clientOf(({ parameters }, response) =>
    sendJson(response, success(timeAtEachStep(parameters))),
  )
  const frame = await prom.range('x', { start: 1003, end: 1034, step: 15 })
  expect([...(frame.series[0]?.values ?? [])]).toEqual([990, 1005, 1020])
  expect(server.requests[0]?.parameters.get('step')).toBe('15')
})

test('a range with a long step keeps its phase and moves down to whole minutes', async () => {
  const { prom } = await clientOf(({ parameters }, response) => sendJson(response, success(timeAtEachStep(parameters))))
  const frame = await prom.range('x', { start: 36_047, end: 43_247, step: 3600 })
  expect([...(frame.series[0]?.values ?? [])]).toEqual([36_000, 39_600, 43_200])
  const phased = await prom.range('x', { start: 36_420, end: 43_650, step: 3600 })
  expect([...(phased.series[0]?.values ?? [])]).toEqual([36_420, 40_020, 43_620])
})

test('a range of more than 11,000 points is asked in parts and has no hole and no point twice', async () => {
  const { prom, server } = await clientOf(({ parameters }, response) => {
    sendJson(response, success(timeAtEachStep(parameters, { pod: 'a' }), { warnings: ['PromQL info: x'] }))
  })
  const frame = await prom.range('x', { start: 1_700_000_000, end: 1_700_000_000 + 29_999, step: 1 })
  expect(server.requests.length).toBeGreaterThan(2)
  expect(frame.series).toHaveLength(1)
  expect(frame.series[0]?.times).toEqual(Float64Array.from({ length: 30_000 }, (_, index) => 1_700_000_000 + index))
  expect(frame.warnings).toEqual(['PromQL info: x'])
})

test('when one part fails the other parts are cancelled', async () => {
  const { prom, server } = await clientOf(({ parameters }, response) => {
    if (Number(parameters.get('start')) > 1_700_005_000) response.writeHead(403).end()
  })
  const failure = await failureOf(prom.range('x', { start: 1_700_000_000, end: 1_700_000_000 + 29_999, step: 1 }))
  expect(failure.code).toBe('forbidden')
  await server.requests.find(({ parameters }) => Number(parameters.get('start')) <= 1_700_005_000)?.gone
})

test('a query that refers to the window is not asked in parts', async () => {
  const { prom, server } = await answering(one)
  const window = { start: 0, end: 30_000, step: 1 }
  const failure = await failureOf(prom.range('x - x @ start()', window))
  expect(failure).toMatchObject({ code: 'too_large', hint: expect.stringContaining('step of at least') })
  expect(server.requests).toHaveLength(0)
})

test('a metric that is named like a window function is still asked in parts', async () => {
  const { prom } = await clientOf(({ parameters }, response) => sendJson(response, success(timeAtEachStep(parameters))))
  const frame = await prom.range('sum(start) / on() rate(x{a="end("}[5m])', { start: 0, end: 12_000, step: 1 })
  expect(frame.series[0]?.times).toHaveLength(12_001)
})

test('identical questions in flight are one request; the same question later is another', async () => {
  const { prom, server } = await clientOf(async (_request, response) => {
    await sleep(20)
    sendJson(response, success(one))
  })
  await Promise.all([prom.instant('up'), prom.instant('up'), prom.instant('up', { time: 5 })])
  expect(server.requests).toHaveLength(2)
  await prom.instant('up')
  expect(server.requests).toHaveLength(3)
})

test('an abort of one caller leaves the others their answer, and the last abort cancels the request', async () => {
  const { prom, server } = await clientOf(async ({ parameters }, response) => {
    await sleep(parameters.get('query') === 'slow' ? 10_000 : 40)
    sendJson(response, success(one))
  })
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
  const left = prom.instant('up', { signal: first.signal })
  const stayed = prom.instant('up', { signal: second.signal })
  const alone = prom.instant('slow', { signal: third.signal })
  await sleep(15)
  first.abort()
  third.abort()
  await expect(left).rejects.toMatchObject({ name: 'AbortError' })
  await expect(alone).rejects.toMatchObject({ name: 'AbortError' })
  expect((await stayed).series).toHaveLength(1)
  await server.requests.find(({ parameters }) => parameters.get('query') === 'slow')?.gone
})

test('no more requests are on their way at once than allowed', async () => {
  let running = 0
  let most = 0
  const { prom, server } = await clientOf(
    async (_request, response) => {
      most = Math.max(most, ++running)
      await sleep(5)
      running--
      sendJson(response, success(one))
    },
    { concurrency: 3 },
  )
  await Promise.all(Array.from({ length: 20 }, (_, index) => prom.instant(`up + ${index}`)))
  expect(server.requests).toHaveLength(20)
  expect(most).toBe(3)
  expect(server.connections()).toBeLessThanOrEqual(3)
})

test('connections are kept for the next request', async () => {
  const { prom, server } = await answering(one)
  for (let index = 0; index < 20; index++) await prom.instant(`up + ${index}`)
  // Two, when a question follows so soon that the first connection is not yet free.
  expect(server.connections()).toBeLessThanOrEqual(2)
})

test('a server that takes no forms is asked by GET, and from then on at once', async () => {
  const { prom, server } = await clientOf(({ method }, response) => {
    if (method === 'POST') response.writeHead(405).end()
    else sendJson(response, success(one))
  })
  await prom.instant('up')
  await prom.instant('down')
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET'])
  expect(server.requests[1]?.parameters.get('query')).toBe('up')
})

test('authorization is asked for each request, beside the extra headers', async () => {
  let asked = 0
  const endpoint = {
    url: '',
    authorization: async () => `Bearer token-${++asked}`,
    headers: { 'X-Scope-OrgID': 'tenant' },
  }
  const server = await startServer((_request, response) => sendJson(response, success(one)))
  const prom = createPromClient({ endpoint: { ...endpoint, url: `${server.url}/prefix/` } })
  await prom.instant('a')
  await prom.instant('b')
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
  expect(server.requests[0]?.headers['x-scope-orgid']).toBe('tenant')
  expect(server.requests[0]?.path).toBe('/prefix/api/v1/query')
})

test('after a 401 the token is renewed and the request sent once more, and only once', async () => {
  let token = 'old'
  let renewals = 0
  const server = await startServer(({ headers }, response) => {
    if (headers.authorization === 'Bearer new') sendJson(response, success(one))
    else response.writeHead(401).end()
  })
  const endpoint = {
    url: server.url,
    authorization: async () => `Bearer ${token}`,
    onUnauthorized: () => {
      renewals++
      token = renewals === 1 ? 'new' : 'wrong'
    },
  }
  const prom = createPromClient({ endpoint })
  expect((await prom.instant('up')).series).toHaveLength(1)
  token = 'expired'
  expect(await failureOf(prom.instant('up'))).toMatchObject({ code: 'unauthorized' })
  expect(server.requests).toHaveLength(4)
})

test('labels, label values and series take selectors, a window and a limit', async () => {
  const window = { match: ['up', '{a="b"}'], start: 1, end: 2, limit: 2 }
  const { prom, server } = await answering(['a', 'b', 'c'])
  expect(await prom.labelNames(window)).toEqual(['a', 'b'])
  expect(await prom.labelValues('job', window)).toEqual(['a', 'b'])
  const [labels, values] = server.requests
  expect(labels?.parameters.getAll('match[]')).toEqual(['up', '{a="b"}'])
  expect(values?.path).toBe('/api/v1/label/job/values')
  expect(values?.parameters.get('end')).toBe('2')
  const { prom: other } = await answering([{ __name__: 'up', a: 'b' }])
  expect(await other.series({ match: ['up'] })).toEqual([{ __name__: 'up', a: 'b' }])
})

test.each([
  ['..', 'U___2e__2e_'],
  ['a/../../query?x=', 'U__a_2f__2e__2e__2f__2e__2e__2f_query_3f_x_3d_'],
  ['http.status', 'U__http_2e_status'],
])('the label name %s cannot leave its place in the path', async (name, segment) => {
  const { prom, server } = await answering([])
  await prom.labelValues(name)
  expect(server.requests[0]?.path).toBe(`/api/v1/label/${segment}/values`)
})

test('metadata gives the first description of each metric', async () => {
  const described = { type: 'counter', help: 'Requests.', unit: '' }
  const { prom, server } = await answering({ a_total: [described, { ...described, help: 'Other.' }], b: [] })
  expect(await prom.metadata('a_total')).toEqual(new Map([['a_total', described]]))
  expect(server.requests[0]?.parameters.get('metric')).toBe('a_total')
})

test('alerts, rules and targets keep what the interface promises', async () => {
  const alert = {
    labels: { alertname: 'x' },
    annotations: {},
    state: 'firing',
    activeAt: '2024-01-01T00:00:00Z',
    value: '1e+00',
  }
  const { prom: alerts } = await answering({ alerts: [alert, { labels: {}, state: 'pending' }] })
  expect(await alerts.alerts()).toEqual([
    { ...alert, activeAt: 1_704_067_200, value: 1 },
    { labels: {}, annotations: {}, state: 'pending', activeAt: null, value: null },
  ])
  const rule = { type: 'alerting', name: 'x', query: 'up == 0', health: 'ok', state: 'inactive', duration: 60 }
  const { prom: rules } = await answering({ groups: [{ name: 'g', file: 'f', rules: [rule], interval: 30 }] })
  const { duration: _, ...kept } = rule
  expect(await rules.rules()).toEqual([{ name: 'g', file: 'f', rules: [{ ...kept, labels: {}, annotations: {} }] }])
  const target = { labels: { job: 'a' }, health: 'up', lastError: '', scrapeUrl: 'http://a/metrics' }
  const { prom: targets } = await answering({ activeTargets: [{ ...target, scrapeInterval: '1m30s' }, target] })
  expect((await targets.targets()).map(({ scrapeIntervalSeconds }) => scrapeIntervalSeconds)).toEqual([90, null])
})

test.each([
  [{ version: '2.42.0', goVersion: 'go1.19' }, 'Prometheus'],
  [{ version: '0.36.1', goVersion: 'go1.22' }, 'Thanos'],
  [{ version: '2.24.0' }, 'VictoriaMetrics'],
  [{}, 'VictoriaMetrics'],
  [{ version: '2.14.0', application: 'Grafana Mimir' }, 'Grafana Mimir'],
])('the build info %o is of %s', async (info, application) => {
  const { prom } = await answering(info)
  expect(await prom.buildInfo()).toEqual({ version: 'unknown', ...info, goVersion: undefined, application })
})

test.each([
  ['15d', 15 * 86_400],
  ['15d or 10GiB', 15 * 86_400],
  ['10GiB', null],
  ['0s or 10GiB', null],
  [undefined, null],
])('a retention of %s is %s seconds', async (storageRetention, seconds) => {
  const { prom } = await answering({ storageRetention })
  expect(await prom.retentionSeconds()).toBe(seconds)
})

test('the TSDB status counts series, or says that the server does not tell', async () => {
  const { prom } = await answering({ headStats: { numSeries: 7 }, seriesCountByMetricName: [{ name: 'up', value: 3 }] })
  expect(await prom.tsdbStatus()).toEqual({ seriesCount: 7, topMetrics: [{ name: 'up', series: 3 }] })
  const { prom: other } = await answering({})
  expect(await other.tsdbStatus()).toEqual({ seriesCount: null, topMetrics: [] })
})

test('a partial answer says so', async () => {
  const { prom } = await answering(one, { warnings: ['No StoreAPIs matched for this query'] })
  expect(await prom.instant('up')).toMatchObject({ partial: true, warnings: ['No StoreAPIs matched for this query'] })
})

test('what the query engine says of a query, or leaves out of that, makes no answer partial', async () => {
  const warnings = ['PromQL warning: bucket label "le" is missing', '2 more warning annotations omitted']
  const { prom } = await answering(one, { warnings, infos: ['PromQL info: not a counter'] })
  expect(await prom.instant('up')).toMatchObject({ partial: false, warnings: { length: 3 } })
})

test('closing ends what is in flight, and nothing can be asked afterwards', async () => {
  const { prom } = await clientOf(() => {})
  const open = failureOf(prom.instant('up'))
  await sleep(20)
  await prom.close()
  expect((await open).message).toContain('closed')
  expect((await failureOf(prom.instant('up'))).message).toContain('closed')
})

test('a fetch that is passed in replaces the network', async () => {
  const prom = createPromClient({
    endpoint: { url: 'http://nowhere.invalid' },
    fetch: async (url, init) => new Response(JSON.stringify(success({ ...one, url, method: init.method }))),
  })
  expect((await prom.instant('up')).series).toHaveLength(1)
})
