import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addBucket, type Buckets, bucketFraction, bucketQuantile, parseBound } from './buckets.ts'

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

const of = (...pairs: readonly (readonly [number, number])[]): Buckets => ({
  bounds: pairs.map(([bound]) => bound),
  counts: pairs.map(([, count]) => count),
})

test.each([
  ['0.005', 0.005],
  ['1', 1],
  ['1.0', 1],
  ['1e-05', 1e-5],
  ['5.', 5],
  ['.5', 0.5],
  ['+2.5E3', 2500],
  ['-3', -3],
  ['+Inf', infinity],
  ['Inf', infinity],
  ['inf', infinity],
  ['+infinity', infinity],
  ['-Inf', -infinity],
  ['', undefined],
  ['NaN', undefined],
  ['abc', undefined],
  ['1,5', undefined],
  [' 1', undefined],
  ['0x', undefined],
  ['1e999', undefined],
])('le=%j ends at %d', (text, expected) => {
  expect(parseBound(text)).toBe(expected)
})

test('buckets of the same bound are one', () => {
  const buckets = of([1, 2])
  addBucket(buckets, 1, 3)
  addBucket(buckets, 2, 7)
  expect(buckets).toEqual(of([1, 5], [2, 7]))
})

describe('a quantile', () => {
  const buckets = () => of([0.1, 5], [0.2, 7], [1, 9], [infinity, 10])

  test.each([
    [0, 0],
    [0.25, 0.05],
    [0.5, 0.1],
    [0.6, 0.15],
    [0.8, 0.6],
    [0.9, 1],
    // From the last bucket only its lower end is known.
    [0.95, 1],
    [1, 1],
    [-1, -infinity],
    [2, infinity],
    [nan, nan],
  ])('of %d is %d, interpolated within its bucket', (q, expected) => {
    const { value, repaired } = bucketQuantile(q, buckets())
    if (Number.isFinite(expected)) expect(value).toBeCloseTo(expected, 12)
    else expect(value).toBe(expected)
    expect(repaired).toBe(false)
  })

  test.each([
    ['no bucket reaches to infinity', of([1, 1], [2, 3])],
    ['there is only the infinite bucket', of([infinity, 3])],
    ['nothing was observed', of([1, 0], [infinity, 0])],
  ])('is NaN where %s', (_, given) => {
    expect(bucketQuantile(0.5, given).value).toBe(nan)
  })

  test('is the bound itself in a lowest bucket that ends at or below 0', () => {
    expect(bucketQuantile(0.1, of([-0.1, 3], [0, 5], [infinity, 6])).value).toBe(-0.1)
    expect(bucketQuantile(0.6, of([-0.1, 3], [0.1, 5], [infinity, 6])).value).toBeCloseTo(-0.04, 12)
  })

  test('of counts that fall is taken from the raised ones, and that is said', () => {
    const { value, repaired } = bucketQuantile(0.5, of([1, 4], [2, 3], [4, 8], [infinity, 8]))
    expect(value).toBe(1)
    expect(repaired).toBe(true)
  })

  test('of counts that differ by rounding alone is taken as if they did not, and nothing is said', () => {
    const { value, repaired } = bucketQuantile(1, of([1, 10], [2, 10 + 1e-12], [3, 10 - 1e-12], [infinity, 10]))
    expect(value).toBe(1)
    expect(repaired).toBe(false)
  })
})

describe('a fraction', () => {
  const buckets = of([1, 4], [2, 8], [4, 8], [infinity, 16])

  test.each([
    [-infinity, infinity, 1],
    [0, 1, 0.25],
    [0, 0.5, 0.125],
    [0.5, 1.5, 0.25],
    [1, 3, 0.25],
    [-5, 0, 0],
    // The last bucket cannot be divided: nothing of it is below any number.
    [4, 100, 0],
    [4, infinity, 0.5],
    [2, 1, 0],
    [1, 1, 0],
    [nan, 1, nan],
    [0, nan, nan],
  ])('between %d and %d is %d', (lower, upper, expected) => {
    expect(bucketFraction(lower, upper, buckets)).toBe(expected)
  })

  test('of a lowest bucket without a beginning is all of it', () => {
    expect(bucketFraction(-infinity, -2, of([-1, 4], [1, 8], [infinity, 8]))).toBe(0.5)
  })

  test.each([[of([1, 1], [2, 3])], [of([1, 0], [infinity, 0])]])('of %o is NaN', (given) => {
    expect(bucketFraction(0, 1, given)).toBe(nan)
  })
})

const histograms = fc
  .array(fc.record({ width: fc.integer({ min: 1, max: 50 }), observed: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((buckets) => buckets.some(({ observed }) => observed > 0))
  .map((widths) => {
    const buckets: Buckets = { bounds: [], counts: [] }
    for (const { width, observed } of widths) {
      addBucket(buckets, (buckets.bounds.at(-1) ?? 0) + width, (buckets.counts.at(-1) ?? 0) + observed)
    }
    addBucket(buckets, infinity, buckets.counts.at(-1) ?? 0)
    return buckets
  })

test('the fraction below a quantile is that quantile', () => {
  fc.assert(
    fc.property(histograms, fc.double({ min: 0.001, max: 1, noNaN: true }), (buckets, q) => {
      const { value } = bucketQuantile(q, { bounds: [...buckets.bounds], counts: [...buckets.counts] })
      expect(bucketFraction(-infinity, value, buckets)).toBeCloseTo(q, 9)
    }),
    { numRuns: 50 },
  )
})

test('a quantile agrees with the list of observations, spread evenly over their buckets', () => {
  fc.assert(
    fc.property(histograms, fc.nat(), (buckets, place) => {
      // Observation i of n in a bucket stands at (i + 1)/n of it, so that every rank is one of them.
      const observations = buckets.bounds.slice(0, -1).flatMap((bound, index) => {
        const start = buckets.bounds[index - 1] ?? 0
        const count = (buckets.counts[index] ?? 0) - (buckets.counts[index - 1] ?? 0)
        return Array.from({ length: count }, (_, i) => start + ((bound - start) * (i + 1)) / count)
      })
      const at = place % observations.length
      // A hair below, so that rounding does not step into the next bucket.
      const q = (at + 1) / observations.length - 1e-13
      const { value } = bucketQuantile(q, { bounds: [...buckets.bounds], counts: [...buckets.counts] })
      expect(value).toBeCloseTo(observations[at] ?? nan, 6)
    }),
    { numRuns: 50 },
  )
})
