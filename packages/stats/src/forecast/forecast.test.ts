import { describe, expect, test } from 'vitest'
import { createNoise, samplesEvery } from '../testing/draw.ts'
import { crossing } from './crossing.ts'
import { forecast } from './forecast.ts'
import { forecastMethods } from './methods.ts'

const hour = 3600
const day = 24 * hour
const drawn = (seed: number, step: number, length: number, level: (at: number) => number) => {
  const noise = createNoise(seed)
  return samplesEvery(
    step,
    Array.from({ length }, (_, at) => level(at) + noise()),
  )
}

describe('the method that fits is chosen by what it would have forecast', () => {
  test('a daily season is followed', () => {
    const series = drawn(1, 900, 96 * 5, (at) => 50 + 20 * Math.sin((2 * Math.PI * at) / 96))
    const found = forecast(series, { horizonSeconds: day })
    expect(found).toMatchObject({ status: 'judged', method: 'holt-winters', step: 900, season: { seconds: day } })
    expect(found.mean).toHaveLength(96)
    expect(found.mean[24]).toBeCloseTo(70, -1)
    expect(found.mean[72]).toBeCloseTo(30, -1)
    expect(found.why).toMatch(
      /^smallest mean error over the last \d+ values, forecast 96 steps at a time: holt-winters/,
    )
    expect(found.backtest?.mase).toBeLessThan(1)
  })

  test('a change of level is no season', () => {
    const series = drawn(7, 900, 96 * 5, (at) => (at < 250 ? 0 : 50))
    expect(forecast(series, { horizonSeconds: day }).season).toBeUndefined()
  })

  test('a weekly season is told from a daily one', () => {
    const series = drawn(2, hour, 24 * 35, (at) => (Math.floor(at / 24) % 7 < 5 ? 100 : 20))
    expect(forecast(series, { horizonSeconds: 7 * day }).season).toMatchObject({ seconds: 7 * day })
  })

  test('a straight way goes on, with its season named by the caller or none', () => {
    const series = drawn(3, 60, 300, (at) => 100 + at)
    const found = forecast(series, { horizonSeconds: 3000 })
    expect(found.season).toBeUndefined()
    expect(found.mean.at(-1)).toBeCloseTo(450, -1)
    const quarters = drawn(4, day, 40, (at) => [0, 30, 10, 5][at % 4] ?? 0)
    expect(forecast(quarters, { horizonSeconds: 4 * day, seasonSeconds: 4 * day }).mean[1]).toBeCloseTo(30, -1)
  })
})

describe('the interval holds the value about as often as it says', () => {
  /** One forecast for each series, judged at its last step. */
  const coverage = (
    method: 'auto' | (typeof forecastMethods)[number],
    draw: (seed: number) => Float64Array,
    ahead: number,
  ) => {
    const inside = Array.from({ length: 120 }, (_, seed) => {
      const values = draw(seed + 1)
      const known = samplesEvery(60, values.subarray(0, values.length - ahead))
      const { low, high } = forecast(known, { horizonSeconds: ahead * 60, method, level: 0.9 })
      const value = values[values.length - 1] ?? Number.NaN
      return value >= (low.at(-1) ?? Number.NaN) && value <= (high.at(-1) ?? Number.NaN)
    })
    return inside.filter(Boolean).length / inside.length
  }
  const noisy = (level: (at: number) => number) => (seed: number) => {
    const noise = createNoise(seed)
    return Float64Array.from({ length: 110 }, (_, at) => level(at) + noise())
  }
  const walk = (seed: number) => {
    const noise = createNoise(seed)
    let level = 0
    return Float64Array.from({ length: 110 }, () => {
      level += noise()
      return level
    })
  }

  test.each([
    ['linear', noisy((at) => at / 10)],
    ['holt-winters', noisy(() => 5)],
    ['drift', walk],
    ['auto', noisy(() => 5)],
    ['auto', walk],
  ] as const)('%s', (method, draw) => {
    const share = coverage(method, draw, 10)
    expect(share).toBeGreaterThanOrEqual(0.8)
    // Intervals that the backtest widened may hold more; all would mean that they tell nothing.
    expect(share).toBeLessThan(1)
  })
})

describe('the reference methods are what their names say', () => {
  const values = [1, 5, 2, 6, 3, 7, 4, 8, 5, 9, 6, 10]
  const series = samplesEvery(60, values)

  test('seasonal naive repeats the last season', () => {
    const { mean, low, high } = forecast(series, { horizonSeconds: 240, method: 'seasonal-naive', seasonSeconds: 120 })
    expect([...mean]).toEqual([6, 10, 6, 10])
    expect((high[2] ?? 0) - (low[2] ?? 0)).toBeGreaterThan((high[1] ?? 0) - (low[1] ?? 0))
  })

  test('drift goes on from the first sample to the last', () => {
    const { mean } = forecast(series, { horizonSeconds: 180, method: 'drift' })
    expect([...mean].map((value) => value - 10)).toEqual([1, 2, 3].map((step) => expect.closeTo((9 / 11) * step, 9)))
  })

  test('linear is least squares', () => {
    const { mean } = forecast(samplesEvery(60, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), {
      horizonSeconds: 120,
      method: 'linear',
    })
    expect([...mean]).toEqual([expect.closeTo(11, 9), expect.closeTo(12, 9)])
  })
})

describe('samples as sources send them', () => {
  test('gaps are filled along the line and told, infinities left out', () => {
    const { times, values } = samplesEvery(
      60,
      Array.from({ length: 40 }, (_, at) => at),
    )
    values.fill(Number.NaN, 10, 15)
    values[20] = Number.POSITIVE_INFINITY
    const found = forecast({ times, values }, { horizonSeconds: 120, method: 'linear' })
    expect(found.mean[0]).toBeCloseTo(40, 6)
    expect(found.notes.slice(0, 2)).toEqual([
      '5 gaps and 1 infinite sample left out.',
      '6 of 40 steps had no sample and lie on the line between their neighbours.',
    ])
  })

  test('a month at fifteen seconds is forecast on a coarser step that divides the day, in little time', () => {
    const series = samplesEvery(
      15,
      Array.from({ length: 30 * 5760 }, (_, at) => 10 + Math.sin((2 * Math.PI * at) / 5760)),
    )
    const found = forecast(series, { horizonSeconds: day })
    expect(found.season).toMatchObject({ seconds: day })
    expect(day % found.step).toBe(0)
    expect(found.mean.length).toBeLessThan(4000)
  })

  test.each(forecastMethods)('equal samples stay as they are (%s)', (method) => {
    const found = forecast(samplesEvery(15, new Array(30).fill(7)), { horizonSeconds: 60, method })
    for (const bound of [found.mean, found.low, found.high]) {
      for (const value of bound) expect(value).toBeCloseTo(7, 9)
    }
    expect(found.notes.join()).toMatch(/All samples are equal/)
  })

  test('too few are no forecast, and the needed number is told', () => {
    expect(forecast(samplesEvery(15, [1, 2, 3]), { horizonSeconds: 60 })).toMatchObject({
      status: 'too_little_data',
      needed: 10,
      why: '3 samples, of 10 needed',
    })
    expect(forecast(samplesEvery(15, []), { horizonSeconds: 60 }).status).toBe('too_little_data')
  })

  test('a named season that the samples do not hold twice is left out and told', () => {
    const found = forecast(
      drawn(8, 60, 30, () => 5),
      { horizonSeconds: 600, seasonSeconds: hour },
    )
    expect(found.season).toBeUndefined()
    expect(found.notes.join()).toMatch(/A season of 3600 s/)
  })

  test('samples at the same time count as one', () => {
    const { times, values } = samplesEvery(
      60,
      Array.from({ length: 40 }, (_, at) => at),
    )
    const doubled = {
      times: Float64Array.from({ length: 120 }, (_, at) => times[Math.floor(at / 3)] ?? 0),
      values: Float64Array.from({ length: 120 }, (_, at) => (values[Math.floor(at / 3)] ?? 0) + (at % 3) - 1),
    }
    const found = forecast(doubled, { horizonSeconds: 60, method: 'linear' })
    expect(found.step).toBe(60)
    expect(found.mean[0]).toBeCloseTo(40, 9)
  })

  test('a horizon beyond what is known is told', () => {
    const found = forecast(
      drawn(5, 60, 30, (at) => at),
      { horizonSeconds: hour },
    )
    expect(found.notes).toContain('The horizon is longer than what is known of the series.')
  })
})

test('a day of the wall clock is followed across the change of the clocks', () => {
  // Berlin leaves summer time on 2026-10-25 at 01:00 UTC; work begins at 8 by the clock there.
  const start = Date.UTC(2026, 9, 18) / 1000
  const clock = (time: number) => ((time + (time < Date.UTC(2026, 9, 25, 1) / 1000 ? 2 : 1) * hour) % day) / hour
  const times = Float64Array.from({ length: 7 * 24 }, (_, at) => start + at * hour)
  const values = times.map((time) => (clock(time) >= 8 && clock(time) < 18 ? 100 : 10))
  const isRight = (zone: string) => {
    const found = forecast({ times, values }, { horizonSeconds: day + 12 * hour, method: 'seasonal-naive', zone })
    return [...found.times].every(
      (time, step) => Math.abs((found.mean[step] ?? 0) - (clock(time) >= 8 && clock(time) < 18 ? 100 : 10)) < 1e-9,
    )
  }
  expect(isRight('Europe/Berlin')).toBe(true)
  expect(isRight('UTC')).toBe(false)
})

describe('when a limit is crossed', () => {
  const rising = drawn(6, 60, 200, (at) => at / 2)

  test('expected, at the earliest and at the latest', () => {
    const found = forecast(rising, { horizonSeconds: 7200, method: 'linear' })
    const { time, earliest, latest, already } = crossing(found, 130, 'above')
    expect(already).toBe(false)
    // At 0.5 a minute: 60 to 62 minutes after the last sample.
    expect(Math.abs(((time ?? 0) - found.last.time) / 60 - 60.5)).toBeLessThan(4)
    expect(earliest ?? 0).toBeLessThan(time ?? 0)
    expect(latest ?? 0).toBeGreaterThan(time ?? 0)
  })

  test('not within the horizon, or already', () => {
    const found = forecast(rising, { horizonSeconds: 600, method: 'linear' })
    expect(crossing(found, 1000, 'above')).toEqual({ time: null, earliest: null, latest: null, already: false })
    const now = found.last.time
    expect(crossing(found, 50, 'above')).toEqual({ time: now, earliest: now, latest: now, already: true })
    expect(crossing(found, 50, 'below').time).toBeNull()
  })
})

test('options that mean nothing are refused', () => {
  const series = samplesEvery(15, [1, 2])
  expect(() => forecast(series, { horizonSeconds: 0 })).toThrow(RangeError)
  expect(() => forecast(series, { horizonSeconds: 60, level: 1 })).toThrow(RangeError)
  expect(() => forecast(series, { horizonSeconds: 60, seasonSeconds: -1 })).toThrow(RangeError)
  expect(() => forecast(samplesEvery(15, new Array(20).fill(1)), { horizonSeconds: 60, zone: 'No/Where' })).toThrow(
    RangeError,
  )
})
