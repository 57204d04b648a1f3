import type { Chance } from './draw-series.ts'
import type { Annotations } from './score.ts'

/** A change that a series was made with. */
export interface Mark {
  at: number
  /** How easily people see it: at 0 hardly anybody does, from 1 on nearly everybody. */
  clarity: number
}

const people = 5
/** Standard deviation of where people put a mark, in samples. */
const jitter = 1.5
/** How often somebody marks a change that is none. */
const imagined = 0.2

/** Five people mark a series: each misses changes that are not clear, puts others some samples off, and may see one too many. */
export function annotate(marks: readonly Mark[], length: number, chance: Chance): Annotations {
  return Array.from({ length: people }, () => {
    const care = chance.uniform(0.6, 1)
    const seen = marks.filter(({ clarity }) => chance.uniform(0, 1) < care * Math.min(0.98, 0.15 + clarity))
    const places = seen.map(({ at }) => at + Math.round(jitter * chance.normal()))
    if (chance.uniform(0, 1) < imagined) places.push(chance.whole(1, length - 1))
    return [...new Set(places.filter((at) => at > 0 && at < length))].sort((a, b) => a - b)
  })
}
