import type { LevelCost } from './level-cost.ts'

interface Stretch {
  from: number
  to: number
  /** Undefined where the stretch is not parted. */
  parts?: readonly [Stretch, Stretch]
}

interface Fit {
  squares: number
  parameters: number
  changes: number[]
}

/**
 * Binary segmentation: parts the column where that lowers the sum of squares about the levels most, as long as it does so by
 * more than the penalty, and then each part again. Afterwards each stretch whose changes are better told by one straight line
 * (Bayesian information criterion over the sums of squares) loses them: a slope is no staircase. Answers the starts of the new
 * levels, ascending. O(n · depth).
 *
 * Scott and Knott (1974), A cluster analysis method for grouping means, Biometrics 30(3), 507–512.
 */
export function binarySegmentation(cost: LevelCost, penalty: number, fewest: number): number[] {
  const root: Stretch = { from: 0, to: cost.length }
  const inOrder = [root]
  // A part of a part may be deep, so that this is a list and no recursion; a parent stands before its parts.
  for (const stretch of inOrder) {
    const { at, gain } = cost.bestSplit(stretch.from, stretch.to, fewest)
    if (at < 0 || gain <= penalty) continue
    const parts = [
      { from: stretch.from, to: at },
      { from: at, to: stretch.to },
    ] as const
    stretch.parts = parts
    inOrder.push(...parts)
  }
  const fits = new Map<Stretch, Fit>()
  for (const stretch of inOrder.reverse()) fits.set(stretch, fitOf(stretch, fits, cost))
  return fits.get(root)?.changes ?? []
}

function fitOf({ from, to, parts }: Stretch, fits: ReadonlyMap<Stretch, Fit>, cost: LevelCost): Fit {
  const level = { squares: cost.ofLevel(from, to), parameters: 1, changes: [] }
  if (parts === undefined) return level
  const [before, after] = [fits.get(parts[0]) ?? level, fits.get(parts[1]) ?? level]
  const parted = {
    squares: before.squares + after.squares,
    parameters: before.parameters + after.parameters + 1,
    changes: [...before.changes, parts[1].from, ...after.changes],
  }
  const line = { squares: cost.ofLine(from, to), parameters: 2, changes: [] }
  return criterion(line, to - from) < criterion(parted, to - from) ? line : parted
}

/** n·ln(SS / n) + k·ln n; a stretch without any noise is held to have as much as a double of its size rounds. */
function criterion({ squares, parameters }: Fit, samples: number): number {
  return samples * Math.log(Math.max(squares / samples, Number.EPSILON)) + parameters * Math.log(samples)
}
