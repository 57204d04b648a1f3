import { expect, test } from 'vitest'
import { parseExpression } from './parse-expression.ts'
import { selectorsOf, walk } from './walk.ts'

test('selectors are found wherever they stand, in the order in which they are written', async () => {
  const expression = await parseExpression(
    'topk(scalar(a), -(b + on (x) rate(c[5m]))) / max_over_time(d[1h:]) or label_replace(e, "", "", "", "")',
  )
  expect(selectorsOf(expression).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

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
