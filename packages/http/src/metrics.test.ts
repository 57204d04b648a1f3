import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('work is counted and timed, amounts add up, and figures are those of the moment that somebody asks', async () => {
  const metrics = await createMetrics()
  metrics.timed('work', 'Work.', ['kind'])({ kind: 'a' }, 0.2)
  const add = metrics.counted('bytes', 'Bytes.', ['kind'])
  add({ kind: 'a' }, 2)
  add({ kind: 'a' }, 3)
  let shown = [{ labels: { kind: 'a' }, value: 7 }]
  metrics.shown('waiting', 'Waiting.', ['kind'], () => shown)
  const text = await metrics.text()
  expect(text).toContain('work_total{kind="a"} 1')
  expect(text).toContain('work_duration_seconds_sum{kind="a"} 0.2')
  expect(text).toContain('bytes_total{kind="a"} 5')
  expect(text).toContain('waiting{kind="a"} 7')
  shown = [{ labels: { kind: 'b' }, value: 1 }]
  const later = await metrics.text()
  expect(later).toContain('waiting{kind="b"} 1')
  expect(later).not.toContain('waiting{kind="a"}')
})
