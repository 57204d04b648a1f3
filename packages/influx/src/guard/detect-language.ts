import type { InfluxLanguage, InfluxVersion } from '../source.ts'
import { sqlTokens } from './sql-tokens.ts'

/**
 * The language of a query, told from how it begins: `SELECT` and `SHOW` are InfluxQL, on 3.x SQL unless only InfluxQL says
 * it so; everything else is Flux. A guess only decides which guard reads the text, so a wrong one is refused, not let through.
 */
export function detectLanguage(text: string, version: InfluxVersion): InfluxLanguage {
  const first =
    /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([A-Za-z]+)\b(?!\s*[.(=])/.exec(text)?.[1]?.toUpperCase() ?? ''
  if (['WITH', 'DESCRIBE', 'DESC'].includes(first)) return 'sql'
  if (!['SELECT', 'SHOW', 'EXPLAIN'].includes(first) && !writing.test(first)) return 'flux'
  return version === 'v3' && !isInfluxQl(text) ? 'sql' : 'influxql'
}

/** Beginnings that a guard of SQL refuses by name, which says more than that they are no Flux. */
const writing = /^(?:INSERT|UPDATE|DELETE|DROP|CREATE|ALTER|GRANT|REVOKE|KILL|COPY|TRUNCATE|SET)$/

const showSubjects = /^\s*SHOW\s+(?:DATABASES|MEASUREMENTS?|SERIES|TAG|FIELD|RETENTION)\b/i

function isInfluxQl(text: string): boolean {
  if (showSubjects.test(text)) return true
  const words = sqlTokens(text, 'influxql').flatMap(({ kind, text: word }) =>
    kind === 'word' || kind === 'operator' ? [word.toUpperCase()] : [],
  )
  return (
    /\b(?:GROUP BY (?:.* )?TIME \(|FILL \(|SLIMIT|SOFFSET)|=~|!~|::/.test(words.join(' ')) ||
    /\bnow\(\)\s*-\s*\d+[a-z]/i.test(text)
  )
}
