import type { Verdict } from '@ocp-perf/panel'
import { formatValue } from '@ocp-perf/panel'

/** Some things in words: `3 of 5 series changed`. */
export function shareOf(some: number, all: number): string {
  return some === all
    ? `${formatValue(all, 'count')} series`
    : `${formatValue(some, 'count')} of ${formatValue(all, 'count')} series`
}

/** How many series could be judged; what could not be is never told as well. */
export function unjudged(tooLittle: number, all: number): { verdict: Verdict; note: string } | undefined {
  if (tooLittle === 0) return undefined
  return { verdict: 'unknown', note: `${shareOf(tooLittle, all)} had too little data to judge.` }
}
