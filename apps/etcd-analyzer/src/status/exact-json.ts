// String literals and whole numbers are matched first, so that digits within them stay as they are.
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const integer = /^-?\d+$/

/**
 * Parses JSON whose integers may be wider than a JavaScript number, as etcd's 64-bit ids are: those come back
 * as strings of their digits. Throws `SyntaxError` for what is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(token, (match) => (isTooWide(match) ? `"${match}"` : match)))
}

function isTooWide(literal: string): boolean {
  return integer.test(literal) && !Number.isSafeInteger(Number(literal))
}
