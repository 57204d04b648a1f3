import { Readable } from 'node:stream'
import { csvLines } from '@ocp-perf/elt'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSampleReader, readSamples } from './read-samples.ts'

function read(text: string) {
  const reader = createSampleReader('a.csv')
  for (const line of text.split('\n')) reader.take(line)
  return reader.end()
}

const refusal = (text: string) => {
  try {
    read(text)
  } catch (error) {
    return error instanceof Error ? error.message : undefined
  }
  return undefined
}

test('columns stand in any order and case, beside others, and are found by their names', () => {
  const { times, values, stamps } = read('host,Value,"TimeStamp"\n"a,b",1.5,1700000000\nc,-2e3,1700000015000\n\n')
  expect([...times]).toEqual([1_700_000_000, 1_700_000_015])
  expect([...values]).toEqual([1.5, -2000])
  expect(stamps).toEqual(['1700000000', '1700000015000'])
})

test('no value is a gap, infinities are read as Prometheus writes them', () => {
  const { values } = read('timestamp,value\n1,\n2,NaN\n3,null\n4,+Inf\n5,-inf\n6')
  expect([...values]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ])
})

test.each([
  ['', 'a.csv, line 1: there is no header.'],
  ['time,value\n1,2', 'a.csv, line 1: there is no column timestamp.'],
  ['timestamp,v\n1,2', 'a.csv, line 1: there is no column value.'],
  ['timestamp,value\n1,2\nyesterday,3', 'a.csv, line 3: "yesterday" is no time.'],
  ['timestamp,value\n1,many', 'a.csv, line 2: "many" is no number.'],
  ['timestamp,value,note\n1,2,"a\nb"\n2,x,', 'a.csv, line 4: "x" is no number.'],
  ['timestamp,value\n1,"2', 'a.csv, line 2: a quoted field does not end.'],
])('%j is refused with file and line', (text, said) => {
  expect(refusal(text)).toBe(said)
})

test('whatever stands in other columns, times and values come out', () => {
  // A file has one zero: it is written without its sign.
  const number = fc.double({ noNaN: true }).map((drawn) => (drawn === 0 ? 0 : drawn))
  const rows = fc.array(fc.tuple(fc.string({ unit: fc.constantFrom(...',"\n a=') }), number), { maxLength: 8 })
  fc.assert(
    fc.property(rows, (given) => {
      const text = csvLines(
        ['note', 'value', 'timestamp'],
        given.map(([note, value], index) => [note, value, index]),
      )
      expect([...read(text).values]).toEqual(given.map(([, value]) => value))
    }),
    { numRuns: 30 },
  )
})

test('the standard input is read for a dash, and a file that is not there is said', async () => {
  const signal = new AbortController().signal
  const stdin = Readable.from(['timestamp,value\r\n2026-01-01 00:00:00,3\r\n'])
  expect(await readSamples('-', { stdin, signal })).toMatchObject({ name: 'standard input', isNaive: true })
  await expect(readSamples('/nowhere.csv', { stdin, signal })).rejects.toMatchObject({ code: 'not_found' })
})
