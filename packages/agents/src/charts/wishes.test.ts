import type { MetricResult, PanelResult, Row } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { healthyDiagnosis, sampleDiagnosis, sampleOnset, sampleWindow } from '../testing/sample-diagnosis.ts'
import { limitOf } from './thresholds.ts'
import { wishesOf, wishesOfDiagnosis } from './wishes.ts'

const bands = { watch: 0.01, degraded: 0.02, source: 'https://etcd.io/docs/' }

function metric(id: string, change: Partial<MetricResult> = {}): MetricResult {
  const row = (node: string): Row => ({
    labels: { node },
    ...{ last: 1, mean: 1, min: 1, max: 1, p95: 1 },
    verdict: 'ok',
    over: null,
    since: null,
  })
  return {
    id,
    title: id,
    unit: 'seconds',
    verdict: 'ok',
    headline: '',
    rows: [row('worker-1'), row('worker-2')],
    omitted: 0,
    uri: `metric://lab/${id}`,
    ...change,
  }
}

const panel = (...metrics: MetricResult[]): PanelResult => ({
  cluster: 'lab',
  panel: 'p',
  window: sampleWindow,
  platform: 'openshift',
  verdict: 'ok',
  headline: '',
  metrics,
  findings: [],
  notes: [],
})

test('what decided a cause is drawn with the limit that it was held against, called as the catalog calls it', () => {
  const [wish] = wishesOfDiagnosis(sampleDiagnosis('m2'))
  expect(wish).toMatchObject({ metric: 'fsync_p99', onset: sampleOnset, first: [{ member: 'm2' }], alone: false })
  expect(limitOf(bands, wish?.limit)).toEqual({ value: 0.02, verdict: 'degraded', source: 'https://etcd.io/docs/' })
  expect(limitOf(undefined, wish?.limit)).toMatchObject({ value: 0.02, source: 'https://etcd.io/docs/' })
})

test('where nothing is wrong, what users feel is drawn', () => {
  const [evidence] = sampleDiagnosis('m2').causes[0]?.evidence ?? []
  const impact = evidence === undefined ? [] : [{ ...evidence, metric: 'api_latency', title: 'API latency' }]
  expect(wishesOfDiagnosis({ ...healthyDiagnosis(), impact }).map((wish) => wish.metric)).toEqual(['api_latency'])
})

test('of a panel the worst comes first, then what the question speaks of; moments are not drawn', () => {
  const metrics = [
    metric('calm'),
    metric('boot_time', { unit: 'timestamp' }),
    metric('disk_latency', { title: 'Disk latency' }),
    metric('worst', { verdict: 'critical' }),
  ]
  const wishes = wishesOf(panel(...metrics), { question: 'how is the disk?', names: [] })
  expect(wishes.map((wish) => wish.metric)).toEqual(['worst', 'disk_latency', 'calm'])
})

test('of those who are named only they are drawn', () => {
  const [wish] = wishesOf(panel(metric('m', { omitted: 5 })), { question: '', names: ['worker-2'] })
  expect(wish).toMatchObject({ first: [{ node: 'worker-2' }], alone: true })
  const [all] = wishesOf(panel(metric('m', { omitted: 5 })), { question: '', names: ['worker-9'] })
  expect(all).toMatchObject({ alone: false })
})

test('a limit is the one of the verdict, else the mildest, else none', () => {
  const of = (level: 'degraded' | 'critical' | undefined) => limitOf(bands, { of: 'level', level })?.value
  expect([of('degraded'), of('critical'), of(undefined)]).toEqual([0.02, 0.01, 0.01])
  expect(limitOf(undefined)).toBeNull()
  expect(limitOf(bands, null)).toBeNull()
})
