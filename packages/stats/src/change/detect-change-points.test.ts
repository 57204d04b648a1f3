import { describe, expect, test } from 'vitest'
import { createNoise, samplesEvery } from '../testing/draw.ts'
import { changeMethods, detectChangePoints } from './detect-change-points.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const stepped = (seed: number, level: (at: number) => number, length = 120) => {
  const noise = createNoise(seed)
  return samplesEvery(
    60,
    Array.from({ length }, (_, at) => level(at) + noise()),
  )
}

test.each(changeMethods)('%s finds a clear step, with its levels, its time and how sure it is', (method) => {
  const series = stepped(1, (at) => (at < 70 ? 100 : 120))
  const { status, points, segments, threshold } = detectChangePoints(series, { method })
  expect(status).toBe('judged')
  expect(threshold).toBeGreaterThan(0)
  expect(points).toHaveLength(1)
  const [point] = points
  expect(point).toMatchObject({ index: 70, time: series.times[70], direction: 'up', delta: 1, confidence: 'high' })
  expect(point?.before).toBeCloseTo(100, 0)
  expect(point?.difference).toBeCloseTo(20, -1)
  expect(point?.ratio).toBeCloseTo(1.2, 1)
  expect(segments.map(({ from, to, samples }) => [from, to, samples])).toEqual([
    [0, 69, 70],
    [70, 119, 50],
  ])
})

test.each(changeMethods)('%s needs enough samples, and says how many', (method) => {
  const { status, points, samples, needed } = detectChangePoints(samplesEvery(15, [1, 1, 1, 9, 9, 9]), { method })
  expect({ status, points, samples }).toEqual({ status: 'too_little_data', points: [], samples: 6 })
  expect(needed).toBeGreaterThan(6)
  expect(detectChangePoints(samplesEvery(15, []), { method })).toMatchObject({ samples: 0, segments: [] })
})

test.each(changeMethods)('%s sees no change in equal samples', (method) => {
  const { status, points, notes } = detectChangePoints(samplesEvery(15, new Array(50).fill(7)), { method })
  expect({ status, points }).toEqual({ status: 'judged', points: [] })
  expect(notes).toContain('All samples are equal.')
})

describe('what is no sample and what is no level', () => {
  test('gaps and infinities are left out and counted, and indices are those of the series', () => {
    const { times, values } = stepped(2, (at) => (at < 60 ? 0 : 10))
    values.fill(nothing, 20, 30)
    values[40] = infinity
    const { points, samples, notes } = detectChangePoints({ times, values })
    expect(samples).toBe(109)
    expect(points.map(({ index }) => index)).toEqual([60])
    expect(notes[0]).toBe('10 gaps and 1 infinite sample left out.')
  })

  test('an outlier is no change, however far out it is', () => {
    const { times, values } = stepped(3, () => 0)
    values[50] = 1e6
    values[80] = -1e6
    const { points, notes } = detectChangePoints({ times, values })
    expect(points).toEqual([])
    expect(notes).toContain('2 outliers of one or two samples smoothed first.')
  })
})

test('a day is no change of level, and a change is found within it', () => {
  const daily = (at: number) => 30 * Math.sin((2 * Math.PI * at) / 288)
  const week = (level: (at: number) => number) => {
    const { values } = stepped(6, (at) => daily(at) + level(at), 288 * 7)
    return samplesEvery(300, values)
  }
  const calm = detectChangePoints(week(() => 100))
  expect(calm.points).toEqual([])
  expect(calm.notes).toContain('The season of a day is taken off; levels are of what is left.')
  const [point, ...others] = detectChangePoints(week((at) => (at < 1300 ? 100 : 110))).points
  expect(others).toEqual([])
  expect(Math.abs((point?.index ?? 0) - 1300)).toBeLessThanOrEqual(3)
  expect(point?.difference).toBeCloseTo(10, 0)
})

test('changes smaller than asked and those in the other direction are not told', () => {
  const series = stepped(4, (at) => (at < 40 ? 1000 : at < 80 ? 1010 : 500))
  const indices = (options: Parameters<typeof detectChangePoints>[1]) =>
    detectChangePoints(series, { method: 'pelt', penalty: 0.05, ...options }).points.map(({ index }) => index)
  expect(indices({ minimumChange: 0.05 })).toEqual([80])
  expect(indices({ minimumChange: 0.05, direction: 'up' })).toEqual([])
  expect(indices({ minimumChange: 0.05, direction: 'down' })).toEqual([80])
})

test('a change from zero has no ratio', () => {
  const values = Array.from({ length: 40 }, (_, at) => (at < 20 ? 0 : 3))
  expect(detectChangePoints(samplesEvery(15, values)).points).toMatchObject([{ index: 20, before: 0, ratio: nothing }])
})

test('options that mean nothing are refused', () => {
  const series = samplesEvery(15, [1, 2])
  expect(() => detectChangePoints(series, { minimumSamples: 1.5 })).toThrow(RangeError)
  expect(() => detectChangePoints(series, { penalty: 0 })).toThrow(RangeError)
  expect(() => detectChangePoints(series, { minimumChange: nothing })).toThrow(RangeError)
})

test('a hundred thousand samples take a fraction of a second', () => {
  const series = stepped(5, (at) => (Math.floor(at / 10_000) % 2) * 3, 100_000)
  const started = performance.now()
  expect(detectChangePoints(series).points.map(({ index }) => Math.round(index / 1000))).toEqual(
    Array.from({ length: 9 }, (_, each) => 10 * (each + 1)),
  )
  expect(performance.now() - started).toBeLessThan(3000)
})
