import { expect, test } from 'vitest'
import { oneOf, refuseUnknownFlags, wholeNumber } from './args.ts'

const args = {
  query: { type: 'positional', description: '' },
  duration: { type: 'string', description: '' },
  json: { type: 'boolean', description: '' },
} as const

test.each([
  [['up', '--duration', '5m', '--json']],
  [['--duration=5m', '--no-json', 'up']],
  [['--duration', '-5m']],
  [['--json', '--', '-up', '--nonsense']],
])('%j is taken', (given) => {
  expect(() => refuseUnknownFlags(given, args)).not.toThrow()
})

test.each([
  [['--duratoin', '5m'], 'Did you mean --duration?'],
  [['--jsn'], 'Did you mean --json?'],
  [['-x'], 'Run with --help'],
  [['-json'], '--json'],
])('%j is refused', (given, hint) => {
  expect(() => refuseUnknownFlags(given, args)).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringContaining(hint) }),
  )
})

test('words and numbers are checked', () => {
  expect(oneOf('format', ['a', 'b'], 'b')).toBe('b')
  expect(() => oneOf('format', ['a', 'b'], 'c')).toThrow(expect.objectContaining({ hint: 'One of a, b.' }))
  expect(wholeNumber('top', '20')).toBe(20)
  for (const wrong of ['0', '-1', '1.5', '', '1e3', 'x']) {
    expect(() => wholeNumber('top', wrong)).toThrow(/whole number/)
  }
})
