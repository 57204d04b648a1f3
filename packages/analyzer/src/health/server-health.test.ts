import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import type { Row } from '@ocp-perf/panel'
import { afterEach, expect, test } from 'vitest'
import { filledFields } from '../rows-by-field.ts'
import { type FakePrometheus, startFakePrometheus, type TestContextOptions, testContext } from '../testing/index.ts'
import { scrapingFields, scrapingGroup } from './probe-cluster.ts'
import { readServerHealth, summarizeHealth } from './server-health.ts'
import { watchedTargets } from './watched-targets.ts'

const started: FakePrometheus[] = []
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.close()
})

const { signal } = new AbortController()

async function setUp(value: (query: string) => number | undefined, options: Partial<TestContextOptions> = {}) {
  const fake = await startFakePrometheus({ value })
  started.push(fake)
  return { fake, context: testContext({ url: fake.url, ...options }) }
}

const fresh = (query: string) => (query.includes('timestamp') ? 7 : 1)

test('health is what Prometheus answers, not that objects exist', async () => {
  const { context, fake } = await setUp(fresh, { warnings: ['Certificate checks are off.'] })
  const health = await readServerHealth(context, undefined, signal)
  expect(health).toMatchObject({
    verdict: 'ok',
    server: { name: 'test-analyzer', version: '1.2.3', uptime_seconds: expect.any(Number) },
    clusters: [
      {
        name: 'lab',
        prometheus: { reachable: true, found_by: 'the test', version: 'Prometheus 2.53.3', series: 4321 },
        platform: 'standalone',
        newest_sample_seconds: 7,
        targets: { etcd: 'up', node: 'up', apiserver: 'none' },
        notes: expect.arrayContaining(['Certificate checks are off.']),
      },
    ],
  })
  expect(health.server.uptime_seconds).toBeGreaterThanOrEqual(60)
  expect(summarizeHealth(health)).toMatch(
    /^ok: lab: Prometheus 2\.53\.3 answers in .+, profile standalone, newest sample 7 s old/,
  )
  expect(fake.requests.some(({ path }) => path === '/api/v1/query_range')).toBe(true)
})

test('a job whose targets are down is named with the share that answers', async () => {
  const { context } = await setUp((query) => (query.includes('timestamp') ? 7 : 0.5))
  const health = await readServerHealth(context, 'lab', signal)
  expect(health.verdict).toBe('degraded')
  expect(health.clusters[0]?.failing_jobs).toEqual({ etcd: 0.5 })
  expect(summarizeHealth(health)).toContain('Targets down: etcd (50% up)')
  expect(summarizeHealth(health)).toContain('Targets: etcd 50% up,')
})

test('a selector says what share of its targets answers, and is never ok while one is down', async () => {
  const { context } = await setUp((query) => (query.includes('timestamp') ? 7 : 0.95))
  const health = await readServerHealth(context, 'lab', signal)
  expect(health.verdict).toBe('watch')
  expect(health.clusters[0]).toMatchObject({ targets: { etcd: 'up' }, target_shares: { etcd: 0.95 } })
  expect(summarizeHealth(health)).toContain('Targets: etcd 95% up')
  expect(summarizeHealth(health)).not.toContain('etcd up')
})

test.each([
  ['etcd', 'etcd', 'up', { etcd: 0.5 }],
  ['~.*etcd.*', 'kube-etcd', 'up', { etcd: 0.5 }],
  ['~etcd', 'kube-etcd', 'up', {}],
  ['~(?i)ETCD', 'etcd', 'up', { etcd: 0.5 }],
  ['!etcd', 'etcd', 'up', {}],
  ['!~kube.*', 'etcd', 'up', { etcd: 0.5 }],
  ['etcd', 'etcd', 'none', {}],
] as const)('the selector %s and job %s, found %s, make the shares %j', (job, name, found, shares) => {
  const row: Row = {
    labels: { job: name },
    last: 0.5,
    mean: 0.5,
    min: 0.5,
    max: 0.5,
    p95: 0.5,
    verdict: 'degraded',
    over: 1,
    since: 0,
  }
  const watched = watchedTargets({ etcd: { job }, disk: {} }, [row], () => found)
  expect(watched).toEqual({ targets: { etcd: found }, shares })
  const gone = watchedTargets({ etcd: { job } }, [{ ...row, last: 0 }], () => found)
  expect(gone.targets.etcd).toBe('etcd' in shares ? 'down' : found)
})

test('nothing scraped is not ok', async () => {
  const { context } = await setUp(() => undefined)
  const health = await readServerHealth(context, undefined, signal)
  expect(health.verdict).toBe('no_data')
  expect(health.headline).toContain('no target was scraped')
})

test('one cluster out of reach is critical and does not hide the other', async () => {
  const { fake } = await setUp(fresh)
  const context = testContext({
    url: fake.url,
    clusters: [{ name: 'east' }, { name: 'west', profile: 'no-such-profile' }],
  })
  const health = await readServerHealth(context, undefined, signal)
  expect(health.verdict).toBe('critical')
  expect(health.clusters.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['east', 'ok'],
    ['west', 'critical'],
  ])
  expect(health.clusters[1]?.error?.hint).toEqual(expect.any(String))
  expect(summarizeHealth(health)).toContain('- east: ok')
})

test('a figure that the source does not give is null, and the rest is there', async () => {
  const { context, fake } = await setUp(fresh)
  fake.replies['/api/v1/status/tsdb'] = { status: 404, body: 'not found' }
  fake.replies['/api/v1/status/buildinfo'] = { status: 404, body: 'not found' }
  const { clusters } = await readServerHealth(context, undefined, signal)
  expect(clusters[0]).toMatchObject({
    verdict: 'ok',
    prometheus: { reachable: true, version: null, series: null, latency_seconds: null },
  })
})

test('an unknown cluster is refused', async () => {
  const { context } = await setUp(fresh)
  await expect(readServerHealth(context, 'nowhere', signal)).rejects.toMatchObject({ code: 'not_found' })
})

test('the metrics that health is read from are in the catalog', () => {
  const catalog = loadCatalog(locateConfig({}, import.meta.url))
  expect(filledFields(catalog, [scrapingGroup])).toEqual(expect.arrayContaining([...scrapingFields]))
})
