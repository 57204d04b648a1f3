import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuery } from './parse-query.ts'
import { escapeRegex, type LabelMatcher, matcher, matchOperators, selector } from './selector.ts'

const runs = { numRuns: 50 }

/** Any text at all, and texts that try to get out. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"} or up{a="',
    '\\',
    '\\"',
    '\n',
    '`',
    '\u0000',
    '\u2028',
    '}',
    "'",
    '#',
    '\\u0022',
    '\\x22',
    '\u007f',
  ),
)

/** What UTF-8 makes of it. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\uFFFD')

test('whatever the value, the selector holds exactly the matchers that were asked for', async () => {
  const label = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
  const matchers = fc.array(fc.record({ label, op: fc.constantFrom(...matchOperators), value: anyText }), {
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(matchers, async (given) => {
      const text = selector('up', given)
      const { selectors } = await parseQuery(`sum(rate(${text}[5m]))`)
      const expected: LabelMatcher[] = given.map((each) => ({ ...each, value: wellFormed(each.value) }))
      expect(selectors).toMatchObject([{ text, metric: 'up', matchers: expected }])
    }),
    runs,
  )
})

test('an escaped expression matches its text and nothing beside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, other) => {
      const expression = new RegExp(`^(?:${escapeRegex(text)})$`, 'u')
      expect(expression.test(text)).toBe(true)
      expect(expression.test(other)).toBe(other === text)
    }),
    runs,
  )
})

test('the text of an expression reaches the server through both escapes', async () => {
  const text = matcher('pod', '=~', `${escapeRegex('a.b')}-.*`)
  expect(text).toBe('pod=~"a\\\\.b-.*"')
  const { selectors } = await parseQuery(`up{${text}}`)
  expect(selectors[0]?.matchers).toEqual([{ label: 'pod', op: '=~', value: 'a\\.b-.*' }])
})

test('a metric that is named like a keyword is selected by its name all the same', async () => {
  for (const word of ['inf', 'NaN', 'bool', 'on', 'offset', 'sum', 'and', 'start']) {
    const { selectors } = await parseQuery(selector(word, [{ label: 'a', op: '=', value: 'b' }]))
    expect(selectors).toMatchObject([{ metric: word }])
  }
})

test.each(['', '1a', 'a-b', 'a"', 'a=', 'å', 'a b'])('the label %s is refused', (label) => {
  expect(() => matcher(label, '=', 'x')).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test.each(['', '1a', 'a-b', 'up{', 'up or vector'])('the metric %s is refused', (metric) => {
  expect(() => selector(metric)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test('a selector of nothing is refused', () => {
  expect(() => selector(undefined)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  expect(selector(undefined, [{ label: 'a', op: '=', value: 'b' }])).toBe('{a="b"}')
  expect(selector('up')).toBe('up')
})
