import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { functionTable } from '../functions/table.ts'
import { aggregations, type Expression } from '../syntax/ast.ts'
import { parseExpression } from '../syntax/parse-expression.ts'
import { arbitraryExpression } from './arbitrary-expression.ts'
import { printExpression } from './print-expression.ts'

/** The expression without its places, which a text of its own changes. */
function withoutPlaces(expression: Expression): unknown {
  return JSON.parse(
    JSON.stringify(expression, (key, value: unknown) => {
      if (key === 'from' || key === 'to') return undefined
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
    }),
  )
}

const { vector, scalar, matrix } = arbitraryExpression({
  functions: [...functionTable.values()],
  aggregations,
  depth: 4,
})

describe('what is printed', () => {
  test('parses to the same expression, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(vector, scalar, matrix), async (expression) => {
        const text = printExpression(expression)
        expect(withoutPlaces(await parseExpression(text)), text).toEqual(withoutPlaces(expression))
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['{"utf8.name", "label.name"="x\\n\\x01"}', '{"utf8.name", "label.name"="x\\u000a\\u0001"}'],
    ['up @ 1.5 offset -5m', 'up offset -5m @ 1.5'],
    ['sum without () (up)', 'sum without () (up)'],
    ['a or on () b', 'a or on () b'],
    ['a * on (x) group_right ("y.z") b', 'a * on (x) group_right ("y.z") b'],
    ["count_values('\\xff\\'', a)", 'count_values("\\xff\'", a)'],
    ['{"offset"} + Inf - NaN', '{"offset"} + Inf - NaN'],
  ])('%s', async (text, printed) => {
    expect(printExpression(await parseExpression(text))).toBe(printed)
    expect(withoutPlaces(await parseExpression(printed))).toEqual(withoutPlaces(await parseExpression(text)))
  })
})
