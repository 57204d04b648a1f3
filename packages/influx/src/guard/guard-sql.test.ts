import { AppError } from '@ocp-perf/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { detectLanguage } from './detect-language.ts'
import { guardInfluxQl } from './guard-influxql.ts'
import { guardQuery } from './guard-query.ts'
import { guardSql } from './guard-sql.ts'
import { sqlTokens } from './sql-tokens.ts'

test.each([
  ['SELECT mean("usage") FROM "cpu" WHERE time > now() - 1h GROUP BY time(1m), "host" fill(null)'],
  ['select a / b from "d"."rp"./c.*/ where host =~ /^web\\/\\d+$/ and x = \'it\\\'s INTO; this\''],
  ['SELECT "into" FROM (SELECT max(a) FROM b GROUP BY c)'],
  ['EXPLAIN ANALYZE SELECT a FROM b'],
  ['SHOW TAG VALUES FROM cpu WITH KEY = "host"'],
  ['show series cardinality'],
])('InfluxQL that reads is let through as it is: %s', (query) => {
  expect(guardInfluxQl(query)).toBe(query)
})

const influxQlWrites = [
  'SELECT a INTO b FROM c',
  'SELECT a FROM (SELECT b INTO c FROM d)',
  'SELECT * INTO "db"."rp".:MEASUREMENT FROM /.*/ GROUP BY *',
  'EXPLAIN ANALYZE SELECT a INTO b FROM c',
  'SELECT a FROM b; DROP MEASUREMENT b',
  'DROP DATABASE d',
  'DELETE FROM b',
  "CREATE USER u WITH PASSWORD 'p'",
  'SHOW USERS',
  'SHOW SUBSCRIPTIONS',
  'EXPLAIN DROP MEASUREMENT b',
]
const sqlWrites = [
  'INSERT INTO a VALUES (1)',
  'WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a',
  'SELECT a INTO b FROM c',
  "COPY a TO 'f'",
  'EXPLAIN ANALYZE DELETE FROM a',
  'SELECT 1; DROP TABLE a',
  'CREATE TABLE a AS SELECT 1',
  'SHOW CREATE TABLE a',
  'SELECT 1. INTO b FROM c',
]

test('what writes is refused, whatever its case, spaces and comments', () => {
  const blank = fc.constantFrom(' ', '\n', '\t', '/**/', '/* INTO ; */ ', ' -- "\n', " -- '\n", "/*'*/")
  const cases = [
    ...influxQlWrites.map((query) => ({ query, guard: guardInfluxQl })),
    ...sqlWrites.map((query) => ({ query, guard: guardSql })),
  ]
  for (const { query, guard } of cases) expect(() => guard(query), query).toThrow(AppError)
  fc.assert(
    fc.property(
      fc.constantFrom(...cases),
      fc.infiniteStream(blank),
      fc.infiniteStream(fc.boolean()),
      (each, blanks, upper) => {
        const varied = each.query.replace(/[a-z]|(?<=\w) (?=\w)/gi, (found) => {
          if (found === ' ') return blanks.next().value ?? ' '
          return upper.next().value === true ? found.toUpperCase() : found.toLowerCase()
        })
        expect(() => each.guard(varied), varied).toThrow(AppError)
      },
    ),
    { numRuns: 300 },
  )
})

test.each([
  ['SELECT 1.5INTO b FROM c'],
  ['SELECT a FROM b /* /* */ INTO c */'],
  ['SELECT a /into/ b FROM c'],
  ['SELECT x FROM a WHERE b = "c\nINTO d'],
  ["SELECT x FROM a WHERE b = 'c\\"],
  [''],
  [' ; '],
])('what servers may read in two ways is refused: %j', (query) => {
  expect(() => guardInfluxQl(query)).toThrow(AppError)
})

test('comments are not sent, so that no server can read them otherwise', () => {
  expect(guardInfluxQl('SELECT a/* INTO x */FROM b -- ; DROP\n;')).toBe('SELECT a FROM b')
})

test.each([
  ["SELECT * FROM cpu WHERE time >= now() - INTERVAL '1 hour' AND host = 'it''s; INTO'"],
  ['WITH a AS (SELECT 1) SELECT * FROM a'],
  ["SELECT m.set, replace(host, 'a', 'b') AS \"into\" FROM m"],
  ['SHOW TABLES'],
  ['EXPLAIN SELECT 1'],
])('SQL that reads is let through as it is: %s', (query) => {
  expect(guardSql(query)).toBe(query)
})

test('tokens and the blanks between them are the whole text', () => {
  const piece = fc.constantFrom(
    'SELECT',
    ' ',
    '\n',
    "'a b'",
    '"c"',
    '1h',
    '2.5',
    '(',
    ')',
    '=~',
    '/x y/',
    ',',
    '--z\n',
    '/*w*/',
    'é',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join(' ')
      let tokens: ReturnType<typeof sqlTokens>
      try {
        tokens = sqlTokens(text, 'influxql')
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
        return
      }
      for (const token of tokens) expect(text.startsWith(token.text, token.start)).toBe(true)
      const between = tokens.reduceRight(
        (rest, { start, text: token }) => rest.slice(0, start) + rest.slice(start + token.length),
        text,
      )
      expect(between.replace(/--[^\n]*|\/\*[^*]*\*\//g, '').trim()).toBe('')
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['from(bucket: "b")', 'flux', 'flux'],
  ['// SELECT\nfrom(bucket: "b")', 'flux', 'flux'],
  ['select = 1', 'flux', 'flux'],
  ['-- note\nSELECT a FROM b', 'influxql', 'sql'],
  ['SELECT mean(a) FROM b GROUP BY time(1m)', 'influxql', 'influxql'],
  ['SELECT a::field FROM b', 'influxql', 'influxql'],
  ['SHOW DATABASES', 'influxql', 'influxql'],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'sql', 'sql'],
] as const)('%j is %s before 3.x and %s there', (text, before, later) => {
  expect([detectLanguage(text, 'v1'), detectLanguage(text, 'v3')]).toEqual([before, later])
})

test('$timeFilter becomes the window, and is refused without one', () => {
  const query = 'SELECT a FROM b WHERE $timeFilter'
  expect(guardQuery({ query, start: 0, end: 60 }, 'v1').text).toBe(
    "SELECT a FROM b WHERE time >= '1970-01-01T00:00:00.000Z' AND time <= '1970-01-01T00:01:00.000Z'",
  )
  expect(guardQuery({ query, start: 0, end: 60 }, 'v3').text).toContain("TIMESTAMP '1970-01-01T00:01:00.000Z'")
  expect(() => guardQuery({ query }, 'v1')).toThrow(/without a window/)
  expect(() => guardQuery({ query, start: 60, end: 0 }, 'v1')).toThrow(/no window/)
})
