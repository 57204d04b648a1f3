import type { AppError } from '@ocp-perf/errors'
import { describe, expect, test } from 'vitest'
import type { Expression } from './ast.ts'
import { parseExpression } from './parse-expression.ts'

/** The expression with a bracket around each part, so that its shape shows; places left out. */
async function shapeOf(text: string): Promise<string> {
  return shape(await parseExpression(text))
}

function shape(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return Object.is(node.value, -0) ? '-0' : String(node.value)
    case 'string':
      return JSON.stringify(node.value)
    case 'vector-selector': {
      const at = node.at === undefined ? '' : `@${node.at.kind === 'time' ? node.at.time : node.at.kind}`
      const matchers = node.matchers.map(({ label, op, value }) => `${label}${op}${value}`).join(',')
      return `${matchers}${node.offset === 0 ? '' : `-${node.offset}`}${at}`
    }
    case 'matrix-selector':
      return `[${shape(node.selector)} ${node.range}]`
    case 'subquery': {
      const at = node.at === undefined ? '' : `@${node.at.kind}`
      return `[${shape(node.expression)} ${node.range}:${node.step ?? ''}${node.offset === 0 ? '' : `-${node.offset}`}${at}]`
    }
    case 'call':
      return `${node.name}(${node.args.map(shape).join(' ')})`
    case 'aggregation':
      return `${node.name}(${[node.parameter, node.expression].flatMap((each) => (each ? [shape(each)] : [])).join(' ')})`
    case 'binary':
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`
    case 'unary':
      return `(${node.operator}${shape(node.expression)})`
    case 'parentheses':
      return shape(node.expression)
  }
}

async function failureOf(text: string): Promise<AppError> {
  return await parseExpression(text).then(
    () => Promise.reject(new Error(`${text} parses.`)),
    (error: AppError) => error,
  )
}

describe('literals', () => {
  test.each([
    ['0x1F', 31],
    ['1_000', 1000],
    ['1e3', 1000],
    ['12.34E-6', 12.34e-6],
    ['.5', 0.5],
    ['2.', 2],
    ['2.e1', 20],
    ['017', 15],
    ['08', 8],
    ['5m', 300],
    ['1h30m', 5400],
    ['250ms', 0.25],
    ['iNf', Number.POSITIVE_INFINITY],
    ['NaN', Number.NaN],
  ])('%s is a number', async (text, value) => {
    expect(await parseExpression(text)).toEqual({ kind: 'number', value, from: 0, to: text.length })
  })

  test.each([
    ['"a\\n\\u00e9"', 'a\né'],
    ["'it\\'s \"x\"'", 'it\'s "x"'],
    ['`raw \\n`', 'raw \\n'],
    ['"a\\xc5z"', 'a\uDCC5z'],
    ['"\\xc3\\xa9"', 'é'],
  ])('%s is a string', async (text, value) => {
    expect(await parseExpression(text)).toMatchObject({ kind: 'string', value })
  })

  test.each(['"a', "'a\\\"'", '"\\q"'])('%s is no string', async (text) => {
    expect(await failureOf(text)).toMatchObject({ code: 'bad_query' })
  })
})

describe('precedence', () => {
  test('a range belongs to what it follows, so a sign before it is one of a range', async () => {
    expect(await failureOf('sum_over_time(-a[1h:])')).toMatchObject({ code: 'bad_query' })
  })

  test.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['1-2', '(1 - 2)'],
    ['1 -2', '(1 - 2)'],
    ['1 - -2', '(1 - (-2))'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['-1 ^ 2', '(-(1 ^ 2))'],
    ['- 1^2', '(-(1 ^ 2))'],
    ['-a ^ 2', '(-(__name__=a ^ 2))'],
    ['2 ^ -1 * 3', '((2 ^ (-1)) * 3)'],
    ['2 ^ -1 ^ 2', '(2 ^ (-(1 ^ 2)))'],
    ['-1 * 2', '((-1) * 2)'],
    ['--a', '(-(-__name__=a))'],
    ['1 * 2 atan2 3 % 4', '(((1 * 2) atan2 3) % 4)'],
    ['a == b + 1', '(__name__=a == (__name__=b + 1))'],
    ['a or b and c unless d', '(__name__=a or ((__name__=b and __name__=c) unless __name__=d))'],
    ['a OR b', '(__name__=a or __name__=b)'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['a < bool b == bool 1', '((__name__=a < __name__=b) == 1)'],
    ['a # +\n + # *\n b # end', '(__name__=a + __name__=b)'],
  ])('%s', async (text, expected) => {
    expect(await shapeOf(text)).toBe(expected)
  })

  test.each([
    ['a + b offset 5m', '(__name__=a + __name__=b-300000)'],
    ['a + b offset 5m * c', '(__name__=a + (__name__=b-300000 * __name__=c))'],
    ['2 ^ a offset 5m ^ 3', '(2 ^ (__name__=a-300000 ^ 3))'],
    ['-a offset -1m', '(-__name__=a--60000)'],
    ['a offset 1m + b @ 5 - c @ end()', '((__name__=a-60000 + __name__=b@5000) - __name__=c@end)'],
    ['rate(a[5m] @ start() offset 1m)', 'rate([__name__=a-60000@start 300000])'],
    ['a offset 1m @ -0.5', '__name__=a-60000@-500'],
  ])('a modifier belongs to what it follows: %s', async (text, expected) => {
    expect(await shapeOf(text)).toBe(expected)
  })
})

describe('selectors', () => {
  test.each([
    ['up', '__name__=up'],
    ['{job="a"}', 'job=a'],
    ['up{a="b", c!="d", e=~"f.*", g!~`h`,}', '__name__=up,a=b,c!=d,e=~f.*,g!~h'],
    ['{"utf8.name", "label.name"="x"}', '__name__=utf8.name,label.name=x'],
    ['{__name__=~"a|b"}', '__name__=~a|b'],
    ['{__name__="a", __name__!="b"}', '__name__=a,__name__!=b'],
    ['sum', '__name__=sum'],
    ['rate', '__name__=rate'],
    ['by + start', '(__name__=by + __name__=start)'],
    ['up{by="a", on="b", bool="c", offset="d", sum="e"}', '__name__=up,by=a,on=b,bool=c,offset=d,sum=e'],
    ['job:a:rate5m', '__name__=job:a:rate5m'],
  ])('%s', async (text, expected) => {
    expect(await shapeOf(text)).toBe(expected)
  })

  test('the name is known where it stands before the braces or in quotes between them', async () => {
    expect(await parseExpression('up{a="b"}')).toMatchObject({ name: 'up' })
    expect(await parseExpression('{"up.x"}')).toMatchObject({ name: 'up.x' })
    expect(await parseExpression('{__name__="up"}')).toMatchObject({ name: undefined })
  })

  test.each([
    [
      'max_over_time(rate(a[5m])[1h:1m] offset 1d)',
      'max_over_time([rate([__name__=a 300000]) 3600000:60000-86400000])',
    ],
    ['max_over_time(a[1h:] @ start())', 'max_over_time([__name__=a 3600000:@start])'],
    ['rate(a[5m * 2 + 30s])', 'rate([__name__=a 630000])'],
    ['rate(a[90])', 'rate([__name__=a 90000])'],
    ['a offset (5m * 2)', '__name__=a-600000'],
  ])('ranges are milliseconds: %s', async (text, expected) => {
    expect(await shapeOf(text)).toBe(expected)
  })
})

describe('aggregations and matching', () => {
  test.each(['sum by (a, "b.c", on) (up)', 'SUM(up) BY (a, "b.c", on)', 'sum by (a, "b.c", on,) (up)'])(
    'grouping stands before or after: %s',
    async (text) => {
      expect(await parseExpression(text)).toMatchObject({ name: 'sum', grouping: ['a', 'b.c', 'on'], without: false })
    },
  )

  test('a parameter comes first', async () => {
    expect(await parseExpression('topk without (a) (3, up)')).toMatchObject({
      without: true,
      grouping: ['a'],
      parameter: { kind: 'number', value: 3 },
      expression: { kind: 'vector-selector' },
    })
  })

  test('matching is told for vectors only', async () => {
    expect(await parseExpression('a * on (x) group_left (y) b')).toMatchObject({
      matching: { cardinality: 'many-to-one', labels: ['x'], on: true, include: ['y'] },
    })
    expect(await parseExpression('a > bool ignoring (x) group_right b')).toMatchObject({
      returnsBool: true,
      matching: { cardinality: 'one-to-many', labels: ['x'], on: false, include: [] },
    })
    expect(await parseExpression('a and b')).toMatchObject({ matching: { cardinality: 'many-to-many' } })
    expect(await parseExpression('a + b')).toMatchObject({
      matching: { cardinality: 'one-to-one', labels: [], on: false },
    })
    expect(await parseExpression('a + 1')).toMatchObject({ matching: undefined })
  })
})

describe('what parses and is refused, with the sentence of Prometheus and the place', () => {
  test.each([
    ['{}', 'vector selector must contain at least one non-empty matcher, in line 1, column 1'],
    ['{a=~".*"}', 'at least one non-empty matcher'],
    ['{a!="b"}', 'at least one non-empty matcher'],
    ['{""}', 'at least one non-empty matcher'],
    ['up{__name__="up"}', 'metric name must not be set twice: "up" or "up"'],
    ['up{"other"}', 'metric name must not be set twice: "up" or "other"'],
    ['{"up", __name__="x"}', 'metric name must not be set twice'],
    ['up{a=~"("}', 'The regular expression "(" is not valid'],
    ['up{a=~"(?=a)"}', 'regular expression'],
    [
      'rate(up)',
      'expected type range vector in call to function "rate", got instant vector, in line 1, column 6, near "up)"',
    ],
    ['abs(up[5m])', 'expected type instant vector in call to function "abs", got range vector'],
    ['rate()', 'expected 1 argument(s) in call to "rate", got 0'],
    ['rate(up[5m], 1)', 'expected 1 argument(s) in call to "rate", got 2'],
    ['round(up, 1, 2)', 'expected at most 2 argument(s) in call to "round", got 3'],
    ['label_join(up, "a")', 'expected at least 3 argument(s) in call to "label_join", got 2'],
    ['label_join(up, "a", "b", up)', 'expected type string in call to function "label_join", got instant vector'],
    ['nothing(up)', 'unknown function with name "nothing"'],
    ['sum(1)', 'expected type instant vector in aggregation expression, got scalar'],
    ['topk("a", up)', 'expected type scalar in aggregation parameter, got string'],
    ['count_values(1, up)', 'expected type string in aggregation parameter, got scalar'],
    ['topk(up)', 'wrong number of arguments for aggregate expression provided, expected 2, got 1'],
    ['sum(a, b)', 'wrong number of arguments for aggregate expression provided, expected 1, got 2'],
    ['sum()', 'no arguments for aggregate expression provided'],
    ['sum by ("") (a)', 'invalid label name for grouping: ""'],
    ['a + bool b', 'bool modifier can only be used on comparison operators'],
    ['1 == 2', 'comparisons between scalars must use BOOL modifier, in line 1, column 3, near "== 2"'],
    ['a and 1', 'set operator "and" not allowed in binary scalar expression'],
    ['1 or 2', 'set operator "or" not allowed in binary scalar expression'],
    ['a + on(x) 1', 'vector matching only allowed between instant vectors'],
    ['a and on(x) group_left b', 'no grouping allowed for "and" operation'],
    ['a * on(x) group_left(x) b', 'label "x" must not occur in ON and GROUP clause at once'],
    ['"a" + 1', 'binary expression must contain only scalar and instant vector types'],
    ['a + b[5m]', 'binary expression must contain only scalar and instant vector types'],
    ['-"a"', 'unary expression only allowed on expressions of type scalar or instant vector, got "string"'],
    ['a[5m][1h:]', 'subquery is only allowed on instant vector, got range vector instead'],
    ['5[1h:]', 'subquery is only allowed on instant vector, got scalar instead'],
    ['(a)[5m]', 'ranges only allowed for vector selectors'],
    ['sum(a)[5m]', 'ranges only allowed for vector selectors'],
    ['a offset 5m[5m]', 'no offset modifiers allowed before range'],
    ['a @ 5 [5m]', 'no @ modifiers allowed before range'],
    ['a offset 5m offset 5m', 'offset may not be set multiple times'],
    ['a @ 5 @ 6', '@ <timestamp> may not be set multiple times'],
    ['1 offset 5m', 'offset modifier must be preceded by an instant vector selector'],
    ['(a) offset 5m', 'offset modifier must be preceded by an instant vector selector'],
    ['sum(a) @ 5', '@ modifier must be preceded by an instant vector selector'],
    ['a + 1e400', 'error parsing number: 1e400 is out of range, in line 1, column 5'],
    ['a @ Inf', 'timestamp out of bounds for @ modifier: Inf'],
    ['a @ -1e30', 'timestamp out of bounds for @ modifier: -1e30'],
    ['a[0]', 'duration must be greater than 0'],
    ['a[-5m]', 'duration must be greater than 0'],
    ['a[5m:0s]', 'duration must be greater than 0'],
    ['a[300y]', 'duration out of range'],
    ['\n  a +\n  sum(1)', 'in line 3, column 7, near "1)"'],
  ])('%s', async (text, message) => {
    const failed = await failureOf(text)
    expect(failed).toMatchObject({ code: 'bad_query', hint: expect.stringMatching(/\w/) })
    expect(failed.message).toContain(message)
  })
})

describe('what Prometheus knows and the engine does not', () => {
  test.each([
    'rate(a[step()])',
    'a offset range()',
    'a </ 5',
    'a >/ 5',
    'a + fill(0) b',
    'a * on(x) fill_left(0) b',
    'rate(a[5m] smoothed)',
    'rate(a[5m] anchored)',
    'info(a)',
  ])('%s', async (text) => {
    expect(await failureOf(text)).toMatchObject({
      code: 'bad_query',
      message: expect.stringContaining('not supported'),
    })
  })
})

describe('hostile texts', () => {
  test.each([
    ['brackets', `${'('.repeat(4_000)}1${')'.repeat(4_000)}`],
    ['signs', `${'-'.repeat(9_000)}1`],
    ['powers', `1${'^1'.repeat(4_500)}`],
    ['a chain', `1${'+1'.repeat(4_900)}`],
    ['offsets', `a${' offset 1s'.repeat(900)}`],
    ['an open bracket', '('.repeat(9_999)],
  ])('%s without end are a bad query', async (_, text) => {
    expect(await failureOf(text)).toMatchObject({ code: 'bad_query' })
  })

  test('what a program may write is not too much', async () => {
    expect(await shapeOf(`1${'+1'.repeat(500)}`)).toContain('+ 1')
    expect(await shapeOf(`${'('.repeat(300)}1${')'.repeat(300)}`)).toBe('1')
    expect(await shapeOf(`${'abs('.repeat(200)}a${')'.repeat(200)}`)).toContain('abs(')
  })
})
