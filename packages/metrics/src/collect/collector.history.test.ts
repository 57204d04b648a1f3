import type { RangeWindow } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { rangeFrame } from '../testing/fake-source.ts'
import { lab } from '../testing/lab.ts'

test('a history shorter than the window is said, and a window beyond what is kept is refused', async () => {
  const young = Array.from({ length: 121 }, (_, index) => (index < 60 ? Number.NaN : 0.004))
  const range = (_: string, window: RangeWindow) => rangeFrame(window, [{ labels: { instance: 'm1' }, values: young }])
  const { collector } = await lab({ range, retention: 86_400 })
  const { panel } = await collector.group('etcd/fsync', { duration: '1h' })
  expect(panel.notes.join()).toContain('Samples begin at 13:30:00Z: the 30m of the window before that were not seen.')
  await expect(collector.group('etcd/fsync', { duration: '2d' })).rejects.toMatchObject({ code: 'invalid_input' })
})
