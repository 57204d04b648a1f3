import type { PromSource } from '@ocp-perf/promql'

/** OpenShift's monitoring stack scrapes that often; so does what says nothing else. */
const usualSeconds = 30
const lookSeconds = 300
/** An interval between samples, as an operator writes one in a configuration. */
const niceIntervals = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300]

/**
 * Seconds between the samples of the job that is scraped most often, from how many `up` had in five minutes: a finer step
 * would show the same sample twice. 30 where nothing is scraped.
 */
export async function readScrapeSeconds(source: PromSource, time: number, signal: AbortSignal): Promise<number> {
  const { series } = await source.instant(`max(count_over_time(up[${lookSeconds}s]))`, { time, signal })
  const samples = series[0]?.values[0] ?? Number.NaN
  if (!(samples > 1)) return usualSeconds
  const interval = lookSeconds / samples
  return niceIntervals.reduce((best, nice) => (Math.abs(nice - interval) < Math.abs(best - interval) ? nice : best))
}
