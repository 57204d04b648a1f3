/** A place in a reply's bytes. `at` is negative once something was met that the scanner does not know. */
export interface Cursor {
  readonly bytes: Buffer
  at: number
  /** Where the decimal point of the number being read stands, or -1. */
  point: number
}

const quote = 0x22
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Gives up on the fast path; the value returned is never used. */
export function fail(cursor: Cursor): number {
  cursor.at = -1
  return 0
}

/** Steps over `text` (ASCII) if it stands at the cursor. */
export function skip(cursor: Cursor, text: string): boolean {
  const { bytes, at } = cursor
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  cursor.at = at + text.length
  return true
}

/**
 * The index after the object or array that opens at `from`, or -1. Only nesting is followed: whoever parses the slice
 * checks its syntax.
 */
export function endOfNested(bytes: Buffer, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const code = bytes[at]
    if (code === quote) {
      at = closingQuote(bytes, at + 1)
      if (at < 0) return -1
    } else if (code === openBrace || code === openBracket) depth++
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at + 1
  }
  return -1
}

function closingQuote(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const code = bytes[at]
    if (code === quote) return at
    if (code === backslash) at++
  }
  return -1
}
