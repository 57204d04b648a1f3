import { createSortedWindow, type SortedWindow } from '../window/sorted-window.ts'

/** By how much the level of a series differs from the level just before. */
export interface LevelShift {
  /** Median of the last `rows` values and this one less the same `rows` earlier; NaN until there are as many. */
  push(value: number): number
  /** The earlier of the two levels. */
  readonly before: number
  restart(): void
}

export function createLevelShift(rows: number): LevelShift {
  const levels = new Float64Array(rows)
  let window: SortedWindow = createSortedWindow(rows + 1)
  let seen = 0
  let before = Number.NaN
  return {
    push(value) {
      window.push(value)
      const level = seen >= rows ? window.median() : Number.NaN
      const slot = seen++ % rows
      before = seen > 2 * rows ? (levels[slot] ?? Number.NaN) : Number.NaN
      levels[slot] = level
      return level - before
    },
    get before() {
      return before
    },
    restart() {
      window = createSortedWindow(rows + 1)
      seen = 0
    },
  }
}
