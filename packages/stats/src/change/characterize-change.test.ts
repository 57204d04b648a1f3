import { describe, expect, test } from 'vitest'
import { autoregressive, createNoise, samplesEvery } from '../testing/draw.ts'
import { characterizeChange } from './characterize-change.ts'

const { NaN: nothing } = Number
const begin = 1_790_000_000
const step = 15
const timeOf = (at: number) => begin + at * step
const drawn = (seed: number, level: (at: number, noise: number) => number, length = 240) => {
  const noise = createNoise(seed)
  return samplesEvery(
    step,
    Array.from({ length }, (_, at) => level(at, noise())),
  )
}

describe('the shape of a change', () => {
  test('a step, with its levels, its interval and since when', () => {
    const found = characterizeChange(drawn(1, (at, noise) => 10 + noise + (at < 150 ? 0 : 3)))
    expect(found).toMatchObject({ status: 'judged', shape: 'step', direction: 'up', confidence: 'high', ongoing: true })
    expect(found.before.median).toBeCloseTo(10, 0)
    expect(found.before.low).toBeLessThan(10)
    expect(found.before.high).toBeGreaterThan(10)
    expect(found.difference.low).toBeLessThan(3)
    expect(found.difference.high).toBeGreaterThan(3)
    expect(found.difference.low).toBeGreaterThan(2)
    expect(found.onset?.earliest).toBeLessThan(timeOf(150))
    expect(found.onset?.latest).toBeGreaterThanOrEqual(timeOf(150))
    expect(Math.abs((found.onset?.time ?? 0) - timeOf(150))).toBeLessThanOrEqual(3 * step)
  })

  test('a ramp, with when it began and how long it took', () => {
    const found = characterizeChange(drawn(2, (at, noise) => 10 + noise + 8 * Math.min(1, Math.max(0, (at - 80) / 60))))
    expect(found).toMatchObject({ shape: 'ramp', direction: 'up', ongoing: true })
    expect(Math.abs((found.onset?.time ?? 0) - timeOf(80))).toBeLessThanOrEqual(10 * step)
    expect(found.notes.join()).toMatch(/^On the way for \d+ s\.$/)
  })

  test('a straight way through all of the window is a ramp that began before it', () => {
    const found = characterizeChange(drawn(3, (at, noise) => 40 + noise - at * 0.1))
    expect(found).toMatchObject({ shape: 'ramp', direction: 'down', confidence: 'high', ongoing: true })
    expect(found.onset?.time).toBe(begin)
  })

  test('a spike is over, and its level is the one it had while it lasted', () => {
    const found = characterizeChange(drawn(4, (at, noise) => 10 + noise + (at >= 80 && at < 100 ? 8 : 0)))
    expect(found).toMatchObject({ shape: 'spike', direction: 'up', ongoing: false })
    expect(found.after.median).toBeCloseTo(18, 0)
    expect(Math.abs((found.onset?.time ?? 0) - timeOf(80))).toBeLessThanOrEqual(step)
  })

  test('a single sample far out is a spike of which nothing is surer than medium', () => {
    const found = characterizeChange(drawn(5, (at, noise) => 10 + noise + (at === 80 ? 30 : 0)))
    expect(found).toMatchObject({ shape: 'spike', ongoing: false, confidence: 'medium', after: { samples: 1 } })
    expect(found.onset?.time).toBe(timeOf(80))
  })

  test('the same level with four times the noise is a change of variance', () => {
    const found = characterizeChange(drawn(6, (at, noise) => 10 + noise * (at < 140 ? 1 : 4)))
    expect(found).toMatchObject({ shape: 'variance', direction: 'up', ongoing: true })
    expect(found.spread.after / found.spread.before).toBeCloseTo(4, 0)
    expect(Math.abs((found.onset?.time ?? 0) - timeOf(140))).toBeLessThanOrEqual(6 * step)
  })

  test('samples that stop coming are a gap that lasts, a hole one that is over', () => {
    const stopped = characterizeChange(drawn(7, (at, noise) => (at < 140 ? noise : nothing)))
    expect(stopped).toMatchObject({
      shape: 'gap',
      ongoing: true,
      onset: { earliest: timeOf(139), latest: timeOf(140) },
    })
    const hole = characterizeChange(drawn(7, (at, noise) => (at < 140 || at >= 170 ? noise : nothing)))
    expect(hole).toMatchObject({ shape: 'gap', ongoing: false, onset: { time: timeOf(140) } })
    expect(hole.notes).toContain('30 gaps left out.')
  })

  test('nothing where nothing changes', () => {
    const flat = characterizeChange(samplesEvery(step, new Array(60).fill(5)))
    expect(flat).toMatchObject({ status: 'judged', shape: 'none', direction: 'none', onset: undefined, ongoing: false })
    expect(flat.difference).toEqual({ value: 0, low: 0, high: 0 })
  })
})

test('series without a change, also such as resemble their neighbours, are seldom told to have one', () => {
  const told = (phi: number) =>
    Array.from({ length: 60 }, (_, seed) => samplesEvery(step, autoregressive(200, phi, seed + 1)))
      .map((series) => characterizeChange(series).shape)
      .filter((shape) => shape !== 'none').length
  expect(told(0)).toBeLessThanOrEqual(2)
  expect(told(0.6)).toBeLessThanOrEqual(4)
})

describe('with a given time', () => {
  const series = drawn(8, (at, noise) => 10 + noise + (at < 150 ? 0 : 3))

  test('both sides of it are compared, within the windows around it', () => {
    const found = characterizeChange(series, { at: timeOf(150), beforeSeconds: 600, afterSeconds: 300 })
    expect(found).toMatchObject({ shape: 'step', before: { samples: 40 }, after: { samples: 21 } })
    expect(found.baseline).toBe('the samples before the given time')
  })

  test('a change at another time is said to be at that one', () => {
    const { notes } = characterizeChange(series, { at: timeOf(120) })
    expect(notes.join()).toMatch(/^The level parts best 4\d\d s after the given time\.$/)
  })

  test('too few samples on a side are no judgement, and the needed number is told', () => {
    const found = characterizeChange(series, { at: timeOf(238) })
    expect(found).toMatchObject({ status: 'too_little_data', needed: 5, shape: 'none' })
    expect(found.reason).toBe('238 samples before and 2 after, of 5 that each side needs')
    expect(characterizeChange({ times: new Float64Array(0), values: new Float64Array(0) }).status).toBe(
      'too_little_data',
    )
  })
})
