import { functionTable } from '../functions/table.ts'
import type { Expression } from '../syntax/ast.ts'
import { childrenOf } from '../syntax/children-of.ts'

const known = new WeakMap<Expression, boolean>()

/**
 * Whether an expression gives the same at every step: all that it reads is pinned by `@`, and nothing in it asks for the
 * step's time. Such an expression is evaluated once and repeated.
 */
export function isStepInvariant(expression: Expression): boolean {
  const before = known.get(expression)
  if (before !== undefined) return before
  const invariant = decide(expression)
  known.set(expression, invariant)
  return invariant
}

function decide(expression: Expression): boolean {
  switch (expression.kind) {
    case 'vector-selector':
    case 'subquery':
      return expression.at !== undefined
    case 'call':
      // A call without arguments may stand for the step's time, as `hour()` does.
      if (expression.args.length === 0 || functionTable.get(expression.name)?.readsTime === true) return false
      break
  }
  return childrenOf(expression).every(isStepInvariant)
}
