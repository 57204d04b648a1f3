import { expect, test } from 'vitest'
import { smallApi } from '../testing/small-api.ts'
import { oddLabels, smallRecording } from '../testing/small-store.ts'

const { get } = smallApi()
const { start, end } = smallRecording

const dataOf = async (path: string, parameters: Record<string, string | string[]> = {}) => {
  const { status, text } = await get(`/api/v1/${path}`, parameters)
  expect(status).toBe(200)
  return JSON.parse(text).data
}

test('labels, values and series, with escaped names and a limit that says that it cut', async () => {
  expect(await dataOf('labels', { 'match[]': 'up' })).toEqual(['__name__', 'instance', 'job'])
  expect(await dataOf('label/job/values')).toEqual(['etcd'])
  expect(await dataOf('label/U__na_6d_e/values', { 'match[]': 'odd' })).toEqual([oddLabels.name])
  expect(await dataOf('series', { 'match[]': ['odd', 'up{instance="a:1"}'] })).toHaveLength(2)
  const far = { start: '-292273086-05-16T16:47:06Z', end: '292277025-08-18T07:12:54.999999999Z' }
  expect(await dataOf('series', { 'match[]': 'up', ...far })).toHaveLength(2)
  const cut = JSON.parse((await get('/api/v1/labels', { limit: '1' })).text)
  expect(cut).toEqual({ status: 'success', data: ['0'], warnings: ['results truncated due to limit'] })
})

test('metadata, alerts, rules, targets and exemplars', async () => {
  expect(await dataOf('metadata', { metric: 'requests_total' })).toEqual({
    requests_total: [{ type: 'counter', help: 'Requests <all>.', unit: '' }],
  })
  expect(Object.keys(await dataOf('metadata', { limit: '1' }))).toHaveLength(1)
  const { alerts } = await dataOf('alerts')
  expect(alerts).toMatchObject([{ state: 'firing', activeAt: new Date((start + 60) * 1000).toISOString() }])
  expect(await dataOf('rules')).toEqual({ groups: [] })
  const { activeTargets } = await dataOf('targets')
  expect(activeTargets).toMatchObject([{ scrapePool: 'etcd', health: 'up', scrapeInterval: '15s' }, { health: 'down' }])
  expect((await dataOf('targets', { state: 'dropped' })).activeTargets).toEqual([])
  expect(await dataOf('query_exemplars', { query: 'up' })).toEqual([])
})

test('the status of the server', async () => {
  expect(await dataOf('status/buildinfo')).toMatchObject({ application: 'embedded PromQL', version: '3.5.3' })
  expect(await dataOf('status/runtimeinfo')).toMatchObject({ storageRetention: '15m', reloadConfigSuccess: true })
  expect(await dataOf('status/config')).toEqual({ yaml: '' })
  expect(await dataOf('status/flags')).toEqual({ 'query.timeout': '30s' })
  const tsdb = await dataOf('status/tsdb', { limit: '2' })
  expect(tsdb.headStats).toEqual({ numSeries: 12, numLabelPairs: 23, minTime: start * 1000, maxTime: end * 1000 })
  expect(tsdb.seriesCountByMetricName).toEqual([
    { name: 'latency_seconds_bucket', value: 3 },
    { name: 'requests_total', value: 2 },
  ])
  expect(tsdb.labelValueCountByLabelName[0]).toEqual({ name: '__name__', value: 8 })
  expect(tsdb.memoryInBytesByLabelName[0]).toEqual({ name: '__name__', value: 135 })
  expect(tsdb.seriesCountByLabelValuePair[0]).toEqual({ name: '__name__=latency_seconds_bucket', value: 3 })
})

test('probes', async () => {
  expect(await get('/-/healthy')).toMatchObject({ status: 200, text: 'Prometheus Server is Healthy.\n' })
  expect(await get('/-/ready')).toMatchObject({ status: 200, text: 'Prometheus Server is Ready.\n' })
})
