import type { Samples } from '@ocp-perf/stats'
import { repeatableRandom } from '../decode/range-reply.ts'

const firstTime = 1_761_004_800
/** Times are multiples of it: whole milliseconds, and doubles without rounding, so that both sides see the same differences. */
const tick = 1 / 8
const day = 86_400

/**
 * Two series scraped once a second, each scrape up to a quarter of a second late and now and then a minute missed, the second
 * one a quarter of a second after the first, so that a ninth of the times meet. The same on every call.
 */
export function twoSeries(points: number): { left: Samples; right: Samples } {
  return { left: oneSeries(points, 0, 1), right: oneSeries(points, 2 * tick, 2) }
}

function oneSeries(points: number, phase: number, seed: number): Samples {
  const random = repeatableRandom(seed)
  const series = { times: new Float64Array(points), values: new Float64Array(points) }
  let second = firstTime
  for (let index = 0; index < points; index++) {
    second += random() < 0.001 ? 60 : 1
    const time = second + phase + tick * Math.floor(random() * 3)
    const noise = random() + random() + random() - 1.5
    series.times[index] = time
    series.values[index] = 40 + 10 * Math.sin((2 * Math.PI * time) / day) + 8 * noise + (random() < 0.001 ? 90 : 0)
  }
  return series
}
