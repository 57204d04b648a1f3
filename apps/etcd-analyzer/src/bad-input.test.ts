import { Writable } from 'node:stream'
import type { Client } from '@modelcontextprotocol/client'
import { defineAnalyzer } from '@ocp-perf/analyzer'
import {
  type FakePrometheus,
  type FakePrometheusOptions,
  neededArgs,
  type Reply,
  startFakePrometheus,
  testContext,
} from '@ocp-perf/analyzer/testing'
import { createLogger } from '@ocp-perf/http'
import { connectClient } from '@ocp-perf/mcp-kit/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { etcdAnalyzer } from './etcd-analyzer.ts'

const canary = 'canary-7f3a9c-token-of-the-cluster'
const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

interface Setup {
  client: Client
  prometheus: FakePrometheus
  written: () => string
}

async function setUp(options: FakePrometheusOptions = {}, queryLimitMs = 1000): Promise<Setup> {
  const prometheus = await startFakePrometheus(options)
  const chunks: string[] = []
  const stream = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk))
      done()
    },
  })
  const context = testContext({ url: prometheus.url, token: canary, queryLimitMs })
  const log = createLogger({ name: 'test', level: 'debug', stream })
  const client = await connectClient(await defineAnalyzer(etcdAnalyzer, context), { log })
  cleanUps.push(
    () => prometheus.close(),
    () => context.close(),
    () => client.close(),
  )
  return { client, prometheus, written: () => chunks.join('') }
}

async function call({ client }: Setup, name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: args })
  const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
  return { isError: result.isError === true, text, data: result.structuredContent, result }
}

const fsync = 'get_etcd_disk_wal_fsync'

describe('arguments', () => {
  test.each([
    ['an unknown argument', fsync, { durration: '1h' }, 'invalid_input', 'duration'],
    ['a duration that is none', fsync, { duration: 'garbage' }, 'invalid_input', '1h30m'],
    ['a negative duration', fsync, { duration: '-5m' }, 'invalid_input', '1h30m'],
    ['a duration beyond what is kept', fsync, { duration: '400d' }, 'invalid_input', 'at most'],
    [
      'an end before the start',
      fsync,
      { start_time: '2026-01-02T00:00:00Z', end_time: '2026-01-01T00:00:00Z' },
      'invalid_input',
      'end_time after the start_time',
    ],
    ['a time in the future', fsync, { end_time: '2999-01-01T00:00:00Z' }, 'invalid_input', 'up to now'],
    ['a time that is none', fsync, { start_time: 'yesterday' }, 'invalid_input', 'RFC 3339|2026-01-31T08:00:00Z'],
    ['too many rows', fsync, { top: 101 }, 'invalid_input', '100'],
    ['an unknown cluster', fsync, { cluster: 'nowhere' }, 'not_found', 'lab'],
    [
      'a metric that does not exist',
      'query_metric',
      { metric: 'etcd_wal_fsnyc_p99' },
      'not_found',
      'etcd_wal_fsync_p99',
    ],
    ['a group that does not exist', 'list_metrics', { group: 'etcd/network' }, 'not_found', 'etcd/network-io'],
  ])(
    '%s is refused with a code, a sentence and a next step, and asks Prometheus nothing about it',
    async (_, tool, args, code, hint) => {
      const setup = await setUp()
      const { isError, text } = await call(setup, tool, args)
      expect(isError).toBe(true)
      expect(text).toContain(code)
      expect(text).toMatch(new RegExp(hint))
      expect(setup.prometheus.requests.filter(({ path }) => path === '/api/v1/query_range')).toEqual([])
    },
  )

  test.each(['1h30m', '90s', '2d'])('the duration %s works', async (duration) => {
    const setup = await setUp()
    expect((await call(setup, fsync, { duration })).isError).toBe(false)
  })

  test('an injected string in any parameter never reaches a query', async () => {
    const setup = await setUp()
    const attack = '"}) or vector(666) or ({a="'
    const [clean, attacked] = [{}, { duration: attack, start_time: attack, end_time: attack, cluster: attack }]
    await call(setup, fsync, clean)
    for (const [name, value] of Object.entries(attacked)) await call(setup, fsync, { [name]: value })
    await call(setup, 'query_metric', { metric: attack })
    await call(setup, 'query_metric', { metric: 'etcd_wal_fsync_p99', only: { [attack]: [attack], member: [attack] } })
    await call(setup, 'list_metrics', { text: attack, group: attack })
    await call(setup, 'get_cluster_alerts', { severity: attack, namespace: attack })
    await call(setup, 'get_etcd_cluster_status', { time: attack })
    await setup.client.readResource({ uri: `metric://lab/${encodeURIComponent(attack)}` }).catch(() => {})
    await setup.client
      .readResource({ uri: `metric://lab/etcd_wal_fsync_p99?step=${encodeURIComponent(attack)}` })
      .catch(() => {})
    const sent = setup.prometheus.requests.map(({ path, query }) => `${path} ${query ?? ''}`)
    expect(sent.length).toBeGreaterThan(5)
    expect(sent.filter((line) => line.includes('666') || line.includes('vector'))).toEqual([])
  })
})

describe('Prometheus', () => {
  const failures: readonly (readonly [what: string, reply: Reply, code: string, hint: RegExp])[] = [
    ['closes the connection', { cut: true }, 'unreachable', /reach|running|connection|address/i],
    ['is slower than the limit', { hang: true }, 'timeout', /shorter|narrow|busy|slow/i],
    ['answers 401', { status: 401, body: 'Unauthorized' }, 'unauthorized', /token|log in|credential/i],
    ['answers 403', { status: 403, body: 'Forbidden' }, 'forbidden', /cluster-monitoring-view/],
    ['answers 429', { status: 429, headers: { 'retry-after': '7' } }, 'rate_limited', /wait|later|fewer|again/i],
    ['answers 500', { status: 500, body: 'boom' }, 'upstream', /log of/i],
    ['answers HTML', { type: 'text/html', body: '<html>It works!</html>' }, 'upstream', /address|URL|proxy|route/i],
    ['answers a login page', { type: 'text/html', body: '<html>Log in</html>' }, 'unauthorized', /bearer token/],
    ['answers truncated JSON', { body: '{"status":"success","data":{"resul' }, 'upstream', /cuts replies short/],
  ]

  test.each(failures)('that %s is told with its code and a next step', async (_, reply, code, hint) => {
    const setup = await setUp({}, 'hang' in reply ? 300 : undefined)
    setup.prometheus.reply = reply
    const { isError, text } = await call(setup, fsync)
    expect(isError).toBe(true)
    expect(text).toContain(code)
    expect(text).toMatch(hint)
    expect(text + setup.written()).not.toContain(canary)
  })

  test.each(failures)('that %s after the connect is told as well, and never as ok', async (_, reply, code) => {
    const setup = await setUp()
    await call(setup, fsync)
    setup.prometheus.reply = reply
    const { isError, text, data } = await call(setup, fsync)
    expect(isError ? text : JSON.stringify(data)).toMatch(code)
    expect(text).not.toMatch(/^ok/)
  })

  test.each(failures)('that %s is what get_server_health reports, not an error of its own', async (_, reply, code) => {
    const setup = await setUp({}, 'hang' in reply ? 300 : undefined)
    setup.prometheus.reply = reply
    const { isError, data } = await call(setup, 'get_server_health')
    expect(isError).toBe(false)
    expect(data).toMatchObject({ verdict: 'critical', clusters: [{ error: { code, hint: expect.any(String) } }] })
  })

  test('is asked no longer once the caller has cancelled', async () => {
    const setup = await setUp()
    await call(setup, fsync)
    setup.prometheus.reply = { hang: true }
    const cancelled = new AbortController()
    const asked = setup.prometheus.requests.length
    const answer = setup.client.callTool({ name: fsync, arguments: {} }, { signal: cancelled.signal })
    await vi.waitFor(() => expect(setup.prometheus.requests.length).toBeGreaterThan(asked))
    cancelled.abort()
    await expect(answer).rejects.toThrow()
    await vi.waitFor(() => expect(setup.prometheus.abandoned).toBe(setup.prometheus.requests.length - asked))
  })

  test('that is down is unreachable, with a next step', async () => {
    const setup = await setUp()
    await setup.prometheus.close()
    const { isError, text } = await call(setup, fsync)
    expect(isError).toBe(true)
    expect(text).toContain('unreachable')
    expect(text).toMatch(/Hint: .*(running|address|port|reach)/i)
  })

  test('that knows no target at all fits no platform, which is said with what to set', async () => {
    const setup = await setUp()
    setup.prometheus.replies['/api/v1/query'] = {
      body: '{"status":"success","data":{"resultType":"vector","result":[]}}',
    }
    const { isError, text } = await call(setup, fsync)
    expect(isError).toBe(true)
    expect(text).toContain('not_found')
    expect(text).toContain('profile')
  })

  test('that answers nothing makes no_data with a reason, never ok', async () => {
    const setup = await setUp({ value: () => undefined })
    const { isError, text, data } = await call(setup, fsync)
    expect(isError).toBe(false)
    expect(data).toMatchObject({ verdict: 'no_data' })
    expect(text).toMatch(/^no_data: /)
  })
})

describe('etcd', () => {
  test('without one of three members the other two are judged and the third is named', async () => {
    const setup = await setUp({
      value: (query, { instance }) => {
        if (instance === 'm3') return query.includes('(up{') && query.includes('min_over_time') ? 0 : undefined
        if (query.includes('etcd_server_is_leader')) return instance === 'm1' ? 1 : 0
        return query.includes('up{') || query.includes('has_leader') ? 1 : 0
      },
    })
    const { data, text } = await call(setup, 'get_etcd_cluster_status')
    expect(data).toMatchObject({ verdict: 'critical', source: 'metrics', leader: 'm1' })
    expect(text).toMatch(/m3: critical, down \(Prometheus cannot scrape it\)/)
    expect(text).toMatch(/2 of 3 voting members up/)
  })

  test('that is nowhere to be seen is no_data with the next step', async () => {
    const setup = await setUp({ value: (query) => (query.includes('etcd') ? undefined : 1), instances: [] })
    const { isError, text, data } = await call(setup, 'get_etcd_cluster_status')
    expect(isError).toBe(false)
    expect(data).toMatchObject({ verdict: 'no_data', members: [] })
    expect(text).toContain('etcd.endpoints')
  })
})

test('no secret is in any result, error or log line, whatever is asked', async () => {
  const setup = await setUp()
  const { tools } = await setup.client.listTools()
  const answers: unknown[] = [tools]
  for (const { name } of tools)
    answers.push((await call(setup, name, name === 'query_metric' ? { metric: 'x' } : (neededArgs[name] ?? {}))).result)
  setup.prometheus.reply = { status: 401, body: `bad token ${canary}`, headers: { 'x-echo': canary } }
  for (const { name } of tools) answers.push((await call(setup, name)).result)
  setup.prometheus.reply = { status: 400, body: `{"status":"error","errorType":"bad_data","error":"${canary}"}` }
  answers.push((await call(setup, fsync)).result)
  expect(setup.prometheus.requests.some(({ authorization }) => authorization?.includes(canary))).toBe(true)
  expect(JSON.stringify(answers)).not.toContain(canary)
  expect(setup.written()).not.toContain(canary)
  expect(setup.written()).not.toBe('')
}, 60_000)
