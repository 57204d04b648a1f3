// `$$`, `$name` or `${name}`; any other dollar sign stands for itself.
const reference = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu

// A number with a leading zero is a name to Go, and so is one that no expression can have as many groups for.
const groupNumber = /^(?:0|[1-9]\d{0,7})$/

/** The template of a replacement in pieces: text as it stands, and the numbers of groups. */
export type Template = readonly (string | number)[]

/**
 * Reads a template as Go's `regexp.Expand` does: a name reaches as far as letters, digits and underscores do, and a group
 * that does not exist is empty.
 */
export function readTemplate(text: string, names: ReadonlyMap<string, number>): Template {
  const pieces: (string | number)[] = []
  let end = 0
  for (const { 0: written, 1: dollar, 2: bare, 3: braced, index } of text.matchAll(reference)) {
    if (index > end) pieces.push(text.slice(end, index))
    end = index + written.length
    const name = bare ?? braced ?? ''
    const group = groupNumber.test(name) ? Number(name) : names.get(name)
    if (dollar !== undefined) pieces.push('$')
    else if (group !== undefined) pieces.push(group)
  }
  if (end < text.length) pieces.push(text.slice(end))
  return pieces
}

/** A template's pieces with what each group matched; a group that took no part is empty. */
export function expandTemplate(template: Template, groups: readonly (string | undefined)[]): string[] {
  return template.map((piece) => (typeof piece === 'string' ? piece : (groups[piece] ?? '')))
}
