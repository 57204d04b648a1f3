const escapedForm = /^U__/

/**
 * The name behind `U__…`, in which `__` is an underscore and `_hex_` a character by its code: how Prometheus 3 writes
 * any name with letters, digits and underscores. What breaks these rules is a name as it stands.
 */
export function unescapeName(text: string): string {
  if (!escapedForm.test(text)) return text
  let name = ''
  let at = 3
  while (at < text.length) {
    const [whole, code] = /^(?:_([\da-fA-F]{0,6})_|[^_])/u.exec(text.slice(at, at + 8)) ?? []
    if (whole === undefined) return text
    const character = code === undefined ? whole : characterOf(code)
    if (character === undefined) return text
    name += character
    at += whole.length
  }
  return name
}

function characterOf(code: string): string | undefined {
  if (code === '') return '_'
  const point = Number.parseInt(code, 16)
  const isCharacter = point <= 0x10_ff_ff && (point < 0xd8_00 || point > 0xdf_ff)
  return isCharacter ? String.fromCodePoint(point) : undefined
}
