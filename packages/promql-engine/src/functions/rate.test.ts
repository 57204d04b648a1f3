import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askRange, askSamples } from '../testing/ask-samples.ts'

const everyFiveMinutes = { every: 300, at: 3000 }
const climbing = (first: number, step: number, count = 11) => Array.from({ length: count }, (_, i) => first + i * step)

describe('increase', () => {
  test.each([
    // The window is covered from edge to edge, or lacks half an interval, or reaches behind the counter's zero.
    { first: 0, step: 10, range: '50m', expected: (90 / 45) * 50 },
    { first: 0, step: 10, range: '100m', expected: 100 },
    { first: 10, step: 10, range: '100m', expected: 105 },
    { first: 1, step: 10, range: '100m', expected: 101 },
  ])('of $first+$step over $range is $expected', async ({ first, step, range, expected }) => {
    const { values } = await askSamples(
      { x_total: climbing(first, step) },
      `increase(x_total[${range}])`,
      everyFiveMinutes,
    )
    expect(values['{}']).toBeCloseTo(expected, 9)
  })

  test.each([
    { gap: 65, covered: 120 + 65 },
    { gap: 67, covered: 120 + 30 },
  ])('takes a gap of $gap s behind samples of every 60 s for what makes $covered s', async ({ gap, covered }) => {
    // The left edge is as far away: 1,000,000 keeps the counter's zero out of reach.
    const samples = { x_total: [null, null, 1e6, 1e6 + 60, 1e6 + 120] }
    const { values } = await askSamples(samples, `increase(x_total[${120 + 2 * gap}s])`, { at: 240 + gap })
    expect(values['{}']).toBeCloseTo(2 * covered - 120, 6)
  })

  test('counts what was reached before a reset and what grew from zero since', async () => {
    const { values } = await askSamples({ x_total: [0, 1, 2, 3, 2, 3, 4] }, 'increase(x_total[30m1s])', { every: 300 })
    expect(values['{}']).toBeCloseTo(7, 9)
  })

  test('ends half an interval behind the last sample when more are missing', async () => {
    // Samples at 0 … 600 s, window to 1200 s: drawn out to 750 s, and to −150 s, where the counter was not yet zero.
    const { values } = await askSamples({ x_total: [100, 110, 120] }, 'increase(x_total[1h])', { every: 300, at: 1200 })
    expect(values['{}']).toBeCloseTo((20 / 600) * 900, 9)
  })
})

describe('rate', () => {
  test('is the increase by second', async () => {
    const samples = { x_total: climbing(0, 27, 5).concat(climbing(0, 27, 6)) }
    const { values } = await askSamples(samples, 'rate(x_total[50m]) * 3000 - increase(x_total[50m])', everyFiveMinutes)
    expect(values['{}']).toBeCloseTo(0, 9)
  })

  test.each([
    [0, 0.5],
    [60, 0.55],
    [120, 0.6],
    [180, 0.6],
    [240, 0.6],
  ])('never reaches back to before the counter was zero: from %d on it is %d', async (first, expected) => {
    const { values } = await askSamples({ x_total: climbing(first, 240) }, 'rate(x_total[20m])', {
      every: 240,
      at: 600,
    })
    expect(values['{}']).toBeCloseTo(expected, 9)
  })

  test('of one sample is nothing', async () => {
    expect((await askSamples({ x_total: [1, 2] }, 'rate(x_total[1m])')).values).toEqual({})
    expect((await askSamples({ x_total: [1, 2] }, 'rate(x_total[1m])', { semantics: 'v2' })).values).not.toEqual({})
  })

  test('of a name that is no counter comes with a note that names metric and place', async () => {
    const note =
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "load" (1:6)'
    expect((await askSamples({ load: [1, 2, 3] }, 'rate(load[5m])')).warnings).toEqual([note])
    expect((await askSamples({ load: [1, 2, 3] }, 'increase(load[5m])')).warnings).toEqual([
      note.replace('1:6', '1:10'),
    ])
  })

  test.each(['rate(x_sum[5m])', 'rate(x_bucket[5m])', 'rate(x_count[5m])', 'delta(load[5m])', 'rate(load[30s])'])(
    '%s comes without a note',
    async (query) => {
      const samples = { x_sum: [1, 2, 3], x_bucket: [1, 2, 3], x_count: [1, 2, 3], load: [1, 2, 3] }
      expect((await askSamples(samples, query)).warnings).toEqual([])
    },
  )
})

test('delta takes a fall for a fall', async () => {
  const samples = { 'x{of="up"}': [0, 50, 100, 150, 200], 'x{of="down"}': [200, 150, 100, 50, 0] }
  const { values } = await askSamples(samples, 'delta(x[20m])', { every: 300 })
  expect(values['{of="up"}']).toBeCloseTo(200, 9)
  expect(values['{of="down"}']).toBeCloseTo(-200, 9)
})

describe('the last two samples', () => {
  const samples = {
    'x_total{of="steady"}': [0, 10, 20],
    'x_total{of="reset"}': [0, 40, 10],
    'x_total{of="one"}': [null, null, 1],
  }

  test('make irate, where a fall is a reset to zero', async () => {
    const { values } = await askSamples(samples, 'irate(x_total[20m])', { every: 300 })
    expect(values).toEqual({ '{of="steady"}': 10 / 300, '{of="reset"}': 10 / 300 })
  })

  test('make idelta, where it is not', async () => {
    const { values } = await askSamples(samples, 'idelta(x_total[20m])', { every: 300 })
    expect(values).toEqual({ '{of="steady"}': 10, '{of="reset"}': -30 })
  })

  test('make NaN of NaN', async () => {
    const points = await askRange({ x: [1, Number.NaN, Number.NaN, 5, 11] }, 'irate(x[15m1s])', {
      start: 0,
      end: 1200,
      step: 300,
      every: 300,
    })
    expect(points['{}']).toEqual([null, Number.NaN, Number.NaN, Number.NaN, 0.02])
  })
})

/** The rules of extrapolation one after another, over samples as pairs. */
function obvious(
  samples: readonly (readonly [number, number])[],
  start: number,
  end: number,
  counter: boolean,
): number {
  const [first, last] = [samples[0] ?? [0, 0], samples.at(-1) ?? [0, 0]]
  const steps = samples.slice(1).map(([, value], index) => {
    const previous = samples[index]?.[1] ?? 0
    return counter && value < previous ? value : value - previous
  })
  const growth = steps.reduce((sum, step) => sum + step, 0)
  const interval = (last[0] - first[0]) / steps.length
  const edge = (gap: number) => (gap < interval * 1.1 ? gap : interval / 2)
  const toZero = (last[0] - first[0]) * (first[1] / growth)
  const left = edge(first[0] - start)
  const before = counter && growth > 0 ? Math.min(left, toZero) : left
  return (growth / (last[0] - first[0])) * (before + (last[0] - first[0]) + edge(end - last[0]))
}

test('extrapolation agrees with its rules for any samples and window', async () => {
  const point = fc.option(fc.integer({ min: 0, max: 1000 }), { freq: 4, nil: null })
  const cases = fc.record({
    values: fc.array(point, { minLength: 2, maxLength: 20 }),
    end: fc.integer({ min: 1, max: 25 * 60 }),
    range: fc.integer({ min: 1, max: 20 * 60 }),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ values, end, range }) => {
      const inside = values
        .map((value, index) => [index * 60, value] as const)
        .filter(
          (pair): pair is readonly [number, number] => pair[1] !== null && pair[0] > end - range && pair[0] <= end,
        )
      for (const [name, counter] of [
        ['increase', true],
        ['delta', false],
      ] as const) {
        const { values: asked } = await askSamples({ x_total: values }, `${name}(x_total[${range}s])`, { at: end })
        const expected = inside.length < 2 ? undefined : obvious(inside, end - range, end, counter)
        if (expected === undefined) expect(asked).toEqual({})
        else expect(asked['{}']).toBeCloseTo(expected, 6)
      }
    }),
    { numRuns: 20 },
  )
})
