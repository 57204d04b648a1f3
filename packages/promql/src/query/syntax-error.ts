import { AppError } from '@ocp-perf/errors'

/** Offsets into a query; both are the same where something is missing. */
export interface Place {
  from: number
  to: number
}

const shown = 24

/** Where that is: by line, column and the text that stands there. */
export function describePlace(query: string, { from }: Place): string {
  const before = query.slice(0, from)
  const line = before.split('\n').length
  const column = from - before.lastIndexOf('\n')
  const rest = query.slice(from).trim()
  const near = rest === '' ? 'at its end' : `near ${JSON.stringify(rest.slice(0, shown))}`
  return `in line ${line}, column ${column}, ${near}`
}

/** A `bad_query` that points at a place of the query. */
export function syntaxError(query: string, place: Place, what = 'has a syntax error'): AppError {
  return new AppError('bad_query', `The query ${what} ${describePlace(query, place)}.`, {
    hint: 'Correct the query there: look for a missing bracket, brace, quote, operator or duration unit.',
  })
}
