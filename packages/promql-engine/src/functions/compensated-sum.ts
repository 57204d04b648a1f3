/** A sum with what rounding lost of it (Neumaier's variant of Kahan's summation). */
export interface CompensatedSum {
  sum: number
  lost: number
}

/** Adds in place. Once the sum is infinite nothing is lost any more: infinity minus infinity would make it NaN. */
export function add(total: CompensatedSum, value: number): void {
  const before = total.sum
  const sum = before + value
  total.sum = sum
  if (sum === Number.POSITIVE_INFINITY || sum === Number.NEGATIVE_INFINITY) total.lost = 0
  else if (Math.abs(before) >= Math.abs(value)) total.lost += before - sum + value
  else total.lost += value - sum + before
}
