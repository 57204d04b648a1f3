import type { SkippedLine } from '../dump.ts'

/** Counts lines that could not be used, and keeps the first of them with their reasons. */
export interface BadLines {
  add(line: number, reason: string): void
  readonly count: number
  readonly first: readonly SkippedLine[]
}

const kept = 20

export function createBadLines(): BadLines {
  const first: SkippedLine[] = []
  let count = 0
  return {
    add(line, reason) {
      count++
      if (first.length < kept) first.push({ line, reason })
    },
    get count() {
      return count
    },
    first,
  }
}
