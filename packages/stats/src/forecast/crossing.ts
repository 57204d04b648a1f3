import { firstBeyond, type Side } from '../limit.ts'
import type { Forecast } from './forecast.ts'

/** When a forecast goes beyond a limit, unix seconds; null where it does not within its horizon. */
export interface Crossing {
  /** Of the expected value. */
  time: number | null
  /** Of the bound of the interval that is nearer to the limit, and of the farther one. */
  earliest: number | null
  latest: number | null
  /** Whether the newest sample is beyond it already; all times are that sample's then. */
  already: boolean
}

/** The first times at which the expected value and both bounds of its interval lie on the bad side of a limit. */
export function crossing({ last, times, mean, low, high }: Forecast, limit: number, side: Side): Crossing {
  const isBeyond = side === 'above' ? last.value > limit : last.value < limit
  if (isBeyond) return { time: last.time, earliest: last.time, latest: last.time, already: true }
  const first = (bound: Float64Array) => {
    const time = firstBeyond(times, bound, limit, side)
    return Number.isNaN(time) ? null : time
  }
  const [near, far] = side === 'above' ? [high, low] : [low, high]
  return { time: first(mean), earliest: first(near), latest: first(far), already: false }
}
