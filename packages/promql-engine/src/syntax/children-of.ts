import type { Expression } from './ast.ts'

/** The expressions directly inside one, in the order in which they are evaluated. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'vector-selector':
      return []
    case 'matrix-selector':
      return [expression.selector]
    case 'call':
      return expression.args
    case 'aggregation':
      return expression.parameter === undefined
        ? [expression.expression]
        : [expression.parameter, expression.expression]
    case 'binary':
      return [expression.left, expression.right]
    case 'subquery':
    case 'unary':
    case 'parentheses':
      return [expression.expression]
  }
}
