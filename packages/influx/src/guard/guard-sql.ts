import { oneStatement, shown } from './guard-influxql.ts'
import { refusal, refuseLong } from './refusal.ts'
import { sqlTokens, withoutComments } from './sql-tokens.ts'

const allowed = 'One SELECT (WITH … SELECT), SHOW TABLES or COLUMNS, DESCRIBE, or EXPLAIN of a SELECT.'

const beginnings = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN'])

/**
 * Words that a reading statement has no use for outside quotes. The beginning alone is not enough: `WITH … INSERT`,
 * `SELECT … INTO` and `EXPLAIN ANALYZE INSERT` begin as reading ones do.
 */
const writing = new Set(
  'INTO INSERT UPDATE DELETE MERGE UPSERT REPLACE COPY CREATE DROP ALTER TRUNCATE GRANT REVOKE SET RESET CALL EXECUTE PREPARE DEALLOCATE LOAD UNLOAD ATTACH DETACH PRAGMA VACUUM BEGIN COMMIT LOCK KILL'.split(
    ' ',
  ),
)

/** Lets through SQL that can only read, and returns it without comments; anything else is `bad_query`. */
export function guardSql(text: string): string {
  refuseLong(text)
  const tokens = oneStatement(sqlTokens(text, 'sql'), text, allowed)
  const [first, second] = tokens
  if (first?.kind !== 'word' || !beginnings.has(first.text.toUpperCase())) {
    throw refusal(`SQL that begins with ${shown(first)} is refused`, allowed)
  }
  if (first.text.toUpperCase() === 'SHOW' && !/^(?:TABLES|COLUMNS)$/i.test(second?.text ?? '')) {
    throw refusal(`SHOW ${shown(second)} is refused`, allowed)
  }
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' || !writing.has(token.text.toUpperCase())) return
    // `replace(text, 'a', 'b')` is a function of texts, and `m.set` a column.
    const [owner, dot] = [tokens[index - 2], tokens[index - 1]]
    const isFunction = /^replace$/i.test(token.text) && tokens[index + 1]?.text === '('
    const isColumn = dot?.text === '.' && (owner?.kind === 'word' || owner?.kind === 'name')
    if (isFunction || isColumn) return
    throw refusal(
      `${shown(token)} is refused`,
      `${allowed} A column of that name goes into double quotes.`,
      text,
      token.start,
    )
  })
  return withoutComments(tokens, text)
}
