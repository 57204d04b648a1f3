import { AppError, isAbort } from '@ocp-perf/errors'
import { type ParsedQuery, parseQuery } from '../query/parse-query.ts'
import type { RangeWindow } from '../source.ts'
import { maxPointsPerRequest } from '../split-range.ts'

/**
 * Refuses to ask a query in parts when it speaks of the whole window (`@ start()`, `@ end()`, `range()`), since each
 * part would take its own. The parser is loaded only for texts that might.
 */
export async function refuseIfBoundToWindow(query: string, { start, end }: RangeWindow): Promise<void> {
  if (!/\b(?:start|end|range)\s*\(/i.test(query)) return
  const parsed = await parseOrLeave(query)
  if (parsed?.boundToWindow !== true) return
  const step = Math.ceil((end - start) / (maxPointsPerRequest - 1))
  throw new AppError('too_large', 'The range is too long for a query that refers to its start() or end().', {
    hint: `Such a query cannot be asked in parts: choose a step of at least ${step} s, or a shorter window.`,
  })
}

/** A query that does not parse is left to the server, which may know a newer grammar. */
async function parseOrLeave(query: string): Promise<ParsedQuery | undefined> {
  try {
    return await parseQuery(query)
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError)) throw error
    return undefined
  }
}
