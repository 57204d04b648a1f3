import type { RangeWindow } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { rangeFrame } from '../testing/fake-source.ts'
import { lab } from '../testing/lab.ts'

const values = (read: (index: number) => number) => Array.from({ length: 121 }, (_, index) => read(index))

test('a panel tells young trouble of a long window, and before worse that is over', async () => {
  const range = (_: string, window: RangeWindow) =>
    rangeFrame(window, [
      { labels: { instance: 'm1' }, values: values((index) => (index < 116 ? 0.004 : 0.6)) },
      { labels: { instance: 'm2' }, values: values((index) => (index < 40 ? 8 : 0.004)) },
    ])
  const { collector } = await lab({ range })
  const { panel } = await collector.group('etcd/fsync', { duration: '1h' })
  expect(panel.headline).toBe(
    'WAL fsync p99: m1 critical, up to 600 ms (limit 500 ms, etcd.io) for 4% of the window since 13:58:00Z, still; m2 critical, up to 8 s, now 4 ms',
  )
})
