import { AppError } from '@ocp-perf/errors'
import type { LabelMatcher } from '@ocp-perf/promql'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileMatchers, compileRegex } from './match.ts'

const matcher = (label: string, op: LabelMatcher['op'], value: string): LabelMatcher => ({ label, op, value })

describe('a missing label has the empty value', () => {
  test.each([
    [matcher('zone', '=', ''), true],
    [matcher('zone', '!=', ''), false],
    [matcher('zone', '=~', '.*'), true],
    [matcher('zone', '=~', '.+'), false],
    [matcher('zone', '=~', 'a|'), true],
    [matcher('zone', '!~', '.+'), true],
    [matcher('zone', '!=', 'a'), true],
    [matcher('constructor', '=', ''), true],
    [matcher('__proto__', '=', ''), true],
  ])('%o fits a series without it: %s', (given, expected) => {
    expect(compileMatchers([given])({ __name__: 'up' })).toBe(expected)
  })
})

test('every matcher must fit', () => {
  const fits = compileMatchers([
    matcher('job', '=~', 'etcd|kubelet'),
    matcher('pod', '!~', '.*-1'),
    matcher('up', '!=', '0'),
  ])
  expect(fits({ job: 'etcd', pod: 'etcd-0', up: '1' })).toBe(true)
  expect(fits({ job: 'etcd', pod: 'etcd-1', up: '1' })).toBe(false)
  expect(fits({ job: 'etcd-0', pod: 'etcd-0', up: '1' })).toBe(false)
  expect(compileMatchers([])({})).toBe(true)
})

describe('a regular expression covers the whole value', () => {
  test.each([
    ['etcd', 'etcd', true],
    ['etcd', 'etcd-0', false],
    ['a|b', 'ab', false],
    ['(a|b)', 'b', true],
    ['(?:a|b)c', 'bc', true],
    ['a.*', 'a\nb', true],
    ['a.b', 'a\nb', true],
    ['a.b', 'a\u{1F600}b', true],
    ['10\\.0\\.0\\.1(:.*)?', '10.0.0.1:9100', true],
    ['10\\.0\\.0\\.1', '10x0x0x1', false],
    ['.*fsync.*', 'wal_fsync_seconds', true],
    ['.*', '', true],
    ['.+', '', false],
    ['a.+a', 'aa', false],
    ['a.*a', 'a', false],
    ['a.*a', 'aa', true],
    ['(?i)ETCD', 'etcd', true],
    ['^etcd$', 'etcd', true],
    ['\\d+', '12', true],
    ['\\pL+', 'größe', true],
    ['a||b', '', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa|b\\E', 'a|b', true],
    ['[|]', '|', true],
    ['a\\|b', 'a|b', true],
    ['a\\|b', 'a', false],
  ])('%s on %j: %s', (regex, value, expected) => {
    expect(compileMatchers([matcher('x', '=~', regex)])({ x: value })).toBe(expected)
    expect(compileMatchers([matcher('x', '!~', regex)])({ x: value })).toBe(!expected)
  })
})

test('the short cuts agree with RE2', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '-',
    '\\.',
    '.',
    '.*',
    '.+',
    '|',
    '(',
    ')',
    '(?:',
    '\\|',
    '\\\\',
    '?',
    '[ab]',
    '\n',
    '^',
    '$',
  )
  const regex = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''))
  const value = fc.array(fc.constantFrom('a', 'b', '-', '.', '|', '\\', '\n', '^'), { maxLength: 6 })
  fc.assert(
    fc.property(
      regex,
      fc.array(
        value.map((characters) => characters.join('')),
        { minLength: 1, maxLength: 20 },
      ),
      (text, values) => {
        let slow: (value: string) => boolean
        try {
          slow = compileRegex(text).test
        } catch {
          expect(() => compileMatchers([matcher('x', '=~', text)])).toThrow(AppError)
          return
        }
        const fast = compileMatchers([matcher('x', '=~', text)])
        for (const candidate of [...values, ...values]) expect(fast({ x: candidate })).toBe(slow(candidate))
      },
    ),
    { numRuns: 200 },
  )
})

test.each(['a(', '*a', '(?=a)', '(?<!a)b', '\\1', 'a{2,1}', '[b-a]', '\\'])('%s is refused in words', (text) => {
  expect(() => compileRegex(text)).toThrow(
    expect.objectContaining({
      code: 'bad_query',
      message: expect.stringContaining(JSON.stringify(text)),
      hint: expect.any(String),
    }),
  )
})

test('the reason for a refusal shows what was written, not what was made of it', () => {
  expect(() => compileRegex('a(')).toThrow(/is not valid: missing closing \)/)
  expect(() => compileRegex('a(')).not.toThrow(/\?s/)
})

describe('groups', () => {
  test('give the whole match, each group and the names', () => {
    const regex = compileRegex('(?P<host>[^:]+)(:(\\d+))?')
    expect(regex.groups('node-0:9100')).toEqual(['node-0:9100', 'node-0', ':9100', '9100'])
    expect(regex.groups('node-0')).toEqual(['node-0', 'node-0', undefined, undefined])
    expect(regex.groups(':9100')).toBeUndefined()
    expect([...regex.names]).toEqual([['host', 1]])
  })

  test('the first alternative that reaches the end wins, as in Go', () => {
    expect(compileRegex('(a|ab)(c|bcd)?').groups('abcd')).toEqual(['abcd', 'a', 'bcd'])
  })
})
