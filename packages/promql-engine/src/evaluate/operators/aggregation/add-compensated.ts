/**
 * Adds to the sum at a step and keeps what rounding loses beside it (Neumaier's variant of Kahan's), as Prometheus does. A
 * sum that is infinite has lost nothing that could be given back.
 */
export function addCompensated(sums: Float64Array, lost: Float64Array, step: number, value: number): void {
  const before = sums[step] as number
  const sum = before + value
  if (sum === Infinity || sum === -Infinity) lost[step] = 0
  else if (Math.abs(before) >= Math.abs(value)) lost[step] = (lost[step] as number) + (before - sum + value)
  else lost[step] = (lost[step] as number) + (value - sum + before)
  sums[step] = sum
}
