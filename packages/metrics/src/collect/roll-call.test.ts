import { AppError } from '@ocp-perf/errors'
import type { RangeWindow } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { instantFrame, rangeFrame } from '../testing/fake-source.ts'
import { lab } from '../testing/lab.ts'

const answer =
  (...members: string[]) =>
  (_: string, window: RangeWindow) =>
    rangeFrame(
      window,
      members.map((instance) => ({ labels: { instance }, values: Array.from({ length: 121 }, () => 0.001) })),
    )
const down = (...members: string[]) =>
  [['up{job=~".*etcd.*"} == 0', instantFrame(members.map((instance) => [{ instance }, 1]))]] as const

test('a panel is not ok without a word on a member that was down all along', async () => {
  const { collector } = await lab({ range: answer('m1', 'm2'), instant: down('m3') })
  const { panel, frames } = await collector.group('etcd/fsync', {})
  expect(panel).toMatchObject({
    verdict: 'no_data',
    headline: 'WAL fsync p99: m1 and m2 ok (≤ 1 ms, limit 10 ms, etcd.io); m3 no data',
    notes: ['No sample of m3 in this window: Prometheus cannot scrape it.'],
  })
  expect(panel.metrics[0]?.rows[0]).toMatchObject({ labels: { member: 'm3' }, last: null, verdict: 'no_data' })
  expect(frames.get('fsync_p99')?.series).toHaveLength(2)
  const others = await collector.group('etcd/fsync', { only: { member: ['m1', 'm2'] } })
  expect(others.panel).toMatchObject({ verdict: 'ok', notes: [] })
})

test('a row stays as it is for a member that is down now but was measured in the window, and asks who is down once', async () => {
  const { collector, source } = await lab({ range: answer('m1', 'm2', 'm3'), instant: down('m2') })
  const { panel } = await collector.group(['etcd/fsync', 'etcd/calls'], {})
  expect(panel.metrics[0]?.rows).toHaveLength(3)
  expect(source.asked.instant.filter((query) => query.includes('== 0'))).toEqual([
    'group by (instance) (up{job=~".*etcd.*"} == 0)',
  ])
})

test('the figures do without the answer to who is down', async () => {
  const instant = [['up{job=~".*etcd.*"} == 0', new AppError('timeout', 'slow')]] as const
  const { collector } = await lab({ range: answer('m1', 'm2', 'm3'), instant })
  expect((await collector.group('etcd/fsync', {})).panel.metrics[0]?.rows).toHaveLength(3)
})
