import { refusal } from './refusal.ts'

export interface FluxToken {
  kind: 'name' | 'keyword' | 'literal' | 'operator' | 'quote' | 'end'
  text: string
  start: number
}

const keywords = new Set('and or not import package if then else exists return option builtin testcase with'.split(' '))

const notFlux = 'Send one Flux script, such as from(bucket: "b") |> range(start: -1h).'

const literal = [
  /\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?/y,
  /(?:\d+(?:ns|us|µs|ms|mo|[ywdhms])(?![\p{L}_]))+/uy,
  /\d+\.\d+|\d+|\.\d+/y,
] as const

const name = /[\p{L}_][\p{L}\p{Nd}_]*/uy
const operator = /\|>|<-|=>|==|!=|=~|!~|<=|>=|[-+*/%^<>=(){}[\],:.?|@]/y

/**
 * Reads Flux piece by piece. A slash is read as the parser asks for it, as in Flux itself: an operator after a value, a
 * regular expression where a value is to begin.
 */
export interface FluxScanner {
  text: string
  peek(): FluxToken
  next(): FluxToken
  /** With the slash as the next token: the whole regular expression. */
  regex(): void
  /** With the quote as the next token: the text up to its end or the first interpolation, which `false` announces. */
  string(): { text: string; ended: boolean }
  /** After the brace that ends an interpolation: the same, from there. */
  restOfString(): { text: string; ended: boolean }
}

export function createFluxScanner(text: string): FluxScanner {
  let at = 0
  let ahead: FluxToken | undefined

  function scan(): FluxToken {
    at = afterBlanks(text, at)
    const token = tokenAt(text, at)
    at += token.text.length
    return token
  }

  const peek = () => {
    ahead ??= scan()
    return ahead
  }

  const next = () => {
    const token = peek()
    ahead = undefined
    return token
  }

  function restOfString(): { text: string; ended: boolean } {
    const start = at
    for (; at < text.length; at++) {
      const character = text.charAt(at)
      if (character === '\\') at++
      else if (character === '"') return { text: text.slice(start, at++), ended: true }
      else if (text.startsWith('${', at)) {
        const part = text.slice(start, at)
        at += 2
        return { text: part, ended: false }
      }
    }
    throw refusal('A text does not end', 'Close it with a double quote.', text, start)
  }

  return {
    text,
    peek,
    next,
    regex() {
      const { start } = next()
      const found = /\/(?:[^/\\\n]|\\[^\n])+\//y
      found.lastIndex = start
      const length = found.exec(text)?.[0].length
      if (length === undefined)
        throw refusal('A regular expression does not end', 'Close it with a slash.', text, start)
      at = start + length
    },
    string() {
      next()
      return restOfString()
    },
    restOfString,
  }
}

function afterBlanks(text: string, from: number): number {
  const blanks = /(?:[ \t\r\n]+|\/\/[^\n]*)*/y
  blanks.lastIndex = from
  return from + (blanks.exec(text)?.[0].length ?? 0)
}

function tokenAt(text: string, start: number): FluxToken {
  if (start >= text.length) return { kind: 'end', text: '', start }
  if (text[start] === '"') return { kind: 'quote', text: '"', start }
  const word = matchAt(name, text, start)
  if (word !== undefined) return { kind: keywords.has(word) ? 'keyword' : 'name', text: word, start }
  for (const shape of literal) {
    const found = matchAt(shape, text, start)
    if (found === undefined) continue
    if (/[\p{L}_]/u.test(text.charAt(start + found.length))) {
      throw refusal('A number runs into a word', 'Put a space between them.', text, start)
    }
    return { kind: 'literal', text: found, start }
  }
  const sign = matchAt(operator, text, start)
  if (sign !== undefined) return { kind: 'operator', text: sign, start }
  throw refusal(`The character ${JSON.stringify(text[start])} is no part of Flux`, notFlux, text, start)
}

function matchAt(shape: RegExp, text: string, start: number): string | undefined {
  shape.lastIndex = start
  return shape.exec(text)?.[0]
}
