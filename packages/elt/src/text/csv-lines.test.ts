import { expect, test } from 'vitest'
import { csvLines } from './csv-lines.ts'

test('fields with commas, quotes and line breaks are quoted', () => {
  expect(
    csvLines(
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        ['two\nlines', 1.5],
      ],
    ),
  ).toBe('a,b\n"x,y","say ""hi"""\n"two\nlines",1.5\n')
})

test('a label that begins like a formula does not become one, a negative number stays a number', () => {
  expect(csvLines(['a', 'b'], [['=cmd()', -1]])).toBe("a,b\n'=cmd(),-1\n")
  const odd = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]
  expect(csvLines(['a', 'b', 'c'], [odd])).toBe('a,b,c\n+Inf,-Inf,NaN\n')
})
