import { type Column, mad, p50, quantiles } from '../summary.ts'

const ofMad = 1.4826
/** q98 − q02 of a normal distribution in standard deviations. */
const ofRange = 4.1

/** A robust standard deviation with floors; 0 only where all samples are 0. */
export function robustScale(values: Column): number {
  const middle = p50(values)
  const [low = Number.NaN, high = Number.NaN] = quantiles(values, [0.02, 0.98])
  return Math.max(ofMad * mad(values, middle), (high - low) / ofRange, 0.01 * Math.abs(middle))
}
