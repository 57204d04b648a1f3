import { refusal } from './refusal.ts'

/** A piece of InfluxQL or SQL; comments and spaces are left out. */
export interface SqlToken {
  kind: 'word' | 'number' | 'string' | 'name' | 'regex' | 'operator'
  text: string
  start: number
}

/** How the two languages differ: InfluxQL escapes by backslash and has regular expressions, SQL doubles its quotes. */
export type SqlDialect = 'influxql' | 'sql'

interface Scanner {
  text: string
  at: number
  dialect: SqlDialect
}

/** Reads a text to its end. Throws `bad_query` for what does not end or belongs to no token. */
export function sqlTokens(text: string, dialect: SqlDialect): SqlToken[] {
  const scanner: Scanner = { text, at: 0, dialect }
  const tokens: SqlToken[] = []
  for (skipBlanks(scanner); scanner.at < text.length; skipBlanks(scanner)) {
    tokens.push(nextToken(scanner, tokens.at(-1)))
  }
  return tokens
}

/** The text without its comments: what is asked is what was read, whatever the server takes for a comment. */
export function withoutComments(tokens: readonly SqlToken[], text: string): string {
  let written = ''
  let end = 0
  for (const token of tokens) {
    if (written !== '' && token.start > end) written += ' '
    written += token.text
    end = token.start + token.text.length
  }
  return written === '' ? text : written
}

function skipBlanks(scanner: Scanner): void {
  const { text } = scanner
  for (;;) {
    const blank = /[ \t\r\n]*/y
    blank.lastIndex = scanner.at
    scanner.at += blank.exec(text)?.[0].length ?? 0
    if (text.startsWith('--', scanner.at)) {
      const end = text.indexOf('\n', scanner.at)
      scanner.at = end < 0 ? text.length : end
    } else if (text.startsWith('/*', scanner.at)) {
      const end = text.indexOf('*/', scanner.at + 2)
      if (end < 0) throw refusal('A comment does not end', 'Close it with */.', text, scanner.at)
      // Servers differ in whether comments nest.
      if (text.slice(scanner.at + 2, end).includes('/*')) {
        throw refusal('A comment stands in a comment', 'Leave it out.', text, scanner.at)
      }
      scanner.at = end + 2
    } else return
  }
}

const shapes = [
  ['word', /[\p{L}_$][\p{L}\p{Nd}_$]*/uy],
  ['number', /(?:\d+(?:ns|us|µs|ms|mo|[uµsmhdwy])(?![\p{L}_$]))+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy],
  ['operator', /=~|!~|::|<>|!=|<=|>=|\|\||[-+*/%^&|=<>(),.;:[\]{}~!?@#]/y],
] as const

function nextToken(scanner: Scanner, before: SqlToken | undefined): SqlToken {
  const { text, at } = scanner
  const character = text.charAt(at)
  if (character === "'") return quotedToken(scanner, 'string', "'")
  if (character === '"') return quotedToken(scanner, 'name', '"')
  if (character === '/' && scanner.dialect === 'influxql' && !isOperand(before))
    return quotedToken(scanner, 'regex', '/')
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at
    const found = shape.exec(text)?.[0]
    if (found === undefined) continue
    scanner.at += found.length
    // Some servers read `1.5INTO` as two tokens.
    if (kind === 'number' && /[\p{L}_$]/u.test(text.charAt(scanner.at))) {
      throw refusal('A number runs into a word', 'Put a space between them.', text, at)
    }
    return { kind, text: found, start: at }
  }
  throw refusal(`The character ${JSON.stringify(character)} belongs to nothing`, 'Quote names and texts.', text, at)
}

const beforeRegex = /^(?:FROM|BY|SELECT|AND|OR|WHERE|KEY|WITH|MEASUREMENT|IN)$/i

/** After a value a slash divides; anywhere else it opens a regular expression. */
function isOperand(token: SqlToken | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'operator') return token.text === ')' || token.text === ']'
  return token.kind !== 'word' || !beforeRegex.test(token.text)
}

function quotedToken(scanner: Scanner, kind: 'string' | 'name' | 'regex', quote: string): SqlToken {
  const { text, at: start, dialect } = scanner
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n' && dialect === 'influxql') break
    if (character === '\\' && dialect === 'influxql') at++
    else if (character === quote) {
      if (dialect === 'sql' && text.charAt(at + 1) === quote) at++
      else {
        scanner.at = at + 1
        return { kind, text: text.slice(start, at + 1), start }
      }
    }
  }
  throw refusal(`What begins with ${quote} does not end`, `Close it with ${quote} on the same line.`, text, start)
}
