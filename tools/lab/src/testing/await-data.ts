import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { Lab } from '../lab.ts'
import { intervalSeconds, queryPrometheus } from '../servers/monitoring.ts'

/** A peer's round trip is observed every 30 s, so this is the least that holds two observations. */
const wantedSeconds = 62

/** Waits until every target of a lab that just started has samples of a minute. */
export async function awaitData(lab: Lab): Promise<void> {
  const samples = Math.ceil(wantedSeconds / intervalSeconds(lab.interval))
  const query = 'min(count_over_time(up[15m]))'
  process.stderr.write(`[lab] waiting for ${wantedSeconds} s of data\n`)
  for (const until = Date.now() + 2 * wantedSeconds * 1000; Date.now() < until; await sleep(1_000)) {
    const [reading] = await queryPrometheus(lab.prometheusUrl, query)
    if (reading !== undefined && reading.value >= samples) return
  }
  throw new AppError('timeout', `Prometheus has no ${wantedSeconds} s of data`, {
    hint: `See ${join(lab.directory, 'logs', 'prometheus.log')}.`,
  })
}
