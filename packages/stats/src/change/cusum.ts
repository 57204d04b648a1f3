import type { Column } from '../summary/summary.ts'

/** Half of a change of one noise: what the sums forgive at each sample, so that they find changes of that size soonest. */
const slack = 0.5

/**
 * Page's cumulative sums, both ways: how far the samples ran away from the mean of those since the last change, in units of
 * the noise, less a slack of one half at each. Beyond the limit the level changed where that sum last left zero, and all
 * begins anew from there. Needs no look ahead, so it is the one to use while samples come in. O(n) where changes are found soon.
 *
 * Page (1954), Continuous inspection schemes, Biometrika 41, 100–115.
 */
export function cusum(values: Column, noise: number, limit: number, fewest: number): number[] {
  const changes: number[] = []
  for (let from = 0; from < values.length; ) {
    const at = firstChange(values, from, { noise, limit, fewest })
    if (at < 0) break
    changes.push(at)
    from = at
  }
  return changes
}

function firstChange(
  values: Column,
  from: number,
  { noise, limit, fewest }: { noise: number; limit: number; fewest: number },
): number {
  let mean = 0
  let up = 0
  let down = 0
  let upFrom = from
  let downFrom = from
  for (let at = from; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    if (at - from >= fewest) {
      const away = (value - mean) / noise
      if (up === 0) upFrom = at
      if (down === 0) downFrom = at
      up = Math.max(0, up + away - slack)
      down = Math.max(0, down - away - slack)
      if (up > limit) return upFrom
      if (down > limit) return downFrom
    }
    mean += (value - mean) / (at - from + 1)
  }
  return -1
}
