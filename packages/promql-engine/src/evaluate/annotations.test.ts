import { expect, test } from 'vitest'
import { createAnnotations } from './annotations.ts'

test('each is said once, with its place, warnings before infos', () => {
  const { annotate, list } = createAnnotations('sum(\n é + rate(x[5m]))')
  const place = { from: 15, to: 16 }
  annotate('info', 'metric might not be a counter', place)
  annotate('info', 'metric might not be a counter', { ...place })
  annotate('info', 'metric might not be a counter', { from: 0, to: 1 })
  annotate('warning', 'quantile value should be between 0 and 1', place)
  expect(list()).toEqual([
    'PromQL warning: quantile value should be between 0 and 1 (2:12)',
    'PromQL info: metric might not be a counter (2:12)',
    'PromQL info: metric might not be a counter (1:1)',
  ])
})

test('beyond ten of a kind the rest is counted', () => {
  const { annotate, list } = createAnnotations('x')
  for (let index = 0; index < 13; index++) annotate('info', `number ${index}`, { from: 0, to: 1 })
  expect(list()).toHaveLength(11)
  expect(list().at(-1)).toBe('3 more info annotations omitted')
})
