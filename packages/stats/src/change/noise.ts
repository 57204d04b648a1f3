import { normalMad } from '../summary/scale.ts'
import { type Column, mad } from '../summary/summary.ts'
import { standardDeviation } from './finite-samples.ts'

/** Samples at both sides of one that it is compared with. */
const reach = 2
/** So many times the noise from its neighbours' median, a sample or two by themselves are no level. */
const spikeFrom = 5

/**
 * The noise of finite samples without their changes of level: the robust deviation of the differences of neighbours over √2,
 * and at least half of the deviation of all. Samples that resemble their neighbours would otherwise pass for nearly
 * noiseless, and each of their swings for a change.
 */
export function noiseOf(values: Column): number {
  return Math.max(differenceNoise(values), standardDeviation(values) / 2)
}

/**
 * The samples without spikes of at most two samples, each of which becomes the median of the five around it. Steps and
 * slopes pass unchanged, which is why the level can be looked for afterwards. O(n).
 */
export function withoutSpikes(values: Column): { values: Column; spikes: number } {
  const limit = spikeFrom * differenceNoise(values)
  const smooth = values.slice()
  let spikes = 0
  // At the ends there are no neighbours to tell by, so that a level that begins there is left alone.
  for (let at = reach; at + reach < values.length; at++) {
    const middle = medianAround(values, at)
    if (Math.abs((values[at] ?? Number.NaN) - middle) <= limit) continue
    smooth[at] = middle
    spikes++
  }
  return { values: smooth, spikes }
}

/**
 * ρ₁, how much neighbours resemble each other about the median of their own stretch, from 0 (not at all) to below 1, freed of
 * the bias that short stretches have: (n·ρ̂ + 1) / (n − 4). Negative ones count as 0, which is the careful side.
 *
 * Marriott and Pope (1954), Bias in the estimation of autocorrelations, Biometrika 41, 390–402.
 */
export function neighbourCorrelation(residuals: readonly Column[]): number {
  let joint = 0
  let squares = 0
  let samples = 0
  for (const column of residuals) {
    for (let at = 0; at < column.length; at++) {
      const value = column[at] ?? Number.NaN
      squares += value * value
      if (at > 0) joint += value * (column[at - 1] ?? Number.NaN)
    }
    samples += column.length
  }
  if (samples <= 8 || !(squares > 0)) return 0
  return Math.min(0.99, Math.max(0, (samples * (joint / squares) + 1) / (samples - 4)))
}

/** Of n samples so alike, how many independent ones tell as much: n·(1 − ρ) / (1 + ρ). */
export function effectiveSamples(samples: number, rho: number): number {
  return (samples * (1 - rho)) / (1 + rho)
}

function differenceNoise(values: Column): number {
  if (values.length < 2) return 0
  const differences = new Float64Array(values.length - 1)
  for (let at = 1; at < values.length; at++) {
    differences[at - 1] = (values[at] ?? Number.NaN) - (values[at - 1] ?? Number.NaN)
  }
  return (normalMad * mad(differences)) / Math.SQRT2
}

/** Of the five samples around a place: the one that two of the others are below and two above. */
function medianAround(values: Column, at: number): number {
  for (let place = at - reach; place <= at + reach; place++) {
    const value = values[place] ?? Number.NaN
    let below = 0
    let equal = 0
    for (let other = at - reach; other <= at + reach; other++) {
      const beside = values[other] ?? Number.NaN
      if (beside < value) below++
      else if (beside === value) equal++
    }
    if (below <= reach && below + equal > reach) return value
  }
  return Number.NaN
}
