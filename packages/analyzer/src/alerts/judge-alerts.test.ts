import { AppError } from '@ocp-perf/errors'
import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import { afterEach, expect, test } from 'vitest'
import { filledFields } from '../rows-by-field.ts'
import { type FakePrometheus, type FakePrometheusOptions, startFakePrometheus, testContext } from '../testing/index.ts'
import { judgeAlerts } from './judge-alerts.ts'
import { alertFields, alertsGroup } from './read-alert-series.ts'
import { readAlerts } from './read-alerts.ts'
import { summarizeAlerts } from './summarize-alerts.ts'

const started: FakePrometheus[] = []
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.close()
})

const alert = (name: string, severity: string, state: string, labels: object = {}) => ({
  labels: { alertname: name, severity, ...labels },
  annotations: { summary: `${name} happened` },
  state,
  activeAt: '2026-01-02T03:04:05.5Z',
  value: '1e+00',
})
const watchdog = alert('Watchdog', 'none', 'firing')
const alertingRules = [
  {
    name: 'g',
    file: 'f',
    rules: [{ type: 'alerting', name: 'A', query: 'up', labels: {}, annotations: {}, health: 'ok', state: 'inactive' }],
  },
]

async function read(options: FakePrometheusOptions, prepare: (fake: FakePrometheus) => void = () => {}) {
  const fake = await startFakePrometheus(options)
  started.push(fake)
  const context = testContext({ url: fake.url })
  const cluster = await context.cluster('lab')
  prepare(fake)
  const reading = await readAlerts(context, cluster, new AbortController().signal)
  return { reading, fake, judged: judgeAlerts('lab', reading, { top: 20 }) }
}

test('what fires comes before what is pending, the worst first, and Watchdog is no trouble', async () => {
  const { judged } = await read({
    alerts: [
      watchdog,
      alert('Slow', 'warning', 'pending', { namespace: 'a' }),
      alert('Down', 'critical', 'firing', { namespace: 'b', pod: 'p' }),
      alert('Full', 'warning', 'firing'),
    ],
  })
  expect(judged).toMatchObject({ verdict: 'critical', source: 'alerts_api', firing: 2, pending: 1, omitted: 0 })
  expect(judged.alerts.map(({ name }) => name)).toEqual(['Down', 'Full', 'Slow'])
  expect(judged.alerts[0]).toMatchObject({ namespace: 'b', labels: { pod: 'p' }, since: 1_767_323_045.5 })
  const text = summarizeAlerts(judged)
  expect(text).toMatch(/^critical: 2 firing and 1 pending, worst Down \(critical\)/)
  expect(text).toContain('- critical Down in b: firing since 2026-01-02T03:04:06Z; Down happened')
})

test('only Watchdog firing is ok: alerting works and has nothing to say', async () => {
  const { judged } = await read({ alerts: [watchdog] })
  expect(judged).toMatchObject({ verdict: 'ok', headline: 'nothing fires and nothing is pending' })
})

test('silence is ok with rules, no_data without any, and unknown when the rules are out of reach', async () => {
  expect((await read({ rules: alertingRules })).judged.verdict).toBe('ok')
  expect((await read({})).judged).toMatchObject({
    verdict: 'no_data',
    headline: expect.stringContaining('no alerting rule'),
  })
  const { judged } = await read({}, (fake) => {
    fake.replies['/api/v1/rules'] = { status: 403, body: 'Forbidden' }
  })
  expect(judged.verdict).toBe('unknown')
  expect(judged.notes.join()).toContain('forbidden')
})

test('a refused alerts API is replaced by the ALERTS series, which the answer says', async () => {
  const { judged, reading } = await read({ value: (query) => (query.includes('timestamp') ? 1 : 1) }, (fake) => {
    fake.replies['/api/v1/alerts'] = { status: 403, body: 'Forbidden' }
  })
  expect(reading.source).toBe('series')
  expect(judged.notes[0]).toContain('forbidden')
  expect(judged.alerts.some(({ state }) => state === 'pending')).toBe(true)
  expect(judged.alerts.some(({ state }) => state === 'firing')).toBe(true)
})

test('with neither the API nor any series nothing is known', async () => {
  const { judged } = await read({ value: () => undefined }, (fake) => {
    fake.replies['/api/v1/alerts'] = { status: 404, body: 'not found' }
  })
  expect(judged.verdict).toBe('unknown')
})

test('a filter hides alerts and says how many', async () => {
  const { reading } = await read({
    alerts: [alert('A', 'critical', 'firing', { namespace: 'x' }), alert('B', 'warning', 'firing', { namespace: 'y' })],
  })
  const filtered = judgeAlerts('lab', reading, { top: 20, severity: 'warning' })
  expect(filtered.alerts.map(({ name }) => name)).toEqual(['B'])
  expect(filtered.notes.join()).toContain('1 alert is hidden')
  expect(judgeAlerts('lab', reading, { top: 1 })).toMatchObject({ omitted: 1, firing: 2 })
  expect(judgeAlerts('lab', reading, { top: 20, namespace: 'x' }).firing).toBe(1)
})

test('the verdict is that of all alerts, and the headline says what happens beside the filter', async () => {
  const { reading } = await read({
    alerts: [
      alert('A', 'critical', 'firing', { namespace: 'x' }),
      alert('B', 'warning', 'firing', { namespace: 'y' }),
      alert('C', 'warning', 'pending', { namespace: 'z' }),
    ],
  })
  expect(judgeAlerts('lab', reading, { top: 20, severity: 'warning' })).toMatchObject({
    verdict: 'critical',
    headline: '1 firing and 1 pending of severity warning, worst B (warning); 1 critical alert fires beside',
  })
  expect(judgeAlerts('lab', reading, { top: 20, namespace: 'z' })).toMatchObject({
    verdict: 'critical',
    headline:
      '0 firing and 1 pending in namespace z, worst C (warning); 1 critical alert and 1 warning alert fire beside',
  })
})

test('a filter that matches nothing names what there is, so that a typing mistake is not taken for silence', async () => {
  const { reading } = await read({
    alerts: [
      alert('A', 'critical', 'firing', { namespace: 'x' }),
      alert('B', 'warning', 'pending', { namespace: 'y' }),
      alert('C', 'warning', 'pending'),
    ],
  })
  const typo = judgeAlerts('lab', reading, { top: 20, severity: 'crit' })
  expect(typo).toMatchObject({
    verdict: 'critical',
    headline: 'nothing of severity crit; 1 critical alert fires beside',
    alerts: [],
  })
  expect(typo.notes.join()).toContain('The severities seen are critical, warning')
  expect(typo.notes.join()).not.toContain('namespaces')
  const elsewhere = judgeAlerts('lab', reading, { top: 20, severity: 'info', namespace: 'nope' })
  expect(elsewhere.headline).toBe('nothing of severity info in namespace nope; 1 critical alert fires beside')
  expect(elsewhere.notes.join()).toMatch(/severities seen are critical, warning; the namespaces seen are x, y\./)
  const quiet = judgeAlerts('lab', { ...reading, alerts: reading.alerts.slice(1) }, { top: 20, namespace: 'nope' })
  expect(quiet).toMatchObject({ verdict: 'watch', headline: 'nothing in namespace nope; 2 alerts are pending beside' })
})

test('a filter changes nothing where there is nothing to hide', async () => {
  const { reading } = await read({ alerts: [watchdog] })
  expect(judgeAlerts('lab', reading, { top: 20, severity: 'warning' })).toMatchObject({
    verdict: 'ok',
    headline: 'nothing fires and nothing is pending',
    notes: [],
  })
})

test('a hundred alerts with long texts and many labels stay a bounded answer, whose counts stay right', async () => {
  const labels = (count: number, length: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`label_${index}`, 'v'.repeat(length)]))
  const many = Array.from({ length: 120 }, (_, index) => ({
    ...alert(`Alert${index}`, 'warning', 'firing', { namespace: 'ns', pod: `pod-${index}`, ...labels(30, 500) }),
    annotations: { summary: 'é'.repeat(5000) },
  }))
  const { reading } = await read({ alerts: many })
  const judged = judgeAlerts('lab', reading, { top: 100 })
  expect(Buffer.byteLength(JSON.stringify(judged))).toBeLessThanOrEqual(60_000)
  expect(judged).toMatchObject({ firing: 120, verdict: 'degraded' })
  expect(judged.alerts.length + judged.omitted).toBe(120)
  expect(judged.alerts.length).toBeGreaterThan(20)
  expect(judged.alerts[0]?.summary).toHaveLength(200)
  for (const value of Object.values(judged.alerts[0]?.labels ?? {})) expect(value.length).toBeLessThanOrEqual(100)
  expect(judged.notes.join()).toContain('longer than this answer may be')
})

test('a hundred alerts of the usual size are all shown', async () => {
  const many = Array.from({ length: 100 }, (_, index) => ({
    ...alert(`KubePodCrashLooping${index}`, 'warning', 'firing', {
      namespace: 'openshift-monitoring',
      pod: `some-deployment-5d4f8c7b9-${index}`,
      container: 'some-container',
      service: 'kube-state-metrics',
      uid: '3f0c1b8e-8d1f-4e2a-9a77-0123456789ab',
    }),
    annotations: { summary: 's'.repeat(120) },
  }))
  const { reading } = await read({ alerts: many })
  const judged = judgeAlerts('lab', reading, { top: 100 })
  expect(judged.alerts).toHaveLength(100)
  expect(judged).toMatchObject({ omitted: 0, notes: [] })
  expect(judged.alerts[0]).toEqual(reading.alerts[0])
})

test('that no rule is loaded is not remembered, as one may be loaded at any time; that there are some is', async () => {
  const fake = await startFakePrometheus({})
  started.push(fake)
  const context = testContext({ url: fake.url })
  const cluster = await context.cluster('lab')
  const hasRules = async () => (await readAlerts(context, cluster, new AbortController().signal)).hasRules
  expect(await hasRules()).toBe(false)
  const body = JSON.stringify({ status: 'success', data: { groups: alertingRules } })
  fake.replies['/api/v1/rules'] = { body }
  expect(await hasRules()).toBe(true)
  expect(await hasRules()).toBe(true)
  expect(fake.requests.filter(({ path }) => path === '/api/v1/rules')).toHaveLength(2)
})

test('every alert counts where many are read from the ALERTS series', async () => {
  const { judged } = await read(
    { instances: Array.from({ length: 3 }, (_, index) => `n${index}`), value: () => 1 },
    (fake) => {
      fake.replies['/api/v1/alerts'] = { status: 403, body: 'Forbidden' }
      const now = Date.now() / 1000
      const result = Array.from({ length: 250 }, (_, index) => ({
        metric: { alertname: `A${index}`, severity: 'warning', namespace: 'x' },
        values: Array.from({ length: 80 }, (_, point) => [now - (79 - point) * 15, '1']),
      }))
      fake.replies['/api/v1/query_range'] = {
        body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }),
      }
    },
  )
  // The same answer for each of the metrics that fill firing, and for the one that fills pending.
  expect(judged).toMatchObject({ source: 'series', pending: 250, firing: 750, omitted: 980 })
})

test('the metrics that alerts are read from are in the catalog', () => {
  const catalog = loadCatalog(locateConfig({}, import.meta.url))
  expect(filledFields(catalog, [alertsGroup])).toEqual(expect.arrayContaining([...alertFields]))
  expect(() => catalog.group('alerts/nothing')).toThrow(AppError)
})
