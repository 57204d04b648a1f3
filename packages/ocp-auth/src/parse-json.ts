/** JSON, or undefined for what is none: the caller's schema refuses that. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Undefined says it; the parser's message would quote the text.
    return
  }
}
