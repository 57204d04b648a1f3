import { expect, test } from 'vitest'
import { createNoise, samplesEvery } from '../testing/draw.ts'
import { withoutSeason } from './without-season.ts'

const hour = 3600
const day = 24 * hour

/** Work from 8 to 18, five days of 24 samples and some hours. */
const daily = (step: number, jitter: number) => {
  const noise = createNoise(1)
  const { times } = samplesEvery(step, new Array(Math.round((5.3 * day) / step)))
  const isWork = (time: number) => time % day >= 8 * hour && time % day < 18 * hour
  return {
    times: times.map((time, at) => time + (at === 0 ? 0 : jitter * Math.sin(at))),
    values: times.map((time) => (isWork(time) ? 100 : 10) + noise()),
  }
}

test('what is usual at a time of the day is taken off, and noise about one level is left', () => {
  const { values, season } = withoutSeason(daily(900, 0))
  expect(season).toBe(day)
  const sorted = values.slice().sort()
  expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).toBeLessThan(15)
})

test('scrapes that are some milliseconds early or late stay at their time of the day', () => {
  const { values } = withoutSeason(daily(900, 0.2))
  const sorted = values.slice().sort()
  expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).toBeLessThan(15)
})

test('a time of the day that was never sampled before is taken for the one before it', () => {
  const { times, values } = daily(900, 0)
  // Of hour 4 to 5 since the start only the last, partial day has samples.
  const known = times.map((time, at) =>
    at < 5 * 96 && (time - (times[0] ?? 0)) % day >= 4 * hour && (time - (times[0] ?? 0)) % day < 5 * hour ? 0 : 1,
  )
  const kept = { times: times.filter((_, at) => known[at] === 1), values: values.filter((_, at) => known[at] === 1) }
  const { values: left, season } = withoutSeason(kept)
  expect(season).toBe(day)
  const last = left.subarray(-8)
  expect(Math.max(...last) - Math.min(...last)).toBeLessThan(15)
})

test('without a season, or with too few samples for one, all stays as it is', () => {
  const series = samplesEvery(
    hour,
    Array.from({ length: 200 }, (_, at) => (at < 100 ? 0 : 9)),
  )
  expect(withoutSeason(series)).toEqual({ values: series.values, season: undefined })
  expect(withoutSeason(samplesEvery(hour, [1])).season).toBeUndefined()
})
