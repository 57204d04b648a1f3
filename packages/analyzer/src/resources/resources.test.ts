import type { Client } from '@modelcontextprotocol/client'
import { connectClient } from '@ocp-perf/mcp-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineAnalyzer } from '../define-analyzer.ts'
import { type FakePrometheus, startFakePrometheus, testContext } from '../testing/index.ts'

let prometheus: FakePrometheus
let client: Client

beforeAll(async () => {
  prometheus = await startFakePrometheus({ value: (_, { instance }) => (instance === 'm2' ? Number.NaN : 0.25) })
  const context = testContext({ url: prometheus.url, clusters: [{ name: 'east' }, { name: 'west' }], current: 'east' })
  client = await connectClient(
    await defineAnalyzer({ name: 'test', title: 'Test', version: '1', instructions: 'i', tools: [] }, context),
  )
})
afterAll(async () => {
  await client.close()
  await prometheus.close()
})

const read = async (uri: string) => {
  const { contents } = await client.readResource({ uri })
  const [content] = contents
  return JSON.parse(content !== undefined && 'text' in content ? content.text : '')
}

test('the catalog, a group and the thresholds can be read', async () => {
  expect(await read('catalog://metrics')).toContainEqual(
    expect.objectContaining({ id: 'etcd_wal_fsync_p99', unit: 'seconds', group: 'etcd/disk-wal-fsync' }),
  )
  expect(await read('catalog://groups/etcd/network-io')).toMatchObject({
    name: 'etcd/network-io',
    metrics: expect.any(Array),
  })
  expect(await read('catalog://thresholds')).toContainEqual(
    expect.objectContaining({
      id: 'etcd_wal_fsync_p99',
      watch: expect.any(Number),
      source: expect.stringContaining('http'),
    }),
  )
})

test('the points of a metric are read from the address that its panel gives', async () => {
  const { structuredContent } = await client.callTool({
    name: 'query_metric',
    arguments: { metric: 'etcd_wal_fsync_p99', duration: '15m', cluster: 'west' },
  })
  const { metrics, window } = structuredContent as { metrics: { uri: string }[]; window: object }
  const points = await read(metrics[0]?.uri ?? '')
  expect(points).toMatchObject({ cluster: 'west', id: 'etcd_wal_fsync_p99', unit: 'seconds', window, omitted: 0 })
  expect(points.series[0]).toMatchObject({
    labels: { member: 'm1' },
    points: expect.arrayContaining([[expect.any(Number), 0.25]]),
  })
})

test('a point that is no number is null, as JSON has no NaN', async () => {
  const { series } = await read('metric://east/etcd_wal_fsync_p99?duration=5m')
  const silent = series.find(({ labels }: { labels: { member: string } }) => labels.member === 'm2')
  expect(silent.points.every(([, value]: [number, number | null]) => value === null)).toBe(true)
})

test('a step can be asked for, within bounds', async () => {
  const { window } = await read('metric://east/etcd_wal_fsync_p99?duration=1h&step=60')
  expect(window.step).toBe(60)
  await expect(read('metric://east/etcd_wal_fsync_p99?duration=1d&step=1')).rejects.toThrow(/at most 300 points/)
  await expect(read('metric://east/etcd_wal_fsync_p99?step=often')).rejects.toThrow(/not a number of seconds/)
})

test.each([
  ['metric://nowhere/etcd_wal_fsync_p99', /no cluster/],
  ['metric://east/etcd_wal_fsnyc_p99', /etcd_wal_fsync_p99/],
  ['metric://east/etcd_wal_fsync_p99?duration=garbage', /1h30m/],
  ['catalog://groups/etcd/nothing', /etcd\//],
  ['catalog://nothing', /./],
])('%s is refused with what to do', async (uri, reason) => {
  await expect(read(uri)).rejects.toThrow(reason)
})

test.each([
  ['metric://{cluster}/{id}{?start,end,step,duration}', 'cluster', 'w', ['west']],
  ['metric://{cluster}/{id}{?start,end,step,duration}', 'id', 'etcd_wal_fsync_p9', ['etcd_wal_fsync_p99']],
  ['metric://{cluster}/{id}{?start,end,step,duration}', 'duration', '3', ['30m', '3h']],
  ['metric://{cluster}/{id}{?start,end,step,duration}', 'step', '3', []],
  ['catalog://groups/{domain}/{group}', 'domain', 'et', ['etcd']],
  ['catalog://groups/{domain}/{group}', 'group', 'network', ['network-io']],
])('%s completes %s', async (uri, name, value, expected) => {
  const { completion } = await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })
  expect(completion.values).toEqual(expected)
})
