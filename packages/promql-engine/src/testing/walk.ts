import type { Expression } from '../syntax/ast.ts'
import { childrenOf } from '../syntax/children-of.ts'

/** The expression itself and all inside it, each before what is inside it. */
export function* walk(expression: Expression): Generator<Expression> {
  const pending = [expression]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next
    pending.push(...childrenOf(next).toReversed())
  }
}
