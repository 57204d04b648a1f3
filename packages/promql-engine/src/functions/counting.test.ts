import { expect, test } from 'vitest'
import { askSamples } from '../testing/ask-samples.ts'

const samples = {
  'x{of="falls"}': [1, 2, 3, 0, 1, 0, 0, 1, 2, 0],
  'x{of="steps"}': [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
  'x{of="missing"}': [Number.NaN, Number.NaN, Number.NaN],
  'x{of="gap"}': [0, Number.NaN, 0],
}

test('resets counts falls', async () => {
  const { values } = await askSamples(samples, 'resets(x[1h])')
  expect(values).toEqual({ '{of="falls"}': 3, '{of="steps"}': 0, '{of="missing"}': 0, '{of="gap"}': 0 })
})

test('changes counts every other value, and NaN beside NaN is the same', async () => {
  const { values } = await askSamples(samples, 'changes(x[1h])')
  expect(values).toEqual({ '{of="falls"}': 8, '{of="steps"}': 1, '{of="missing"}': 0, '{of="gap"}': 2 })
})

test('one sample has neither', async () => {
  expect((await askSamples({ x: [1, 2] }, 'resets(x[1m]) + changes(x[1m])')).values).toEqual({ '{}': 0 })
})

test('metrics that differ by name only cannot be counted together', async () => {
  await expect(askSamples({ a: [1], b: [1] }, 'changes({__name__=~"a|b"}[5m])')).rejects.toMatchObject({
    code: 'bad_query',
    message: expect.stringContaining('same labelset'),
  })
})
