import { expect, test } from 'vitest'
import { hashOf, normalNoise, uniformNoise } from './hash-noise.ts'

const count = 10_000
const moments = (draw: (index: number) => number) => {
  const values = Array.from({ length: count }, (_, index) => draw(index))
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count)
  return { mean, deviation, least: Math.min(...values), most: Math.max(...values) }
}

test('even noise fills the span from 0 to 1', () => {
  const { mean, deviation, least, most } = moments((index) => uniformNoise(hashOf('a'), index))
  expect(mean).toBeCloseTo(0.5, 1.5)
  expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 1.5)
  expect(least).toBeGreaterThanOrEqual(0)
  expect(most).toBeLessThan(1)
})

test('normal noise has mean 0 and deviation 1, and an end', () => {
  const { mean, deviation, least, most } = moments((index) => normalNoise(hashOf('a'), index))
  expect(Math.abs(mean)).toBeLessThan(0.04)
  expect(deviation).toBeCloseTo(1, 1.5)
  expect(Math.max(-least, most)).toBeLessThanOrEqual(Math.sqrt(12))
})

test('the noise of two names, and of one name at two places, has nothing in common', () => {
  const product = (other: (index: number) => number) =>
    moments((index) => normalNoise(hashOf('pod-1'), index) * other(index)).mean
  expect(Math.abs(product((index) => normalNoise(hashOf('pod-2'), index)))).toBeLessThan(0.04)
  expect(Math.abs(product((index) => normalNoise(hashOf('pod-1'), index + 1)))).toBeLessThan(0.04)
})
