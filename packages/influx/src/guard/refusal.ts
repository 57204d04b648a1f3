import { AppError } from '@ocp-perf/errors'

/** A query that is refused before it is asked; `place` is an offset into the text. */
export function refusal(what: string, hint: string, text?: string, place?: number): AppError {
  const where = text === undefined || place === undefined ? '' : ` (${describePlace(text, place)})`
  return new AppError('bad_query', `${what}${where}.`, { hint })
}

function describePlace(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}

const longestQuery = 20_000

/** Texts beyond what anybody writes are refused before they are read. */
export function refuseLong(text: string): void {
  if (text.length <= longestQuery) return
  throw new AppError('too_large', `The query has ${text.length} characters.`, {
    hint: `Write it in at most ${longestQuery}.`,
  })
}
