import { nearNames } from '@ocp-perf/errors'
import { refusal, refuseLong } from './refusal.ts'
import { type SqlToken, sqlTokens, withoutComments } from './sql-tokens.ts'

const allowed =
  'One SELECT without INTO, or SHOW of databases, measurements, series, keys, values and retention policies.'

/** What SHOW may list; users, grants, subscriptions and running queries are no business of a reader. */
const showable = [
  'DATABASES',
  'MEASUREMENTS',
  'MEASUREMENT CARDINALITY',
  'MEASUREMENT EXACT CARDINALITY',
  'SERIES',
  'TAG KEYS',
  'TAG KEY CARDINALITY',
  'TAG KEY EXACT CARDINALITY',
  'TAG VALUES',
  'FIELD KEYS',
  'FIELD KEY CARDINALITY',
  'FIELD KEY EXACT CARDINALITY',
  'RETENTION POLICIES',
] as const

/**
 * Lets through InfluxQL that can only read, and returns it without comments; anything else is `bad_query`.
 */
export function guardInfluxQl(text: string): string {
  refuseLong(text)
  const tokens = oneStatement(sqlTokens(text, 'influxql'), text, allowed)
  const words = wordsOf(tokens)
  const [first = '', second = ''] = words
  if (first === 'SHOW') refuseUnlessShowable(words)
  else if (first === 'EXPLAIN') {
    if (![second, words[2]].includes('SELECT') || (second !== 'SELECT' && second !== 'ANALYZE')) {
      throw refusal('EXPLAIN of something other than SELECT is refused', allowed)
    }
  } else if (first !== 'SELECT') throw refusal(`InfluxQL that begins with ${shown(tokens[0])} is refused`, allowed)
  for (const token of tokens) refuseWriting(token, text)
  return withoutComments(tokens, text)
}

function refuseWriting(token: SqlToken, text: string): void {
  const isInto = token.kind === 'word' && token.text.toUpperCase() === 'INTO'
  // A slash that divides for the server must not hide a write behind what was read as a regular expression.
  const hides = token.kind === 'regex' && /\binto\b|;/i.test(token.text)
  if (isInto) throw refusal('INTO writes and is refused', allowed, text, token.start)
  if (hides) throw refusal('A regular expression with INTO or a semicolon is refused', allowed, text, token.start)
}

function refuseUnlessShowable(words: readonly string[]): void {
  const subject = words.slice(1, 4).join(' ')
  if (showable.some((name) => subject === name || subject.startsWith(`${name} `))) return
  const near = nearNames(subject, showable)
  throw refusal(
    `SHOW ${words[1] ?? ''} is refused`,
    near.length > 0 ? `Did you mean SHOW ${near.join(', SHOW ')}?` : allowed,
  )
}

/** The tokens of the only statement. */
export function oneStatement(tokens: readonly SqlToken[], text: string, hint: string): SqlToken[] {
  const end = tokens.findIndex(({ kind, text: operator }) => kind === 'operator' && operator === ';')
  const statement = end < 0 ? [...tokens] : tokens.slice(0, end)
  const rest = end < 0 ? undefined : tokens.slice(end).find((token) => token.text !== ';')
  if (rest !== undefined) throw refusal('A second statement is refused', hint, text, rest.start)
  if (statement.length === 0) throw refusal('The query is empty', hint)
  return statement
}

/** The unquoted words at the front, in capitals, up to the first other token. */
function wordsOf(tokens: readonly SqlToken[]): string[] {
  const end = tokens.findIndex(({ kind }) => kind !== 'word')
  return (end < 0 ? tokens : tokens.slice(0, end)).map(({ text }) => text.toUpperCase())
}

export function shown(token: SqlToken | undefined): string {
  return token === undefined ? 'nothing' : token.text.slice(0, 40).toUpperCase()
}
