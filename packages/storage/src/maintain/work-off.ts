import { AppError } from '@ocp-perf/errors'
import { openHistory } from '../open-history.ts'
import type { Upkeep, UpkeepAnswer } from './upkeep-messages.ts'

/** Does one upkeep in this process. Returns how it ended; never throws. */
export async function workOff({ path, metrics, policy, now }: Upkeep): Promise<UpkeepAnswer> {
  const history = openHistory({ path, metrics, now: () => now })
  try {
    await history.drain()
    if (policy !== undefined) await history.retain({ samplesDays: policy.samplesDays, runsDays: policy.runsDays })
    return { event: 'done', warnings: [...history.status().warnings] }
  } catch (error) {
    if (!(error instanceof AppError)) return { event: 'failed', message: String(error) }
    const { code, message, hint } = error
    return { event: 'refused', code, message, ...(hint === undefined ? {} : { hint }) }
  } finally {
    await history.close()
  }
}
