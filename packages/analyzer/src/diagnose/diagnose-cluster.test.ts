import type { Collected, Collector } from '@ocp-perf/metrics'
import { expect, onTestFinished, test } from 'vitest'
import type { AnalyzerContext } from '../context.ts'
import { startFakePrometheus, testContext } from '../testing/index.ts'
import { dumpEnd, slowMemberDump } from '../testing/slow-member-dump.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { diagnoseCluster } from './diagnose-cluster.ts'

/** A context over a dump, and every collection that is made through it. */
function watched(options: { slowFrom?: number; hours: number }) {
  const file = slowMemberDump({ folder: temporaryFolder(), ...options })
  const context = testContext({ url: '', clusters: [{ name: 'dump', file }] })
  onTestFinished(() => context.close())
  const collections: Collected[] = []
  const keep = async (collecting: Promise<Collected>) => {
    const collected = await collecting
    collections.push(collected)
    return collected
  }
  const view: AnalyzerContext = Object.create(context)
  view.cluster = async (name, signal) => {
    const cluster = await context.cluster(name, signal)
    const collector: Collector = {
      group: (...call) => keep(cluster.collector.group(...call)),
      metrics: (...call) => keep(cluster.collector.metrics(...call)),
    }
    return { ...cluster, collector }
  }
  return { context: view, collections }
}

test('an onset in a long window is read again at the scrape interval, by what the cause requires alone', async () => {
  const slowFrom = dumpEnd - 2 * 3600 - 37
  const { context, collections } = watched({ slowFrom, hours: 6 })
  const { diagnosis, collected } = await diagnoseCluster(context, 'etcd', { duration: '6h' })
  const [cause] = diagnosis.causes
  expect(collected.panel.window.step).toBe(120)
  expect(cause?.members).toEqual(['m2'])
  expect(cause?.onset_within).toBe(15)
  expect(Math.abs((cause?.onset ?? 0) - slowFrom)).toBeLessThanOrEqual(30)
  const clock = new Date((cause?.onset ?? 0) * 1000).toISOString().slice(11, 19)
  const leading = cause?.evidence[0]
  expect(cause?.summary.endsWith(leading?.says ?? '?')).toBe(true)
  expect(Math.abs((leading?.since ?? 0) - (cause?.onset ?? 0))).toBeLessThan(60)
  expect(leading?.says).toContain(new Date((leading?.since ?? 0) * 1000).toISOString().slice(11, 19))
  const found = diagnosis.findings.find(({ id, subject }) => id === leading?.metric && subject.member === 'm2')
  expect(found?.evidence[0]).toMatchObject({ since: leading?.since, says: leading?.says })
  expect(diagnosis.headline).toContain(clock)
  const [first, second, ...more] = collections
  expect(more).toEqual([])
  expect(second?.panel.window.step).toBe(15)
  expect(second?.panel.metrics.length).toBeLessThan((first?.panel.metrics.length ?? 0) / 10)
}, 60_000)

test('nothing more is asked where nothing is wrong, and where the grid is as fine as scrapes are', async () => {
  const healthy = watched({ hours: 6 })
  const { diagnosis } = await diagnoseCluster(healthy.context, 'etcd', { duration: '6h' })
  expect(diagnosis.causes).toEqual([])
  expect(healthy.collections).toHaveLength(1)
  const short = watched({ hours: 1, slowFrom: dumpEnd - 1200 })
  const { diagnosis: found, collected } = await diagnoseCluster(short.context, 'etcd', { duration: '1h' })
  expect(found.causes[0]?.members).toEqual(['m2'])
  expect(collected.panel.window.step).toBe(15)
  expect(short.collections).toHaveLength(1)
}, 60_000)

test('each query is sent once, as fine as etcd itself is scraped, and told of as it is answered', async () => {
  const prometheus = await startFakePrometheus()
  const context = testContext({ url: prometheus.url })
  onTestFinished(async () => {
    await context.close()
    await prometheus.close()
  })
  const told: [number, number][] = []
  const { collected } = await diagnoseCluster(
    context,
    'etcd',
    { duration: '30m' },
    { onProgress: (...progress) => told.push(progress) },
  )
  const sent = prometheus.requests.filter(({ path }) => path === '/api/v1/query_range').map(({ query }) => query)
  expect(new Set(sent).size).toBe(sent.length)
  expect(collected.panel.window.step).toBe(15)
  const total = collected.panel.metrics.length
  expect(told).toEqual(Array.from({ length: total }, (_, index) => [index + 1, total]))
})

test('nothing is asked any longer once the caller has given up', async () => {
  const prometheus = await startFakePrometheus()
  const context = testContext({ url: prometheus.url })
  onTestFinished(async () => {
    await context.close()
    await prometheus.close()
  })
  await context.cluster(undefined)
  prometheus.replies['/api/v1/query_range'] = { hang: true }
  const given = new AbortController()
  const asked = prometheus.requests.length
  const answer = diagnoseCluster(context, 'etcd', {}, { signal: given.signal })
  await expect.poll(() => prometheus.requests.length).toBeGreaterThan(asked)
  given.abort()
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  await expect.poll(() => prometheus.abandoned).toBeGreaterThan(0)
})

test('a domain without rules is not found, and the ones with rules are named', async () => {
  const context = testContext({ url: 'http://127.0.0.1:1' })
  await expect(diagnoseCluster(context, '../etcd', {})).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('etcd'),
  })
})
