import { describe, expect, test } from 'vitest'
import { askRange, askSamples, type Samples } from '../testing/ask-samples.ts'

const latency: Samples = {
  'h_bucket{job="a",le="0.1"}': [5, 10],
  'h_bucket{job="a",le="0.2"}': [7, 14],
  'h_bucket{job="a",le="1e0"}': [9, 18],
  'h_bucket{job="a",le="+Inf"}': [10, 20],
  'h_bucket{job="b",le="0.1"}': [0, 0],
  'h_bucket{job="b",le="+Inf"}': [0, 4],
}

describe('histogram_quantile', () => {
  test('is one series for each histogram, without le and name', async () => {
    expect((await askSamples(latency, 'histogram_quantile(0.5, h_bucket)')).values).toEqual({
      '{job="a"}': 0.1,
      '{job="b"}': 0.1,
    })
  })

  test('keeps buckets of different names apart, so that two histograms of the same labels clash', async () => {
    const two: Samples = { 'a_bucket{le="1"}': [1], 'a_bucket{le="+Inf"}': [2], 'b_bucket{le="+Inf"}': [9] }
    await expect(askSamples(two, 'histogram_quantile(0.5, {__name__=~"._bucket"})')).rejects.toMatchObject({
      code: 'bad_query',
      message: expect.stringContaining('vector cannot contain metrics with the same labelset'),
    })
  })

  test('is the usual one of summed rates', async () => {
    const query = 'histogram_quantile(0.6, sum by (le) (increase(h_bucket{job="a"}[10m])))'
    expect((await askSamples(latency, query)).values['{}']).toBeCloseTo(0.15, 9)
  })

  test('is NaN while nothing was observed and there only where there are buckets', async () => {
    const answer = await askRange(
      { ...latency, 'h_bucket{job="c",le="+Inf"}': [null, 1] },
      'histogram_quantile(0.5, h_bucket)',
      {
        start: 0,
        end: 600,
        step: 60,
      },
    )
    expect(answer['{job="b"}']?.slice(0, 2)).toEqual([Number.NaN, 0.1])
    expect(answer['{job="c"}']?.slice(0, 2)).toEqual([null, Number.NaN])
    expect(answer['{job="a"}']?.at(-1)).toBeNull()
  })

  test('adds up buckets that say the same bound in other words', async () => {
    const samples = {
      'h_bucket{le="1"}': [2],
      'h_bucket{le="1.0"}': [2],
      'h_bucket{le="+Inf"}': [4],
      'h_bucket{le="Inf"}': [4],
    }
    expect((await askSamples(samples, 'histogram_quantile(0.25, h_bucket)')).values).toEqual({ '{}': 0.5 })
  })

  test('takes its quantile from the step', async () => {
    const answer = await askRange({ ...latency, q: [0.5, 0.9] }, 'histogram_quantile(scalar(q), h_bucket{job="a"})', {
      start: 0,
      end: 60,
      step: 60,
    })
    expect(answer).toEqual({ '{job="a"}': [0.1, 1] })
  })

  test('warns of a quantile that is none, even where there is nothing to take it of', async () => {
    const warning = 'PromQL warning: quantile value should be between 0 and 1, got -1 (1:20)'
    expect((await askSamples(latency, 'histogram_quantile(-1, missing)')).warnings).toEqual([warning])
    expect((await askSamples(latency, 'histogram_quantile(-1, h_bucket)')).values['{job="a"}']).toBe(
      Number.NEGATIVE_INFINITY,
    )
  })

  test('leaves out series whose bound is missing or no number, and says which', async () => {
    const samples = { ...latency, 'h_bucket{job="a"}': [1, 1], 'h_bucket{job="a",le="abc"}': [1, 1] }
    const { values, warnings } = await askSamples(samples, 'histogram_quantile(0.5, h_bucket{job="a"})')
    expect(values).toEqual({ '{job="a"}': 0.1 })
    const message = (value: string) =>
      `PromQL warning: bucket label "le" is missing or has a malformed value of "${value}" for metric name "h_bucket" (1:25)`
    expect(warnings.toSorted()).toEqual([message(''), message('abc')].toSorted())
  })

  test('tells that falling counts were raised', async () => {
    const samples = { 'h_bucket{le="1"}': [4], 'h_bucket{le="2"}': [3], 'h_bucket{le="+Inf"}': [8] }
    const { warnings } = await askSamples(samples, 'histogram_quantile(0.9, h_bucket)')
    expect(warnings).toEqual([
      expect.stringMatching(
        /^PromQL info: input to histogram_quantile needed to be fixed for monotonicity .* \(1:25\)$/,
      ),
    ])
  })
})

test('histogram_quantiles tells its quantiles apart by a label', async () => {
  const query = 'histogram_quantiles(h_bucket{job="a"}, "q", 0.5, 1, scalar(rank))'
  expect((await askSamples({ ...latency, rank: [0.9, 0.9] }, query)).values).toEqual({
    '{job="a", q="0.5"}': 0.1,
    '{job="a", q="1.0"}': 1,
    '{job="a", q="0.9"}': 1,
  })
  expect(
    await askRange({ ...latency, rank: [0.5, 0.9] }, 'histogram_quantiles(h_bucket{job="a"}, "q", scalar(rank))', {
      start: 0,
      end: 60,
      step: 60,
    }),
  ).toEqual({ '{job="a", q="0.5"}': [0.1, null], '{job="a", q="0.9"}': [null, 1] })
})

test('histogram_quantiles of ever other quantiles is refused before its series fill the memory', async () => {
  const steps = { start: 0, end: 60_000, step: 6, every: 60_000 }
  await expect(
    askRange(
      { 'h_bucket{le="1"}': [1, 1], 'h_bucket{le="+Inf"}': [2, 2] },
      'histogram_quantiles(h_bucket, "q", time() / 1e6)',
      steps,
    ),
  ).rejects.toMatchObject({ code: 'too_large' })
})

test('histogram_fraction is the share between two values', async () => {
  expect((await askSamples(latency, 'histogram_fraction(0.1, 0.6, h_bucket)')).values).toEqual({
    '{job="a"}': expect.closeTo(0.3, 12),
    '{job="b"}': 0,
  })
})
