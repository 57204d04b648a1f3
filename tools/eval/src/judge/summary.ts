import { nothing, type Outcome } from './outcome.ts'

/** A part of a whole, such as members that were right of those that could be. */
export interface Share {
  count: number
  of: number
}

/** What all recordings together show. */
export interface Summary {
  /** Causes that come first where they should, healthy recordings included. */
  accuracy: Share
  falseAlarms: readonly string[]
  members: Share
  onsets: Share
  /** Seconds for one recording, its reading left out: the middle one and the slowest. */
  took: { median: number; max: number }
  /** `matrix.get(expected)?.get(got)` is how often that was named. */
  matrix: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** Sums up judged recordings. */
export function summarize(outcomes: readonly Outcome[]): Summary {
  const share = (verdicts: readonly (boolean | undefined)[]): Share => {
    const known = verdicts.filter((verdict) => verdict !== undefined)
    return { count: known.filter((verdict) => verdict).length, of: known.length }
  }
  const times = outcomes.map(({ took }) => took).sort((a, b) => a - b)
  return {
    accuracy: share(outcomes.map(({ right }) => right)),
    falseAlarms: outcomes.filter(({ falseAlarm }) => falseAlarm).map(({ name }) => name),
    members: share(outcomes.map(({ memberRight }) => memberRight)),
    onsets: share(outcomes.map(({ onset }) => onset?.right)),
    took: { median: times[Math.floor(times.length / 2)] ?? 0, max: times.at(-1) ?? 0 },
    matrix: matrixOf(outcomes),
  }
}

/** Causes by name, health last. */
export function sortCauses(causes: Iterable<string>): string[] {
  return [...new Set(causes)].sort((a, b) => Number(a === nothing) - Number(b === nothing) || (a < b ? -1 : 1))
}

function matrixOf(outcomes: readonly Outcome[]): Summary['matrix'] {
  const matrix = new Map<string, Map<string, number>>()
  for (const cause of sortCauses(outcomes.map(({ expected }) => expected.cause))) matrix.set(cause, new Map())
  for (const { expected, got } of outcomes) {
    const row = matrix.get(expected.cause)
    row?.set(got.cause, (row.get(got.cause) ?? 0) + 1)
  }
  return matrix
}

/** 1 where there is nothing to be wrong about. */
export function ratio({ count, of }: Share): number {
  return of === 0 ? 1 : count / of
}
