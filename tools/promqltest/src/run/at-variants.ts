import { childrenOf, type Expression, parseExpression } from '@ocp-perf/promql-engine'

export interface Question {
  query: string
  timeMs: number
}

// Their answer depends on when the query is asked, even if all that they are given is fixed by `@`.
const readsTime =
  /\b(?:days_in_month|day_of_month|day_of_week|day_of_year|hour|minute|month|year|predict_linear|time|timestamp)\s*\(/

/** Calls that depend on the window of the query itself. */
export const readsWindow = /\b(?:start|end|range|step)\s*\(\s*\)/

/**
 * A query whose selectors are all fixed with `@` to the time of the original gives the same answer whenever it is asked;
 * these are that query at other times. None for a query that does not parse or that reads the time in other ways.
 */
export async function atVariants({ query, timeMs }: Question): Promise<Question[]> {
  if (readsTime.test(query) || readsWindow.test(query)) return []
  let expression: Expression
  try {
    expression = await parseExpression(query)
  } catch {
    // What does not parse is judged by asking it as it stands.
    return []
  }
  const at = ` @ ${(timeMs / 1000).toFixed(3)}`
  let fixed = query
  for (const place of placesWithoutAt(expression).sort((a, b) => b - a)) {
    fixed = `${fixed.slice(0, place)}${at}${fixed.slice(place)}`
  }
  const times = timeMs === 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, Math.trunc(timeMs / 5), timeMs, 10 * timeMs]
  return times.map((time) => ({ query: fixed, timeMs: time }))
}

/** Where selectors and subqueries that have no `@` end. What is inside a subquery follows its steps and stays as it is. */
function placesWithoutAt(expression: Expression): number[] {
  switch (expression.kind) {
    case 'vector-selector':
    case 'subquery':
      return expression.at === undefined ? [expression.to] : []
    case 'matrix-selector':
      return expression.selector.at === undefined ? [expression.to] : []
    default:
      return childrenOf(expression).flatMap(placesWithoutAt)
  }
}
