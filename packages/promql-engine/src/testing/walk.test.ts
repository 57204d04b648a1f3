import { expect, test } from 'vitest'
import { parseExpression } from '../syntax/parse-expression.ts'
import { walk } from './walk.ts'

test('walking meets each expression once, before what is inside it', async () => {
  const expression = await parseExpression('sum(rate(up[5m])) + 1')
  expect([...walk(expression)].map(({ kind }) => kind)).toEqual([
    'binary',
    'aggregation',
    'call',
    'matrix-selector',
    'vector-selector',
    'number',
  ])
})
