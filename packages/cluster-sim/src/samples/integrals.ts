import type { Family, Histogram, Latency, LatencyPart, Signal, Target } from './family.ts'
import { type Amounts, createIntegral, type Integral } from './integral.ts'
import { writeShares } from './log-normal.ts'
import { oncePerKey } from './once.ts'
import { createRecency } from './recency.ts'

/** Room for the totals within hours that were asked for lately. */
const maxBytes = 64 * 2 ** 20

/**
 * Observations are counted in so many parts of one. Sums of such are exact up to some thousand million, so that a bucket
 * never has less in it than the one before, as rounding could make it.
 */
const partsPerOne = 2 ** 20

type HistogramFamily = Extract<Family, { type: 'histogram' }>

/** The integral of each signal and histogram, made once. */
export interface Integrals {
  ofRate(rate: Signal): Integral
  ofHistogram(histogram: Histogram): Integral
  /** The histograms of a target's family, listed once: its buckets, sum and count are columns of the same integrals. */
  histogramsOf(family: HistogramFamily, target: Target): readonly Histogram[]
}

/** `start`: unix seconds before which everything went on as at that time; `anchor`: from where it is added up. */
export function createIntegrals(start: number, anchor: number): Integrals {
  const recency = createRecency(maxBytes)
  const make = (columns: number, amounts: Amounts) => createIntegral({ columns, amounts, start, anchor, recency })
  const ofBounds = oncePerKey((latency: Latency) =>
    oncePerKey((rate: Signal) =>
      oncePerKey((bounds: readonly number[]) => make(bounds.length + 2, observationsOf({ rate, latency, bounds }))),
    ),
  )
  const listed = oncePerKey((family: HistogramFamily) => oncePerKey(({ factor = 1 }: Target) => family.series(factor)))
  return {
    ofRate: oncePerKey((rate: Signal) =>
      make(1, (time, seconds, out) => {
        out[0] = rate(time) * seconds
      }),
    ),
    ofHistogram: ({ rate, latency, bounds }) => ofBounds(latency)(rate)(bounds),
    histogramsOf: (family, target) => listed(family)(target),
  }
}

/** Observations up to each bound, all of them, and their sum. */
function observationsOf({ rate, latency, bounds }: Omit<Histogram, 'labels'>): Amounts {
  const logBounds = Float64Array.from(bounds, Math.log)
  // Latencies stay the same for a while, and telling their shares is what is costly.
  const shares = new Float64Array(logBounds.length)
  let parts: readonly LatencyPart[] | undefined
  let mean = 0
  return (time, seconds, out) => {
    const count = rate(time) * seconds
    const now = latency(time)
    if (now !== parts) mean = writeShares(now, logBounds, shares)
    parts = now
    let below = 0
    for (let index = 0; index < logBounds.length; index++) {
      below = Math.max(below, Math.min(1, shares[index] ?? 0))
      out[index] = Math.round(count * below * partsPerOne) / partsPerOne
    }
    out[logBounds.length] = Math.round(count * partsPerOne) / partsPerOne
    out[logBounds.length + 1] = count * mean
  }
}
