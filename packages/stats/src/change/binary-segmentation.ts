import type { LevelCost } from './level-cost.ts'

interface Stretch {
  from: number
  to: number
  /** Undefined where the stretch is not parted. */
  parts?: readonly [Stretch, Stretch]
}

/** Fewer samples are on a line whatever they are. */
const fewestOfALine = 5

/** Where a part begins, and whether it is told by a line in place of a level. */
interface Part {
  from: number
  isLine: boolean
}

interface Fit {
  squares: number
  parameters: number
  parts: Part[]
}

/**
 * Binary segmentation: parts the column where that lowers the sum of squares about the levels most, as long as it does so by
 * more than the penalty, and then each part again. Afterwards each stretch whose changes are better told by one straight line
 * (Bayesian information criterion over the sums of squares) loses them: a slope is no staircase. Beside such a slope the place is
 * where both sides fit lines best. Answers the starts of the new levels, ascending. O(n · depth).
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
  return changesBetween(fits.get(root)?.parts ?? [], cost, fewest)
}

function fitOf({ from, to, parts }: Stretch, fits: ReadonlyMap<Stretch, Fit>, cost: LevelCost): Fit {
  const level = { squares: cost.ofLevel(from, to), parameters: 1, parts: [{ from, isLine: false }] }
  if (parts === undefined) return level
  const [before, after] = [fits.get(parts[0]) ?? level, fits.get(parts[1]) ?? level]
  const parted = {
    squares: before.squares + after.squares,
    parameters: before.parameters + after.parameters + 1,
    parts: [...before.parts, ...after.parts],
  }
  const line = { squares: cost.ofLine(from, to), parameters: 2, parts: [{ from, isLine: true }] }
  return criterion(line, to - from) < criterion(parted, to - from) ? line : parted
}

/** Starts of all parts but the first; one that bounds a line is moved to where two lines leave the least. */
function changesBetween(found: readonly Part[], cost: LevelCost, fewest: number): number[] {
  const parts = joinLines(found, cost)
  const starts = parts.map(({ from }) => from)
  const shortest = Math.max(fewest, fewestOfALine)
  for (let each = 1; each < parts.length; each++) {
    if (!parts[each - 1]?.isLine && !parts[each]?.isLine) continue
    const [from, to] = [starts[each - 1] ?? 0, starts[each + 1] ?? cost.length]
    let least = Number.POSITIVE_INFINITY
    for (let at = from + shortest; at <= to - shortest; at++) {
      const squares = cost.ofLine(from, at) + cost.ofLine(at, to)
      if (squares >= least) continue
      least = squares
      starts[each] = at
    }
  }
  return starts.slice(1)
}

/** Neighbours that one line tells better than both by themselves: a slope that was parted where it did not bend. */
function joinLines(parts: readonly Part[], cost: LevelCost): Part[] {
  const joined: Part[] = []
  for (const [each, part] of parts.entries()) {
    const to = parts[each + 1]?.from ?? cost.length
    let last = part
    for (let before = joined.at(-1); before !== undefined; before = joined.at(-1)) {
      const [first, second] = [fitOfPart(before, last.from, cost), fitOfPart(last, to, cost)]
      const apart = { squares: first.squares + second.squares, parameters: first.parameters + second.parameters + 1 }
      const line = { squares: cost.ofLine(before.from, to), parameters: 2 }
      const samples = to - before.from
      if (!(before.isLine || last.isLine) || criterion(apart, samples) <= criterion(line, samples)) break
      joined.pop()
      last = { from: before.from, isLine: true }
    }
    joined.push(last)
  }
  return joined
}

function fitOfPart({ from, isLine }: Part, to: number, cost: LevelCost): Omit<Fit, 'parts'> {
  return isLine ? { squares: cost.ofLine(from, to), parameters: 2 } : { squares: cost.ofLevel(from, to), parameters: 1 }
}

/** n·ln(SS / n) + k·ln n; a stretch without any noise is held to have as much as a double of its size rounds. */
function criterion({ squares, parameters }: Omit<Fit, 'parts'>, samples: number): number {
  return samples * Math.log(Math.max(squares / samples, Number.EPSILON)) + parameters * Math.log(samples)
}
