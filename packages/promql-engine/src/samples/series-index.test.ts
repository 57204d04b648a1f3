import { expect, test } from 'vitest'
import { runAtOnce } from '../testing/evaluation.ts'
import { createSeriesIndex } from './series-index.ts'

const count = 5_000

test('asking for labels that no series has takes no room for good', () => {
  const index = createSeriesIndex()
  for (let at = 0; at < count; at += 1) index.add({ __name__: 'up', pod: `pod-${at}` })
  const ask = (label: string) => runAtOnce(index.find([{ label, op: '=', value: 'a' }]))
  const before = process.memoryUsage().heapUsed
  for (let at = 0; at < 2_000; at += 1) expect(ask(`label_${at}`)).toEqual([])
  // Held for each label, the positions would take 80 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(40 * 2 ** 20)
})

test('labels that series lack are found by the empty value', () => {
  const index = createSeriesIndex()
  for (let at = 0; at < count; at += 1) index.add({ __name__: 'up', ...(at % 1000 === 0 ? {} : { pod: 'a' }) })
  const missing = { label: 'pod', op: '=', value: '' } as const
  expect(runAtOnce(index.find([missing]))).toEqual([0, 1000, 2000, 3000, 4000])
  expect(runAtOnce(index.find([{ ...missing, op: '!=' }]))).toHaveLength(count - 5)
})

test('a search may be stopped between any two series and between any two metrics', () => {
  const index = createSeriesIndex()
  for (let at = 0; at < 10; at += 1) index.add({ __name__: `metric_${at % 2}`, pod: `pod-${at}` })
  const search = index.find([{ label: 'pod', op: '=~', value: 'pod-[0-9]' }])
  let pauses = 0
  while (search.next().done !== true) pauses += 1
  expect(pauses).toBe(12)
})
