import { type Column, mad, p50, quantiles } from './summary.ts'

/** 1 / Φ⁻¹(¾): what makes the MAD of normal samples their standard deviation. */
export const normalMad = 1.4826
/** Standard deviations between the 2 % and the 98 % quantile of normal samples. */
const normalWidth = 4.1
/** What is less than this share of its own level is hardly ever a spread that matters. */
const leastShare = 0.01

/**
 * A spread comparable with a standard deviation, whatever a few samples do: the largest of 1.4826 MAD, (q98 − q02) / 4.1 and 1 %
 * of |median|, since each alone is zero for some series. 0 only where all that matter are 0.
 */
export function robustScale(values: Column): { scale: number } {
  const middle = p50(values)
  const [low = Number.NaN, high = Number.NaN] = quantiles(values, [0.02, 0.98])
  return { scale: Math.max(normalMad * mad(values, middle), (high - low) / normalWidth, leastShare * Math.abs(middle)) }
}
