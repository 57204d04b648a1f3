import { AppError } from '@ocp-perf/errors'
import type { LabelMatcher } from '@ocp-perf/promql'
import { parseExpression } from '../syntax/parse-expression.ts'

/**
 * The matchers of a series selector, as `match[]` has it: a name, matchers or both, and nothing else.
 *
 * @throws AppError `bad_query`.
 */
export async function parseSelector(text: string): Promise<readonly LabelMatcher[]> {
  const expression = await parseExpression(text)
  const isPlain = expression.kind === 'vector-selector' && expression.offset === 0 && expression.at === undefined
  if (isPlain) return expression.matchers
  throw new AppError('bad_query', `match[] takes a series selector, and ${quoted(text)} is not one.`, {
    hint: 'Give a metric name, label matchers in braces or both, such as up{job="etcd"}.',
  })
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
