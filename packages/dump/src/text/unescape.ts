const escapeSequence = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs

const single: Readonly<Record<string, string>> = {
  n: '\n',
  '"': '"',
  '\\': '\\',
  // What Go's quoting adds, with which promtool writes labels.
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
}

const lastAscii = 0x7f
const lastCodePoint = 0x10_ff_ff

/**
 * Text from between quotes without its escapes: those of the text formats (`\\`, `\"`, `\n`) and those of Go. A backslash
 * before anything else stands for itself. Undefined for the bytes `\x80` to `\xff`: Go writes them for invalid UTF-8.
 */
export function unescapeText(text: string): string | undefined {
  if (!text.includes('\\')) return text
  let valid = true
  const plain = text.replace(escapeSequence, (whole, sequence: string) => {
    if (sequence.length === 1) return single[sequence] ?? whole
    const code = Number.parseInt(sequence.slice(1), 16)
    if (code > (sequence.startsWith('x') ? lastAscii : lastCodePoint)) {
      valid = false
      return ''
    }
    return String.fromCodePoint(code)
  })
  return valid ? plain : undefined
}
