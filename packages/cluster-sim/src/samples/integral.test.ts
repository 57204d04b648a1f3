import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIntegral } from './integral.ts'
import { createRecency } from './recency.ts'

const start = 1_000_000_003
const waves = (time: number, seconds: number, out: Float64Array) => {
  out[0] = (2 + Math.sin(time / 100)) * seconds
  out[1] = (4 + Math.sin(time / 100)) * seconds
}
const make = (maxBytes: number) =>
  createIntegral({ columns: 2, amounts: waves, start, recency: createRecency(maxBytes) })

const read = (integral: ReturnType<typeof make>, column: number, times: readonly number[], since: number) => {
  const out = new Float64Array(times.length)
  const ms = Float64Array.from(times, (time) => time * 1000)
  integral.read({ column, times: ms, from: 0, to: times.length, since, out })
  return [...out]
}

/** The antiderivative of column 0. */
const exact = (time: number) => 2 * time - 100 * Math.cos(time / 100)

test('totals are those of the exact integral, whenever counting began', () => {
  const integral = make(1e6)
  const times = [start + 30, start + 3000, start + 40_000, start + 200_000]
  const since = start + 12
  for (const [index, total] of read(integral, 0, times, since).entries()) {
    // Ticks are 15 s wide and counting begins at the next one.
    expect(Math.abs(total - (exact(times[index] ?? 0) - exact(since)))).toBeLessThan(50)
  }
  const [before = 0] = read(integral, 0, [start + 30], start - 1000)
  expect(before).toBeGreaterThan(1000)
})

test('however they are asked for, and however little is kept, totals are the same to the bit', () => {
  const offset = fc.double({ min: 0, max: 30_000, noNaN: true })
  const query = fc.record({
    column: fc.constantFrom(0, 1),
    since: offset.map((seconds) => start - 9000 + seconds),
    times: fc
      .array(offset, { maxLength: 5 })
      .map((given) => given.sort((a, b) => a - b).map((seconds) => start + seconds)),
  })
  fc.assert(
    fc.property(fc.array(query, { maxLength: 6 }), fc.constantFrom(0, 5000, 1e6), (queries, maxBytes) => {
      const integral = make(maxBytes)
      for (const { column, times, since } of queries) {
        const alone = times.flatMap((time) => read(make(1e6), column, [time], since))
        expect(read(integral, column, times, since)).toEqual(alone)
      }
    }),
    { numRuns: 60 },
  )
})

test('each tick is looked at once while nothing is dropped, and none before it is needed', () => {
  const seen: number[] = []
  const integral = createIntegral({
    columns: 1,
    amounts: (time, seconds, out) => {
      seen.push(time)
      out[0] = seconds
    },
    start,
    recency: createRecency(1e6),
  })
  read(integral, 0, [start + 100], start)
  read(integral, 0, [start + 1000], start)
  read(integral, 0, [start + 500], start)
  expect(seen).toEqual([...new Set(seen)])
  expect(Math.max(...seen)).toBeLessThan(start + 1000 + 15)
})

test('totals rise from one hour to the next alike on both sides of the anchor, exactly as the amounts add up', () => {
  const anchor = start + 30_000
  const anchored = createIntegral({ columns: 2, amounts: waves, start, anchor, recency: createRecency(1e6) })
  const plain = make(1e6)
  const times = Array.from({ length: 60 }, (_, index) => start + 20 + 1000 * index)
  const [expected, got] = [plain, anchored].map((integral) => read(integral, 1, times, start - 1000))
  const rises = (totals: readonly number[] = []) => totals.slice(1).map((total, index) => total - (totals[index] ?? 0))
  for (const [index, rise] of rises(got).entries()) expect(rise).toBeCloseTo(rises(expected)[index] ?? 0, 6)
  // What came before the anchor is only estimated.
  expect((got?.[0] ?? 0) / (expected?.[0] ?? 1)).toBeGreaterThan(0.5)
})

test('of a long past only what is near the anchor is looked at closely', () => {
  let looks = 0
  const week = 7 * 86_400
  const integral = createIntegral({
    columns: 1,
    amounts: (_, seconds, out) => {
      looks++
      out[0] = seconds
    },
    start,
    anchor: start + week,
    recency: createRecency(1e6),
  })
  read(integral, 0, [start + week - 1800, start + week + 1800], start - 1)
  expect(looks).toBeLessThan(1000)
})
