import { createEngineSource } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { normalCdf } from './log-normal.ts'
import { createScrapeStore } from './scrape-store.ts'
import { bounds, commits, outage, requestRate, restart, smallStart, smallWorld } from './testing/small-world.ts'

const end = smallStart + 3600
const source = createEngineSource({ store: createScrapeStore(smallWorld, { now: () => end }), now: () => end })

const instant = async (query: string, time: number) => {
  const { series } = await source.instant(query, { time })
  return series.map(({ values }) => values[0] ?? Number.NaN)
}

test('the rate of a counter is its signal, also after a restart', async () => {
  for (const after of [1200, restart + 400, 3500]) {
    const time = smallStart + after
    const expected = average(requestRate, time - 300, time)
    for (const instance of ['a:1', 'b:1']) {
      const [rate = 0] = await instant(`rate(requests_total{verb="put",instance="${instance}"}[5m])`, time)
      // Noise of 0.1 on the increments at both ends of 20.
      expect(Math.abs(rate / (2 * expected) - 1)).toBeLessThan(0.02)
    }
  }
})

test('quantiles of a histogram are those of its distribution, as far as its buckets tell', async () => {
  for (const [quantile, deviations] of [
    [0.5, 0],
    [0.99, 2.326348],
    [0.999, 3.090232],
  ] as const) {
    const query = `histogram_quantile(${quantile}, sum by (le) (rate(commit_seconds_bucket{instance="a:1"}[10m])))`
    const [found = 0] = await instant(query, end)
    const exact = commits.median * Math.exp(commits.spread * deviations)
    const upper = bounds.findIndex((bound) => bound >= exact)
    const [low = 0, high = 0] = [bounds[upper - 1], bounds[upper]]
    const [below, above] = [low, high].map((bound) => normalCdf(Math.log(bound / commits.median) / commits.spread))
    const interpolated = low + ((high - low) * (quantile - (below ?? 0))) / ((above ?? 1) - (below ?? 0))
    expect(found).toBeGreaterThan(low)
    expect(found).toBeLessThan(high)
    expect(Math.abs(found / interpolated - 1)).toBeLessThan(0.01)
  }
})

test('the mean of a histogram is that of its distribution', async () => {
  const [mean = 0] = await instant(
    'sum(rate(commit_seconds_sum{instance="a:1"}[10m])) / sum(rate(commit_seconds_count{instance="a:1"}[10m]))',
    end,
  )
  expect(mean / (commits.median * Math.exp(commits.spread ** 2 / 2))).toBeCloseTo(1, 3)
})

test('series are gone while their target is away, and back after', async () => {
  const seen = async (after: number) => await instant('memory_bytes{instance="b:1"}', smallStart + after)
  expect(await seen(outage.from - 1)).toHaveLength(1)
  expect(await seen((outage.from + outage.to) / 2)).toHaveLength(0)
  expect(await seen(outage.to + 16)).toHaveLength(1)
  expect(await instant('up{instance="b:1"}', smallStart + (outage.from + outage.to) / 2)).toEqual([0])
  expect(await instant('resets(requests_total{instance="b:1",verb="get"}[1h])', end)).toEqual([1])
})

test('targets are listed with their health and interval', async () => {
  const targets = await source.targets()
  expect(
    targets.map(({ labels, health, scrapeIntervalSeconds }) => [labels.instance, health, scrapeIntervalSeconds]),
  ).toEqual([
    ['a:1', 'up', 15],
    ['b:1', 'up', 15],
    ['c:1', 'down', 40],
    ['d:1', 'up', 15],
  ])
})

function average(signal: (time: number) => number, from: number, to: number): number {
  let sum = 0
  for (let time = from + 0.5; time < to; time++) sum += signal(time)
  return sum / (to - from)
}
