import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { autoregressive, createNoise, samplesEvery } from '../testing/draw.ts'
import { correlate } from './correlate.ts'
import { midranks, pearson } from './pairs.ts'

const { NaN: nothing } = Number
const step = 30

/** r as the textbook has it. */
function slowPearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  const joint = x.reduce((sum, value, at) => sum + (value - mx) * ((y[at] ?? nothing) - my), 0)
  const spread = (values: readonly number[], m: number) => values.reduce((sum, value) => sum + (value - m) ** 2, 0)
  return joint / Math.sqrt(spread(x, mx) * spread(y, my))
}

test('the curve has the r of every lag, as counted out pair by pair', () => {
  const column = fc.array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -9, max: 9 }) }, fc.constant(nothing)), {
    minLength: 30,
    maxLength: 50,
  })
  fc.assert(
    fc.property(column, column, (first, second) => {
      // Ends that are samples keep both on the same steps.
      const length = Math.min(first.length, second.length)
      const [x, y] = [first, second].map((values) => [0, ...values.slice(0, length), 1])
      const found = correlate(samplesEvery(step, x ?? []), samplesEvery(step, y ?? []), { maximumLagSeconds: 4 * step })
      if (found.status !== 'judged') return
      for (const { lagSeconds, r, samples } of found.curve) {
        const lag = Math.round(lagSeconds / step)
        const pairs = (x ?? []).flatMap((value, at) => {
          const other = y?.[at + lag] ?? nothing
          return Number.isNaN(value + other) ? [] : [[value, other] as const]
        })
        expect(samples).toBe(pairs.length)
        const slow = slowPearson(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        )
        expect(r).toBeCloseTo(slow, 9)
      }
    }),
    { numRuns: 20 },
  )
})

test('r and the rank correlation agree with published values', () => {
  // Anscombe's first set (1973): r = 0.81642, Spearman's 0.81818.
  const x = Float64Array.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
  const y = Float64Array.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
  expect(pearson(x, y).r).toBeCloseTo(0.816_420_5, 6)
  expect(pearson(midranks(x), midranks(y)).r).toBeCloseTo(0.818_181_8, 6)
  expect([...midranks(Float64Array.of(3, 1, 3, 2))]).toEqual([3.5, 1, 3.5, 2])
})

describe('what follows what', () => {
  const cause = autoregressive(400, 0.6, 1)
  const noise = createNoise(2)
  const later = (steps: number) => cause.map((_, at) => 3 * (cause[at - steps] ?? 0) + noise())

  test('a positive lag is that of b behind a', () => {
    const found = correlate(samplesEvery(step, cause), samplesEvery(step, later(5)), { maximumLagSeconds: 600 })
    expect(found).toMatchObject({ status: 'judged', lagSeconds: 150, isRelated: true, step })
    expect(found.r).toBeGreaterThan(0.9)
    expect(found.spearman).toBeGreaterThan(0.9)
    expect(found.rOfDifferences).toBeGreaterThan(0.8)
    const turned = correlate(samplesEvery(step, later(5)), samplesEvery(step, cause), { maximumLagSeconds: 600 })
    expect(turned.lagSeconds).toBe(-150)
  })

  test('a finer series is put on the steps of the coarser one', () => {
    const { times, values } = samplesEvery(step, later(4))
    const coarse = { times: times.filter((_, at) => at % 2 === 0), values: values.filter((_, at) => at % 2 === 0) }
    expect(correlate(samplesEvery(step, cause), coarse, { maximumLagSeconds: 600 })).toMatchObject({
      step: 60,
      isRelated: true,
    })
  })

  test('a lag at the end of what was looked at is told to be that', () => {
    const found = correlate(samplesEvery(step, cause), samplesEvery(step, later(8)), { maximumLagSeconds: 240 })
    expect(found.notes).toContain('The lag is the largest looked at; a larger one may fit better.')
  })
})

test('two trends are not called related, two trends that also move together are', () => {
  const [one, other] = [createNoise(3), createNoise(4)]
  const a = Float64Array.from({ length: 200 }, (_, at) => at / 10 + one())
  const b = Float64Array.from({ length: 200 }, (_, at) => at / 5 + other())
  const trends = correlate(samplesEvery(step, a), samplesEvery(step, b), { maximumLagSeconds: 0 })
  expect(trends.r).toBeGreaterThan(0.9)
  expect(trends.isRelated).toBe(false)
  expect(Math.abs(trends.rOfDifferences)).toBeLessThan(0.3)
  expect(trends.notes.join()).toMatch(/two trends always correlate/)
  const together = b.map((value, at) => value + 3 * ((a[at] ?? 0) - at / 10))
  expect(correlate(samplesEvery(step, a), samplesEvery(step, together), { maximumLagSeconds: 0 }).isRelated).toBe(true)
})

test('unrelated series are seldom called related, also such as resemble their neighbours', () => {
  const related = (phi: number) =>
    Array.from({ length: 60 }, (_, seed) =>
      correlate(
        samplesEvery(step, autoregressive(200, phi, 2 * seed + 1)),
        samplesEvery(step, autoregressive(200, phi, 2 * seed + 2)),
        { maximumLagSeconds: 300 },
      ),
    ).filter(({ isRelated }) => isRelated).length
  expect(related(0)).toBeLessThanOrEqual(2)
  expect(related(0.9)).toBeLessThanOrEqual(3)
})

describe('where there is nothing to compare', () => {
  const moving = samplesEvery(step, autoregressive(50, 0, 1))

  test('a constant goes together with nothing', () => {
    expect(correlate(moving, samplesEvery(step, new Array(50).fill(4)), { maximumLagSeconds: 60 })).toMatchObject({
      status: 'constant',
      isRelated: false,
    })
  })

  test('too few samples, and series of other times, are too little data', () => {
    expect(correlate(moving, samplesEvery(step, [1, 2]), { maximumLagSeconds: 60 }).status).toBe('too_little_data')
    const elsewhere = { times: moving.times.map((time) => time + 10_000), values: moving.values }
    expect(correlate(moving, elsewhere, { maximumLagSeconds: 60 }).status).toBe('too_little_data')
  })

  test('options that mean nothing are refused', () => {
    expect(() => correlate(moving, moving, { maximumLagSeconds: -1 })).toThrow(RangeError)
    expect(() => correlate(moving, moving, { maximumLagSeconds: 0, step: 0 })).toThrow(RangeError)
    expect(() => correlate(moving, moving, { maximumLagSeconds: 0, step: 1e-3 })).toThrow(/coarser step/)
  })
})
