import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failureOf } from '../testing/expect-failure.ts'
import { metricNames, parseQuery } from './parse-query.ts'
import { longestQuery } from './parse-tree.ts'

const only = async (query: string) => {
  const { selectors } = await parseQuery(query)
  expect(selectors).toHaveLength(1)
  return selectors[0]
}

describe('what a query asks for', () => {
  test('every selector with its metric, matchers and range', async () => {
    const query = `sum by (pod) (rate(http_requests_total{job="api", code=~"5.."}[5m] offset 1h))
      / on (pod) group_left () kube_pod_info{namespace!="x"}  # a comment with up{}`
    const { selectors, metricNames: names } = await parseQuery(query)
    expect(names).toEqual(['http_requests_total', 'kube_pod_info'])
    expect(selectors).toEqual([
      {
        text: 'http_requests_total{job="api", code=~"5.."}',
        metric: 'http_requests_total',
        matchers: [
          { label: 'job', op: '=', value: 'api' },
          { label: 'code', op: '=~', value: '5..' },
        ],
        selective: true,
        rangeSeconds: 300,
        subqueries: [],
      },
      {
        text: 'kube_pod_info{namespace!="x"}',
        metric: 'kube_pod_info',
        matchers: [{ label: 'namespace', op: '!=', value: 'x' }],
        selective: true,
        rangeSeconds: undefined,
        subqueries: [],
      },
    ])
  })

  test('subqueries from the outside in', async () => {
    const found = await only('max_over_time(avg_over_time(rate(x[1m])[10m:])[1d:5m])')
    expect(found?.rangeSeconds).toBe(60)
    expect(found?.subqueries).toEqual([
      { rangeSeconds: 86_400, stepSeconds: 300 },
      { rangeSeconds: 600, stepSeconds: undefined },
    ])
  })

  test.each([
    ['x[300]', 300],
    ['x[1_000]', 1000],
    ['x[0x10]', 16],
    ['x[1h30m]', 5400],
    ['x[2 * 5m + 30s]', 630],
    ['x[(1h - 30m) / 2]', 900],
    ['x[-5m]', -300],
    ['x[max_of(5m, 1h)]', 3600],
    ['x[5m + step()]', null],
    ['x[range()]', null],
  ])('%s has a range of %s seconds', async (query, seconds) => {
    expect((await only(query))?.rangeSeconds).toBe(seconds)
  })

  test.each([
    ['{"http.requests", job="a"}', ['http.requests']],
    ['{__name__="up"}', ['up']],
    ['{__name__=~"a_total|b_total"}', ['a_total', 'b_total']],
    ['{__name__=~"a.*", job="x"}', []],
    ['1 + 2', []],
    ['up or up', ['up']],
    ['label_replace(up, "a", "$1", "b", "down{}")', ['up']],
  ])('%s names %j', async (query, names) => {
    expect(await metricNames(query)).toEqual(names)
  })

  test.each([
    ['"a\\"b"', 'a"b'],
    ["'a\\'b\"'", 'a\'b"'],
    ['`a\\b"`', 'a\\b"'],
    ['"\\xc3\\xa9\\351\\u00e9\\U0001F600\\n"', 'é\uDCE9é😀\n'],
  ])('the string %s is read as Go reads it', async (literal, value) => {
    expect((await only(`up{a=${literal}}`))?.matchers[0]?.value).toBe(value)
  })

  test.each([
    ['x @ start()', true],
    ['x @ end()', true],
    ['x[range()]', true],
    ['x{a="@ start()"} @ 12', false],
    ['sum(start)', false],
  ])('%s is bound to the window: %s', async (query, bound) => {
    expect((await parseQuery(query)).boundToWindow).toBe(bound)
  })
})

describe('whether a selector is selective', () => {
  test.each([
    ['up', true],
    ['{job="a"}', true],
    ['{job=~"a.*"}', true],
    ['{__name__=~"etcd_.*"}', true],
    ['{job=""}', false],
    ['{job=~".*"}', false],
    ['{job=~".+"}', false],
    ['{__name__=~".+"}', false],
    ['{__name__=~"(.+|x)"}', false],
    ['{job!="a"}', false],
    ['{job!~"a"}', false],
    ['{job=~"a|"}', false],
    ['{}', false],
  ])('%s: %s', async (query, selective) => {
    expect((await only(query))?.selective).toBe(selective)
  })
})

describe('what does not parse', () => {
  test.each([
    ['sum(rate(up[5m])', 'line 1, column 17, at its end'],
    ['up{job="a"', 'line 1, column 11, at its end'],
    ['up{job=a}', 'line 1, column 8, near "a}"'],
    ['up\n  + + )', 'line 2, column 7, near ")"'],
    ['rate(up[5x])', 'column 10'],
    ['', 'line 1, column 1, at its end'],
    ['up down', 'near "down"'],
    ['up{a="b}', 'at its end'],
    ['up{a="\\q"}', 'string'],
    ['up{a="\\\'"}', 'string'],
    ['unknown_function(up)', 'unknown function with name "unknown_function" in line 1, column 1'],
  ])('%j', async (query, place) => {
    const failed = await failureOf(parseQuery(query))
    expect(failed.code).toBe('bad_query')
    expect(failed.message).toContain(place)
    expect(failed.hint).toMatch(/\w/)
  })

  test('a query without end is refused before it is read', async () => {
    const failed = await failureOf(parseQuery('('.repeat(longestQuery + 1)))
    expect(failed).toMatchObject({ code: 'bad_query', message: expect.stringContaining('characters') })
  })

  test('what Prometheus reads beyond the grammar parses: a number that ends in a point, and what 3.0 renamed', async () => {
    expect(await metricNames('2. * holt_winters(up{a="2. holt_winters(x)"}[5m], 0.5, 1.e1)')).toEqual(['up'])
    expect((await only('holt_winters(up{a="2. holt_winters("}[5m], 0.5, 2.)'))?.matchers[0]?.value).toBe(
      '2. holt_winters(',
    )
  })

  test('nesting deeper than the grammar goes is a bad query, not a crash', async () => {
    const nested = (depth: number) => `${'('.repeat(depth)}5m${')'.repeat(depth)}`
    expect(await metricNames(`up + ${nested(400)}`)).toEqual(['up'])
    expect(await metricNames(`up[${nested(400)}]`)).toEqual(['up'])
    expect(await failureOf(parseQuery(nested(4_900)))).toMatchObject({ code: 'bad_query' })
    expect(await failureOf(parseQuery(`up[${nested(4_900)}]`))).toMatchObject({ code: 'bad_query' })
  })

  test('any text either parses or is a bad query', async () => {
    const piece = fc.constantFrom(
      'up',
      '{',
      '}',
      '"',
      "'",
      '`',
      '\\',
      'a=',
      '=~',
      '[5m]',
      '[',
      ']',
      '(',
      ')',
      ':',
      '@ end()',
      ' ',
      '#',
      '\n',
      '5m',
      '+',
      ',',
      'offset',
      'sum',
      'by',
      '😀',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const outcome = await parseQuery(pieces.join('')).catch((error: unknown) => error)
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad_query' })
      }),
      { numRuns: 300 },
    )
  })
})
