const simpleEscapes: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  '\\': 0x5c,
  "'": 0x27,
  '"': 0x22,
}

const escapeSequence = /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|([0-3][0-7]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/y

/**
 * The value of a PromQL string literal, which follows Go's rules; undefined where it breaks them. A byte that is no part of
 * a character in UTF-8, which an escape can write, becomes a lone surrogate: 0xC5 is U+DCC5, so the text is not well-formed.
 */
export function unquote(literal: string): string | undefined {
  const quote = literal.charAt(0)
  if (literal.length < 2 || !literal.endsWith(quote)) return undefined
  const inner = literal.slice(1, -1)
  if (quote === '`') return inner.includes('`') ? undefined : inner
  const bytes: Buffer[] = []
  for (let at = 0; at < inner.length; ) {
    const escaped = inner.indexOf('\\', at)
    const end = escaped < 0 ? inner.length : escaped
    const plain = inner.slice(at, end)
    if (plain.includes(quote) || plain.includes('\n')) return undefined
    bytes.push(Buffer.from(plain, 'utf8'))
    if (escaped < 0) break
    escapeSequence.lastIndex = escaped
    const value = escapedBytes(escapeSequence.exec(inner), quote)
    if (value === undefined) return undefined
    bytes.push(value)
    at = escapeSequence.lastIndex
  }
  return decode(Buffer.concat(bytes))
}

/** `\x` and octal escapes are bytes, several of which may make one character; `\u` and `\U` are characters. */
function escapedBytes(match: RegExpExecArray | null, quote: string): Buffer | undefined {
  if (match === null) return undefined
  const [, simple, hex, octal, short, long] = match
  if (simple !== undefined) {
    // Go knows \' only between single quotes and \" only between double ones.
    const foreign = (simple === "'" || simple === '"') && simple !== quote
    return foreign ? undefined : Buffer.from([simpleEscapes[simple] ?? 0])
  }
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)])
  if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)])
  const code = Number.parseInt(short ?? long ?? '', 16)
  const isCharacter = code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff)
  return isCharacter ? Buffer.from(String.fromCodePoint(code), 'utf8') : undefined
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Buffer): string {
  try {
    return strict.decode(bytes)
  } catch {
    // Only an escape can write what is not UTF-8, so this way is rarely gone and may be slow.
    let text = ''
    for (let at = 0; at < bytes.length; ) {
      const length = [1, 2, 3, 4].find((size) => isCharacter(bytes.subarray(at, at + size)))
      text +=
        length === undefined ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length)
      at += length ?? 1
    }
    return text
  }
}

function isCharacter(bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  return [...text].length === 1 && Buffer.from(text, 'utf8').equals(bytes)
}
