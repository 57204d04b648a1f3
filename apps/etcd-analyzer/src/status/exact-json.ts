// String literals and whole numbers are matched first, so that digits within them stay as they are.
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const longInteger = /^-?\d{16,}$/

/**
 * Parses JSON whose integers may be wider than a JavaScript number, as etcd's 64-bit ids are: integers of 16 digits and
 * more come back as strings. Throws `SyntaxError` for what is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(token, (match) => (longInteger.test(match) ? `"${match}"` : match)))
}
