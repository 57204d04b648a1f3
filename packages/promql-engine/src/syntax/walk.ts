import type { Expression, VectorSelector } from './ast.ts'

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

/** The expression itself and all inside it, each before what is inside it. */
export function* walk(expression: Expression): Generator<Expression> {
  const pending = [expression]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next
    pending.push(...childrenOf(next).toReversed())
  }
}

/** All selectors of an expression, those of ranges included, in the order in which they are written. */
export function selectorsOf(expression: Expression): VectorSelector[] {
  return [...walk(expression)].filter((each) => each.kind === 'vector-selector')
}
