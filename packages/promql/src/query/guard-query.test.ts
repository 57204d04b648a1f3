import { describe, expect, test } from 'vitest'
import type { Frame } from '../source.ts'
import { failureOf } from '../testing/expect-failure.ts'
import { type GuardOptions, guardQuery } from './guard-query.ts'

const hour = { start: 1_700_000_000, end: 1_700_003_600, step: 60 }
const instant = { start: 1_700_000_000, end: 1_700_000_000, step: 60 }

/** A source that counts every selector as so many series, and remembers what it was asked. */
function counting(series: number) {
  const asked: string[] = []
  const instantly = async (query: string): Promise<Frame> => {
    asked.push(query)
    const one = { labels: {}, times: Float64Array.of(0), values: Float64Array.of(series) }
    return { series: series === 0 ? [] : [one], warnings: [], partial: false }
  }
  return { source: { instant: instantly }, asked }
}

const samplesOf = async (query: string, options: GuardOptions) => (await guardQuery(query, options)).samples

describe('the samples that a query reads', () => {
  test.each([
    ['up', instant, 1],
    ['up', hour, 61],
    ['rate(up[5m])', hour, 61 * 10],
    ['rate(up[10s])', hour, 61],
    ['rate(up[5m]) / up', hour, 61 * 11],
    ['max_over_time(up[1h:1m])', instant, 60 + 61],
    ['1 + 2', hour, 0],
  ])('%s', async (query, window, samples) => {
    expect(await samplesOf(query, { window })).toBe(samples)
  })

  test('grow with the series that the source counts, and shrink with the scrape interval', async () => {
    const { source, asked } = counting(200)
    expect(await samplesOf('rate(up{job="a"}[5m])', { window: hour, source, scrapeIntervalSeconds: 15 })).toBe(
      61 * 20 * 200,
    )
    expect(asked).toEqual(['count(up{job="a"})'])
  })

  test('are none where nothing matches', async () => {
    expect(await samplesOf('up', { window: hour, source: counting(0).source })).toBe(0)
  })

  test('take a range that depends on the window as the window', async () => {
    expect(await samplesOf('rate(up[range()])', { window: hour })).toBe(61 * 120)
  })
})

describe('what is refused', () => {
  test.each(['{}', 'rate({job=~".+"}[5m])', 'sum({__name__=~".*"})', 'up + {pod!=""}'])(
    '%s, which selects nothing in particular, before anything is asked',
    async (query) => {
      const { source, asked } = counting(1)
      const failed = await failureOf(guardQuery(query, { window: hour, source }))
      expect(failed).toMatchObject({ code: 'too_large', hint: expect.stringContaining('metric name') })
      expect(asked).toEqual([])
    },
  )

  test('a selector of too many series', async () => {
    const options = { window: hour, estimateSeries: async () => 1_000, limits: { maxSeries: 999 } }
    const failed = await failureOf(guardQuery('up', options))
    expect(failed).toMatchObject({ code: 'too_large', message: expect.stringContaining('1000 series') })
    expect(failed.hint).toContain('matchers')
  })

  test('range × step × series over the limit, with a step that would do', async () => {
    const week = { start: 0, end: 7 * 86_400, step: 15 }
    const options = { window: week, source: counting(10_000).source }
    const failed = await failureOf(guardQuery('rate(x[1h])', options))
    expect(failed.code).toBe('too_large')
    const [, step = ''] = /step of (\w+)/.exec(failed.hint ?? '') ?? []
    expect(step).not.toBe('')
    const unlimited = { ...options, limits: { maxSamples: Number.POSITIVE_INFINITY } }
    expect(await samplesOf('rate(x[1h])', unlimited)).toBe(40_321 * 120 * 10_000)
  })

  test('a subquery that is much finer than its window', async () => {
    const options = { window: instant, estimateSeries: async () => 1_000 }
    const failed = await failureOf(guardQuery('max_over_time(rate(x[1h])[30d:1s])', options))
    expect(failed).toMatchObject({ code: 'too_large', hint: expect.stringContaining('[ranges]') })
  })

  test('what does not parse', async () => {
    expect(await failureOf(guardQuery('rate(up[5m)', { window: hour }))).toMatchObject({ code: 'bad_query' })
  })

  test('nothing, when the question itself fails: the failure goes on', async () => {
    const estimateSeries = () => Promise.reject(new DOMException('gone', 'AbortError'))
    await expect(guardQuery('up', { window: hour, estimateSeries })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('a step that the hint names is enough', async () => {
  const series = 5_000
  const window = { start: 0, end: 86_400, step: 15 }
  const estimateSeries = async () => series
  const failed = await failureOf(guardQuery('rate(x[10m])', { window, estimateSeries }))
  const [, minutes = '0', seconds = '0'] = /step of (?:(\d+)m)?(?:(\d+)s)? or more/.exec(failed.hint ?? '') ?? []
  const step = Number(minutes) * 60 + Number(seconds)
  expect((await guardQuery('rate(x[10m])', { window: { ...window, step }, estimateSeries })).samples).toBeGreaterThan(0)
})
