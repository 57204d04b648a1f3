import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fluxString, influxQlIdentifier, influxQlString, sqlString } from './escape.ts'
import { createFluxScanner } from './guard/flux-scanner.ts'
import { guardFlux } from './guard/guard-flux.ts'
import { guardInfluxQl } from './guard/guard-influxql.ts'
import { guardSql } from './guard/guard-sql.ts'
import { sqlTokens } from './guard/sql-tokens.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', '$', '{', '}', '\n', 'a') }),
)
const writable = anyText.filter((text) => !/[\r\0]/.test(text))

/** What the escapes of a literal stand for, by the rules of both languages. */
function readBack(literal: string): string {
  const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t' }
  return literal.replace(/\\([\s\S])/g, (_, character: string) => letters[character] ?? character)
}

test('a Flux string is one literal without interpolation that reads back as the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const scanner = createFluxScanner(fluxString(text))
      const read = scanner.string()
      expect(read.ended).toBe(true)
      expect(scanner.peek().kind).toBe('end')
      expect(readBack(read.text)).toBe(text)
    }),
    { numRuns: 200 },
  )
})

test('InfluxQL names and texts are one token that reads back as the text', () => {
  fc.assert(
    fc.property(writable, fc.boolean(), (text, isName) => {
      if (isName && text === '') return
      const tokens = sqlTokens(isName ? influxQlIdentifier(text) : influxQlString(text), 'influxql')
      expect(tokens.map(({ kind }) => kind)).toEqual([isName ? 'name' : 'string'])
      expect(readBack(tokens[0]?.text.slice(1, -1) ?? '')).toBe(text)
    }),
    { numRuns: 200 },
  )
})

test('an SQL text is one token that reads back as the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokens = sqlTokens(sqlString(text), 'sql')
      expect(tokens).toHaveLength(1)
      expect(tokens[0]?.text.slice(1, -1).replaceAll("''", "'")).toBe(text)
    }),
    { numRuns: 100 },
  )
})

test('no value escapes its place in a query', () => {
  const hostile = [
    '") |> to(bucket: "x',
    `\${to(bucket: "x")}`,
    "' INTO x --",
    '" INTO x FROM "',
    '\\',
    "\\' INTO x",
    "'; DROP DATABASE x",
  ]
  for (const text of hostile) {
    expect(() => guardFlux(`from(bucket: ${fluxString(text)}) |> range(start: -1h)`)).not.toThrow()
    expect(() =>
      guardInfluxQl(`SELECT a FROM ${influxQlIdentifier(text)} WHERE b = ${influxQlString(text)}`),
    ).not.toThrow()
    expect(() => guardSql(`SELECT a FROM b WHERE c = ${sqlString(text)}`)).not.toThrow()
  }
})

test('what InfluxQL cannot write is refused', () => {
  expect(() => influxQlIdentifier('')).toThrow(/empty/)
  expect(() => influxQlString('a\rb')).toThrow(/cannot write/)
})
