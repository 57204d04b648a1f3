import type { Verdict } from '@ocp-perf/panel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { metricSchema } from '../catalog-schema.ts'
import { judge, type Limits, lastingPoints, limitFor, limitsOf } from './judge.ts'

const limits: Limits = {
  watch: 10,
  degraded: 20,
  critical: 500,
  source: 'https://x.io',
  hold: 'sustained',
  side: 'above',
}

/** Times of the points: 1, 2, 3 … */
function judged(values: number[], changes: Partial<Limits> = {}) {
  const column = Float64Array.from(values)
  return judge(
    column.map((_, index) => index + 1),
    column,
    { ...limits, ...changes },
    { start: 1, end: Math.max(1, values.length), step: 1 },
  )
}
const times = (count: number, value: number) => Array.from({ length: count }, () => value)

describe('the verdict', () => {
  test.each<[string, number[], Verdict]>([
    ['calm', times(100, 1), 'ok'],
    ['at the limit is not over it', times(100, 10), 'ok'],
    ['a tenth of the window', [...times(90, 1), ...times(10, 11)], 'watch'],
    ['just under a tenth', [...times(9, 11), ...times(91, 1)], 'ok'],
    ['the three newest samples of a long window', [...times(97, 1), ...times(3, 600)], 'critical'],
    ['two newest samples', [...times(98, 1), ...times(2, 600)], 'ok'],
    ['three samples, the newest of them calm again', [...times(96, 1), ...times(3, 600), 1], 'ok'],
    ['three newest points, one of them a gap', [...times(97, 1), 600, Number.NaN, 600], 'ok'],
    ['the worst band that all three newest hold', [...times(97, 1), 600, 30, 600], 'degraded'],
    ['three samples that stopped a step before the end', [...times(96, 1), ...times(3, 600), Number.NaN], 'critical'],
    ['three samples that stopped before', [...times(95, 1), ...times(3, 600), Number.NaN, Number.NaN], 'ok'],
    ['samples of a series that had only just begun', [...times(98, Number.NaN), ...times(2, 600)], 'critical'],
    ['three samples of a short window', [...times(7, 1), ...times(3, 600)], 'critical'],
    ['two samples of a short window', [...times(8, 1), ...times(2, 600)], 'ok'],
    ['both samples of a tiny window', [600, 600], 'critical'],
    ['one of two samples', [1, 600], 'ok'],
    ['the only sample', [600], 'critical'],
    ['a mean that would hide it', [...times(80, 0), ...times(20, 600)], 'critical'],
    [
      'the worst band that was held, not the worst value',
      [...times(50, 30), ...times(45, 1), ...times(2, 900)],
      'degraded',
    ],
    ['worse counts as bad too', [...times(2, 11), ...times(2, 30), ...times(8, 600), ...times(95, 1)], 'watch'],
    ['gaps are no samples', [...times(50, Number.NaN), 600, 600, 600], 'critical'],
    ['an infinity is over every limit', times(5, Number.POSITIVE_INFINITY), 'critical'],
    ['nothing but gaps', times(5, Number.NaN), 'no_data'],
    ['nothing', [], 'no_data'],
  ])('%s', (_, values, verdict) => {
    expect(judged(values).verdict).toBe(verdict)
  })

  test('needs one sample where events are counted', () => {
    expect(judged([...times(99, 0), 11], { hold: 'event' })).toEqual({
      verdict: 'watch',
      over: 0.01,
      since: 100,
      ongoing: true,
    })
  })

  test.each<[string, number[], Verdict]>([
    ['only falls, to nothing, was of before the window', [...times(40, 25), ...times(20, 12), ...times(40, 0)], 'ok'],
    ['stays is of this window', times(100, 25), 'degraded'],
    ['falls, but not to nothing, is of this window', [...times(50, 25), ...times(50, 12)], 'degraded'],
    ['rises again is of this window', [...times(40, 12), ...times(20, 0), 12, ...times(20, 0)], 'watch'],
  ])('of a count of events that %s', (_, values, verdict) => {
    expect(judged(values, { hold: 'event' }).verdict).toBe(verdict)
  })

  test('looks below the limit where higher is better', () => {
    const better = { watch: 0.9, degraded: 0.5, critical: undefined, side: 'below' as const }
    expect(judged(times(5, 0.4), better)).toEqual({ verdict: 'degraded', over: 1, since: 1, ongoing: true })
    expect(judged(times(5, 0.9), better)).toEqual({ verdict: 'ok', over: 0, since: null, ongoing: false })
  })

  test('is unknown without limits, and still no data without samples', () => {
    const window = { start: 1, end: 1, step: 1 }
    expect(judge(Float64Array.of(1), Float64Array.of(5), undefined, window).verdict).toBe('unknown')
    expect(judge(Float64Array.of(1), Float64Array.of(Number.NaN), undefined, window).verdict).toBe('no_data')
  })
})

test('share and onset are those of the verdict’s limit', () => {
  expect(judged([1, 15, 15, 600, 600, 600])).toEqual({ verdict: 'critical', over: 0.5, since: 4, ongoing: true })
})

test('trouble that counts because it lasts began where it was last crossed, not at a blip before', () => {
  expect(judged([600, ...times(96, 1), ...times(3, 600)])).toMatchObject({ since: 98, ongoing: true })
})

test('trouble that is over is not ongoing', () => {
  expect(judged([...times(20, 600), ...times(80, 1)])).toMatchObject({ verdict: 'critical', since: 1, ongoing: false })
  expect(judged([...times(80, 1), ...times(17, 600), 1, 600, 600])).toMatchObject({
    verdict: 'critical',
    ongoing: false,
  })
})

test('a passing row still tells its share over the mildest limit', () => {
  expect(judged([...times(9, 1), 600, 600])).toMatchObject({ verdict: 'ok', over: 2 / 11, since: 10 })
})

test('the verdict follows its rule for any series', () => {
  const value = fc.oneof(fc.constantFrom(0, 10, 11, 20, 21, 500, 501, Number.NaN), fc.double({ min: 0, max: 1000 }))
  fc.assert(
    fc.property(
      fc.nat(100),
      fc.array(value, { maxLength: 20 }),
      fc.constantFrom('sustained', 'event'),
      (calm, rest, hold) => {
        const values = [...times(calm, 0), ...rest]
        const samples = values.filter((each) => !Number.isNaN(each))
        // Events that were counted before the first sample only leave the count.
        const carriedIn = samples.at(-1) === 0 && samples.join() === samples.toSorted((a, b) => b - a).join()
        const held = (limit: number) => {
          const over = samples.filter((each) => each > limit).length
          if (hold === 'event') return over >= 1 && !carriedIn
          if (samples.length < 3) return over === samples.length
          return (over >= 3 && over >= samples.length / 10) || lasts(limit)
        }
        // The three newest samples, of which one may be late by a point.
        const lasts = (limit: number) => {
          const newest = values.slice(-4).filter((each) => !Number.isNaN(each))
          return newest.length >= 3 && newest.slice(-3).every((each) => each > limit)
        }
        const slow: Verdict =
          samples.length === 0 ? 'no_data' : held(500) ? 'critical' : held(20) ? 'degraded' : held(10) ? 'watch' : 'ok'
        expect(judged(values, { hold }).verdict).toBe(slow)
      },
    ),
    { numRuns: 100 },
  )
})

describe('limits', () => {
  const metric = metricSchema.parse({
    id: 'm',
    title: 'M',
    brief: 'M.',
    unit: 'ratio',
    better: 'higher',
    by: [],
    query: 'm{$etcd}',
    bands: {
      watch: 0.9,
      source: 'https://a.io',
      hold: 'event',
      profiles: { openshift: { critical: 0.5, source: 'https://b.io' } },
    },
  })

  test('are the platform’s own where it has some, whole', () => {
    expect(limitsOf(metric, 'openshift')).toEqual({
      critical: 0.5,
      source: 'https://b.io',
      hold: 'event',
      side: 'below',
      watch: undefined,
      degraded: undefined,
    })
    expect(limitsOf(metric, 'standalone')).toMatchObject({ watch: 0.9, source: 'https://a.io' })
    expect(limitsOf({ ...metric, bands: undefined }, 'openshift')).toBeUndefined()
  })

  test('of a verdict that is no band are the mildest', () => {
    expect(limitFor(limits, 'degraded')).toBe(20)
    expect(limitFor(limits, 'ok')).toBe(10)
    expect(limitFor({ ...limits, watch: undefined }, 'ok')).toBe(20)
  })
})

describe('the points that make trouble more than a blip', () => {
  const metric = (changes: object = {}) =>
    metricSchema.parse({
      id: 'x',
      title: 'X',
      brief: 'X.',
      unit: 'seconds',
      better: 'lower',
      by: [],
      query: 'rate(x_total{}[$window])',
      ...changes,
    })
  const asked = (changes: object, rateSeconds: number, step: number) => {
    const made = metric(changes)
    return lastingPoints(made, made.query, rateSeconds, step)
  }

  test('are more than one bad scrape shows in, where each point is a rate over several steps', () => {
    expect(asked({}, 8, 2)).toBe(5)
    expect(asked({}, 120, 30)).toBe(5)
  })

  test('are three where a step is as long as the rate window, and for what is no rate', () => {
    expect(asked({}, 300, 300)).toBe(3)
    expect(asked({ query: 'x{}' }, 120, 30)).toBe(3)
  })

  test('are three for what its source observes more rarely than it is scraped', () => {
    expect(asked({ min_window: '5m' }, 300, 2)).toBe(3)
  })

  test('keep a single bad scrape from being more than a blip', () => {
    const oneBadScrape = Float64Array.from([...times(40, 1), ...times(4, 600)])
    const window = { start: 1, end: oneBadScrape.length, step: 1 }
    const at = oneBadScrape.map((_, index) => index + 1)
    expect(judge(at, oneBadScrape, limits, window, 5).verdict).toBe('ok')
    const twoBadScrapes = Float64Array.from([...times(39, 1), ...times(5, 600)])
    expect(judge(at, twoBadScrapes, limits, window, 5).verdict).toBe('critical')
  })
})
