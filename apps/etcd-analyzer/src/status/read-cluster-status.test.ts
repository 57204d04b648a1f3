import { filledFields } from '@ocp-perf/analyzer'
import { fakeKube, startFakePrometheus, type TestContextOptions, testContext } from '@ocp-perf/analyzer/testing'
import { AppError } from '@ocp-perf/errors'
import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import type { MetricResult, Verdict } from '@ocp-perf/panel'
import { afterEach, expect, test } from 'vitest'
import { readClusterStatus } from './read-cluster-status.ts'
import { readSignals, statusFields, statusGroup } from './read-from-metrics.ts'
import { summarizeStatus } from './summarize-status.ts'

const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

const { signal } = new AbortController()
const mebibyte = 2 ** 20

/** Three members in good health as their metrics tell it; m2 leads. */
function healthy(query: string, labels: Readonly<Record<string, string>>): number {
  if (query.includes('etcd_server_is_leader')) return labels.instance === 'm2' ? 1 : 0
  if (query.includes('is_learner') || query.includes('changes') || query.includes('proposals')) return 0
  if (query.includes('quota')) return 0.1
  if (query.includes('in_use')) return 40 * mebibyte
  if (query.includes('db_total')) return 64 * mebibyte
  return 1
}

async function setUp(options: Partial<TestContextOptions> = {}, value: typeof healthy = healthy) {
  const prometheus = await startFakePrometheus({ value })
  const context = testContext({ url: prometheus.url, ...options })
  cleanUps.push(
    () => context.close(),
    () => prometheus.close(),
  )
  return { prometheus, context }
}

test('metrics alone tell members, leader, version and sizes, and the answer says so', async () => {
  const { context } = await setUp()
  const status = await readClusterStatus(context, {}, signal)
  expect(status).toMatchObject({ verdict: 'ok', source: 'metrics', leader: 'm2', alarms: null, signals: [] })
  expect(status.members).toHaveLength(3)
  expect(status.members.find(({ member }) => member === 'm2')).toMatchObject({
    leader: true,
    healthy: true,
    learner: false,
    version: '3.5.16',
    db_bytes: 64 * mebibyte,
    db_in_use_bytes: 40 * mebibyte,
    id: null,
    term: null,
  })
  const text = summarizeStatus(status)
  expect(text).toMatch(/^ok: 3 of 3 voting members up, leader m2, etcd 3\.5\.16/)
  expect(text).toMatch(/as of \d\d:\d\d:\d\dZ\n/)
  expect(text).toMatch(/Source: metrics \(Prometheus of lab\), \S+Z; metrics since \S+Z\n/)
  expect(text).toMatch(/\nSpeed is not judged here: get_etcd_disk_wal_fsync, get_etcd_network_io\.$/)
})

test('a member that is scraped and has no leader is cut off from the others, not healthy', async () => {
  const { context } = await setUp({}, (query, labels) =>
    query.includes('has_leader') && labels.instance === 'm3' ? 0 : healthy(query, labels),
  )
  const status = await readClusterStatus(context, {}, signal)
  expect(status.members[0]).toMatchObject({ member: 'm3', answers: true, has_leader: false, healthy: false })
  expect(status.headline).toMatch(/^m3: unhealthy \(no leader: cut off from the others\); 2 of 3 voting members up/)
})

test('a limit that is crossed stands beside the members as a signal, and in the verdict', async () => {
  const { context } = await setUp({}, (query, labels) =>
    query.includes('quota_backend') && !query.includes('predict') ? 0.97 : healthy(query, labels),
  )
  const status = await readClusterStatus(context, {}, signal)
  expect(status.verdict).toBe('critical')
  expect(status.signals[0]).toMatchObject({ verdict: 'critical', text: expect.stringContaining('quota') })
  expect(status.members.every(({ verdict }) => verdict === 'ok')).toBe(true)
})

test('a limit that was crossed and is not any more is told as past, after what lasts', async () => {
  const { context } = await setUp()
  const panel = await context.collect(statusGroup, { duration: '5m' }, signal)
  const over = (id: string, verdict: Verdict, last: number | null): MetricResult => {
    const metric = panel.metrics.find((candidate) => candidate.id === id)
    if (metric === undefined) throw new Error(`no ${id}`)
    return {
      ...metric,
      verdict,
      rows: metric.rows.map((row, index) => (index === 0 ? { ...row, verdict, last } : row)),
    }
  }
  const metrics = [
    over('etcd_has_leader', 'critical', 1),
    over('etcd_db_quota_use', 'critical', null),
    over('etcd_member_up', 'degraded', 0),
    over('etcd_leader_changes', 'watch', 1),
  ]
  const signals = readSignals({ ...panel, metrics }, context.catalog)
  expect(signals.map(({ verdict, past }) => [verdict, past])).toEqual([
    ['degraded', false],
    ['watch', false],
    ['critical', true],
    ['critical', true],
  ])
  expect(signals[2]?.text).toMatch(/^earlier in the window: Member has a leader/)
  expect(signals[0]?.text).toMatch(/^Member answers scrapes/)
})

test('a moment in the past is asked of metrics even where etcd itself may be asked', async () => {
  const { context, prometheus } = await setUp({
    clusters: [{ name: 'lab', etcd: { endpoints: ['http://127.0.0.1:1'], insecure: false } }],
  })
  const status = await readClusterStatus(context, { time: 'now-6h' }, signal)
  expect(status.source).toBe('metrics')
  expect(Date.now() / 1000 - status.time).toBeGreaterThan(6 * 3600 - 60)
  expect(prometheus.requests.length).toBeGreaterThan(0)
})

test('when etcd itself cannot be asked, metrics answer and the note says why', async () => {
  const { context } = await setUp({
    clusters: [{ name: 'lab', etcd: { endpoints: ['http://127.0.0.1:1'], insecure: false } }],
  })
  const status = await readClusterStatus(context, {}, signal)
  expect(status).toMatchObject({ source: 'metrics', verdict: 'ok' })
  expect(status.notes.join()).toMatch(/etcd itself could not be asked \(unreachable\).*connection refused/)
})

test('exec runs only where the configuration allows it', async () => {
  const kube = fakeKube({
    objects: { '/api/v1/namespaces/openshift-etcd/pods': { items: [{ metadata: { name: 'etcd-0' } }] } },
    exec: () => new AppError('forbidden', 'No pods/exec.', { hint: 'Grant create on pods/exec.' }),
  })
  const off = await setUp({ kube })
  expect((await readClusterStatus(off.context, {}, signal)).source).toBe('metrics')
  expect(kube.ran).toEqual([])
  const on = await setUp({ kube, clusters: [{ name: 'lab', kubernetes: { exec: true, insecure: false } }] })
  const status = await readClusterStatus(on.context, {}, signal)
  expect(kube.ran.length).toBeGreaterThan(0)
  expect(status.source).toBe('metrics')
  expect(status.notes.join()).toContain('No pods/exec. Grant create on pods/exec.')
})

test('exec without a Kubernetes API is a note that says what to set', async () => {
  const { context } = await setUp({ clusters: [{ name: 'lab', kubernetes: { exec: true, insecure: false } }] })
  const status = await readClusterStatus(context, {}, signal)
  expect(status.notes.join()).toContain('kubernetes.kubeconfig')
})

test('when neither etcd nor Prometheus answers, the error is that of etcd', async () => {
  const { context, prometheus } = await setUp({
    clusters: [{ name: 'lab', etcd: { endpoints: ['http://127.0.0.1:1'], insecure: false } }],
  })
  prometheus.reply = { status: 503 }
  await expect(readClusterStatus(context, {}, signal)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('No etcd endpoint answered'),
  })
})

test('without a way to etcd a Prometheus that fails is the error', async () => {
  const { context, prometheus } = await setUp()
  prometheus.reply = { status: 403, body: 'Forbidden' }
  await expect(readClusterStatus(context, {}, signal)).rejects.toMatchObject({ code: 'forbidden' })
})

test('each figure of a status is filled by one metric of the catalog', () => {
  const catalog = loadCatalog(locateConfig({}, import.meta.url))
  expect([...filledFields(catalog, [statusGroup])].sort()).toEqual([...statusFields].sort())
})
