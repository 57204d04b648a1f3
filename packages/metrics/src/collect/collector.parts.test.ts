import type { RangeWindow } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { rangeFrame } from '../testing/fake-source.ts'
import { fsyncAnswer, lab, steady } from '../testing/lab.ts'

const answer = (query: string, window: RangeWindow) =>
  query.includes('fsync')
    ? fsyncAnswer(query, window)
    : rangeFrame(window, [{ labels: { instance: 'm1', To: 'a2' }, values: steady(0) }])

test('several groups are one panel, and each a panel of its own, out of the same answers', async () => {
  const { collector, source } = await lab({ range: answer })
  const { panel, parts } = await collector.group(['etcd/leaders', 'etcd/fsync', 'etcd/leaders'], {})
  expect(panel.panel).toBe('etcd/leaders+etcd/fsync')
  expect(parts.map(({ panel: name, verdict }) => [name, verdict])).toEqual([
    ['etcd/leaders', 'ok'],
    ['etcd/fsync', 'critical'],
  ])
  expect(parts.flatMap(({ metrics }) => metrics)).toEqual(panel.metrics)
  expect(parts[1]?.headline).toBe(panel.headline)
  expect(new Set(source.asked.range).size).toBe(source.asked.range.length)
})

test('the step may be as short as the scrapes of what is named, not of the slowest', async () => {
  const { collector } = await lab({
    range: answer,
    jobs: [
      { job: 'etcd', interval: 15 },
      { job: 'node', interval: 60 },
    ],
  })
  const both = ['etcd/fsync', 'disk/writes'] as const
  const slow = await collector.group(both, { duration: '1h' })
  expect(slow).toMatchObject({ panel: { window: { step: 60 } }, scrapeSeconds: 60 })
  const [fsync] = (await collector.group('etcd/fsync', {})).parts
  expect(fsync?.window.step).toBe(15)
})

test('whoever waits is told of each metric that is read', async () => {
  const { collector } = await lab({ range: answer })
  const told: string[] = []
  await collector.group(['etcd/leaders', 'etcd/fsync', 'etcd/traffic'], {
    onProgress: (done, total) => told.push(`${done}/${total}`),
  })
  expect(told).toEqual(['1/3', '2/3', '3/3'])
})
