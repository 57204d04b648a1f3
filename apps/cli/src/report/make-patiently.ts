import { setTimeout as delay } from 'node:timers/promises'
import type { Reporter, ReportOptions, ReportWish } from '@ocp-perf/agents'
import type { Rendering } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'

const longestMs = 30 * 60_000
const againMs = 1000

/** Asks again while a large dump is being read: servers wait less long for that than a person does who wants its report. */
export async function makePatiently(reporter: Reporter, wish: ReportWish, options: ReportOptions): Promise<Rendering> {
  const until = performance.now() + longestMs
  for (;;) {
    try {
      return await reporter.make(wish, options)
    } catch (error) {
      const isReading = error instanceof AppError && error.code === 'timeout'
      if (!isReading || performance.now() > until) throw error
      options.onProgress?.('Reading what was recorded')
      await delay(againMs, undefined, { signal: options.signal })
    }
  }
}
