import { expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'

const samples = { 'x{of="a"}': [1, 2], 'x{of="b"}': [null, 3], y: [7] }

test('vector is a series without labels', async () => {
  expect((await askSamples({}, 'vector(1) + 1')).values).toEqual({ '{}': 2 })
})

test('scalar is the only value, and NaN of none or several', async () => {
  const steps = { start: 0, end: 360, step: 60 }
  expect(await askRange(samples, 'vector(scalar(x))', steps)).toEqual({ '{}': [1, ...new Array(6).fill(Number.NaN)] })
  expect(await askRange(samples, 'scalar(y)', steps)).toEqual({ '{}': [7, 7, 7, 7, 7, Number.NaN, Number.NaN] })
  expect((await askSamples(samples, 'scalar(missing)')).values).toEqual({ '{}': Number.NaN })
})

test('pi is a scalar', async () => {
  expect((await askSamples({}, 'pi() * 2')).values).toEqual({ '{}': 2 * Math.PI })
})
