import type { Expression } from '../syntax/ast.ts'

/**
 * The expression with no brackets around operands: printed, it is another expression, and how it is read depends on
 * precedence and associativity alone. Its types may then be wrong.
 */
export function withoutBrackets(expression: Expression): Expression {
  switch (expression.kind) {
    case 'binary':
      return { ...expression, left: opened(expression.left), right: opened(expression.right) }
    case 'unary':
      return { ...expression, expression: opened(expression.expression) }
    case 'parentheses':
    case 'subquery':
    case 'aggregation':
      return { ...expression, expression: withoutBrackets(expression.expression) }
    case 'call':
      return { ...expression, args: expression.args.map(withoutBrackets) }
    default:
      return expression
  }
}

function opened(operand: Expression): Expression {
  return withoutBrackets(operand.kind === 'parentheses' ? operand.expression : operand)
}
