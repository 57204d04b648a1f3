/** Where a value was expected: inside `low` to `high` nothing is odd about it. In the unit of the series. */
export interface Band {
  low: number
  high: number
  center: number
}

/** What about a sample was looked at. */
export type ViewName = 'value' | 'spread' | 'season' | 'level' | 'day-before'

/**
 * One way to look at a series as it comes in. What it answers depends on earlier samples alone, so that a whole window and a
 * stream are judged alike.
 */
export interface View {
  /** What decided about the value pushed last. */
  readonly name: ViewName
  /**
   * Judges a finite value by what came before, then remembers it: by how much it is too high (positive) or too low
   * (negative), in the view's own unit, 0 where it is neither, NaN while too little came before.
   */
  push(time: number, value: number): number
  /** Where the value pushed last was expected. */
  band(): Band
  /** After a gap in the series: differences across it mean nothing, and ranges stay. */
  restart(): void
}

/** The part of a signed score that is of interest. */
export function inDirection(score: number, direction: 'both' | 'up' | 'down'): number {
  if (direction === 'up') return Math.max(0, score)
  return direction === 'down' ? Math.min(0, score) : score
}

/** The smaller of two signed scores, 0 where they disagree about the side or one is not known. */
export function bothOf(one: number, other: number): number {
  if (!(one * other > 0)) return 0
  return Math.abs(one) < Math.abs(other) ? one : other
}
