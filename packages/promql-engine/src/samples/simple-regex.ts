/** A regular expression that needs no regular expression engine. */
export type SimpleRegex =
  | { kind: 'any-of'; literals: ReadonlySet<string> }
  /** A beginning, anything (or at least one character of it), an end. */
  | { kind: 'around'; prefix: string; suffix: string; middle: 'any' | 'some' }
  /** Anything, a literal, anything. */
  | { kind: 'contains'; literal: string }

const special = /[\\.+*?()|[\]{}^$]/
// What an escape stands for itself with; letters and digits mean classes, assertions or control characters.
const escapedPunctuation = /\\([\\.+*?()|[\]{}^$/-])/g

/** Reads the few forms that selectors mostly have (`a`, `a|b`, `a.*`, `.+`, `.*a.*` …); undefined for any other. */
export function readSimpleRegex(text: string): SimpleRegex | undefined {
  const inner = withoutGroup(text)
  const literals = splitAlternatives(inner).map(readLiteral)
  if (literals.every((literal) => literal !== undefined)) return { kind: 'any-of', literals: new Set(literals) }
  return literals.length > 1 ? undefined : readWildcard(inner)
}

/** `(a|b)` and `(?:a|b)` are `a|b` when no other group is inside. */
function withoutGroup(text: string): string {
  return /^\((?:\?:)?((?:[^()\\?]|\\.)*)\)$/s.exec(text)?.[1] ?? text
}

function splitAlternatives(text: string): string[] {
  const pieces = ['']
  for (const [token] of text.matchAll(/\\?./gsu)) {
    if (token === '|') pieces.push('')
    else pieces.push(`${pieces.pop()}${token}`)
  }
  return pieces
}

function readLiteral(text: string): string | undefined {
  const bare = text.replace(escapedPunctuation, '')
  return special.test(bare) ? undefined : text.replace(escapedPunctuation, '$1')
}

function readWildcard(text: string): SimpleRegex | undefined {
  const contains = readLiteral(/^\.\*(.*)\.\*$/s.exec(text)?.[1] ?? '.')
  if (contains !== undefined) return { kind: 'contains', literal: contains }
  const parts = /^((?:[^.\\]|\\.)*)\.([*+])((?:[^.\\]|\\.)*)$/s.exec(text)
  const prefix = readLiteral(parts?.[1] ?? '.')
  const suffix = readLiteral(parts?.[3] ?? '.')
  if (prefix === undefined || suffix === undefined) return undefined
  return { kind: 'around', prefix, suffix, middle: parts?.[2] === '*' ? 'any' : 'some' }
}
