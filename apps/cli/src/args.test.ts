import { expect, test } from 'vitest'
import { oneOf, refuseMisuse, wholeNumber } from './args.ts'

const args = {
  query: { type: 'positional', description: '' },
  duration: { type: 'string', description: '', valueHint: '15m' },
  json: { type: 'boolean', description: '' },
} as const

test.each([
  [['up', '--duration', '5m', '--json']],
  [['--duration=5m', '--no-json', 'up']],
  [['--duration', '-5m']],
  [['--json', '--', '-up --nonsense']],
])('%j is taken', (given) => {
  expect(() => refuseMisuse(given, args)).not.toThrow()
})

test.each([
  [['--duratoin', '5m'], 'Did you mean --duration?'],
  [['--jsn'], 'Did you mean --json?'],
  [['-x'], 'Run with --help'],
  [['-json'], '--json'],
  [['up', '--duration'], 'Write --duration 15m.'],
  [['up', '--duration', ''], 'Write --duration 15m.'],
  [['up', '--duration='], 'Write --duration 15m.'],
  [['--duration', '--json', 'up'], 'Write --duration 15m.'],
  [['rate(x[5m])', '/', '2'], 'single quotes'],
  [['--', 'up', 'down'], 'single quotes'],
])('%j is refused', (given, hint) => {
  expect(() => refuseMisuse(given, args)).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringContaining(hint) }),
  )
})

test('several words are for those who take several', () => {
  const servers = { servers: { type: 'positional', description: '', valueHint: 'SERVER…' } } as const
  expect(() => refuseMisuse(['etcd', 'prometheus'], servers)).not.toThrow()
  expect(() => refuseMisuse(['etcd'], {})).toThrow('There is a word too many: "etcd".')
})

test('words and numbers are checked', () => {
  expect(oneOf('format', ['a', 'b'], 'b')).toBe('b')
  expect(() => oneOf('format', ['a', 'b'], 'c')).toThrow(expect.objectContaining({ hint: 'One of a, b.' }))
  expect(wholeNumber('top', '20')).toBe(20)
  for (const wrong of ['0', '-1', '1.5', '', '1e3', 'x']) {
    expect(() => wholeNumber('top', wrong)).toThrow(/whole number/)
  }
})
