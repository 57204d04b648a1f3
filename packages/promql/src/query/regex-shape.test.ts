import fc from 'fast-check'
import { expect, test } from 'vitest'
import { regexShape } from './regex-shape.ts'

const shape = (matchesEmpty: boolean, matchesAnything: boolean) => ({ matchesEmpty, matchesAnything })

test.each([
  ['etcd-0', shape(false, false)],
  ['etcd.*', shape(false, false)],
  ['.*-0', shape(false, false)],
  ['', shape(true, false)],
  ['etcd|', shape(true, false)],
  ['(etcd)?', shape(true, false)],
  ['x{0,3}', shape(true, false)],
  ['^$', shape(true, false)],
  ['.*', shape(true, true)],
  ['.+', shape(false, true)],
  ['^.+$', shape(false, true)],
  ['(?i).+', shape(false, true)],
  ['(?:a|(.+))', shape(false, true)],
  ['..*', shape(false, true)],
  ['.{2,}', shape(false, true)],
  ['.{2,3}', shape(false, false)],
  ['.{2}.*', shape(false, true)],
  ['(?:.{2})+', shape(false, false)],
  ['(?:a|.){2}.+', shape(false, true)],
  ['a?.*b?', shape(true, true)],
  ['[^/]+', shape(false, true)],
  ['\\S+', shape(false, true)],
  ['[\\s\\S]+', shape(false, true)],
  ['[a-z]+', shape(false, false)],
  ['[]a]+', shape(false, false)],
  ['[[:alpha:]]+-0', shape(false, false)],
  ['\\.\\+', shape(false, false)],
  ['\\Q.+\\E', shape(false, false)],
  ['\\Q\\E', shape(true, false)],
  ['\\x{1F600}+\\pN', shape(false, false)],
  ['(?P<name>.+)', shape(false, true)],
])('%s', (pattern, expected) => {
  expect(regexShape(pattern)).toEqual(expected)
})

test.each(['(', ')', '[a', '*', 'a)', '(?=a)', '(?<!a)b', '\\'])('%s is no valid expression', (pattern) => {
  expect(regexShape(pattern)).toBeUndefined()
})

/** Expressions of up to eight atoms, with groups, alternatives and repeats. */
function patterns(atoms: readonly string[]) {
  return fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(...atoms),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(${a}|${b})`),
      fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}')).map(([a, r]) => `(?:${a})${r}`),
    ),
  })).pattern
}

const anchored = (pattern: string) => new RegExp(`^(?:${pattern})$`, 's')

test('what it says about the empty text is what a regular expression engine finds', () => {
  fc.assert(
    fc.property(patterns(['a', '.', '\\d', '[ab]', '[^a]', '^', '$']), (pattern) => {
      expect(regexShape(pattern)?.matchesEmpty).toBe(anchored(pattern).test(''))
    }),
    { numRuns: 200 },
  )
})

test('what it says matches anything does match any long text', () => {
  fc.assert(
    fc.property(patterns(['a', '.', '\\d', '[ab]', '[^a]', '.+', '.*']), (pattern) => {
      fc.pre(regexShape(pattern)?.matchesAnything === true)
      for (const probe of ['bcd~/é9', 'zz-q:x.']) expect(anchored(pattern).test(probe.repeat(4))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a hostile expression is read in no time', () => {
  const before = performance.now()
  regexShape(`${'('.repeat(500)}a*${')*'.repeat(500)}${'.*'.repeat(4000)}x`)
  expect(performance.now() - before).toBeLessThan(500)
})

test('an expression nested more deeply than RE2 reads is left to the server', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`
  expect(regexShape(nested(900))).toEqual({ matchesEmpty: false, matchesAnything: false })
  expect(regexShape(nested(4000))).toBeUndefined()
  expect(regexShape('(a)'.repeat(2000))).toEqual({ matchesEmpty: false, matchesAnything: false })
})
