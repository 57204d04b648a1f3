/** What a regular expression can match, as far as its form alone tells. */
export interface RegexShape {
  matchesEmpty: boolean
  /** Matches every text that is long enough, such as `.+` or `(.*|x)`; then it selects nothing. */
  matchesAnything: boolean
}

interface Piece {
  empty: boolean
  /** Matches about any single character. */
  wide: boolean
  /** Matches about any text of some length, such as `.{2}`. */
  filling: boolean
  /** Matches about any text that is long enough. */
  anything: boolean
}

const nothing: Piece = { empty: true, wide: false, filling: false, anything: false }
const character: Piece = { empty: false, wide: false, filling: false, anything: false }
const anyCharacter: Piece = { empty: false, wide: true, filling: true, anything: false }

/**
 * The shape of an RE2 expression, which Prometheus anchors at both ends. It is read, never run: a hostile expression could
 * keep a backtracking engine busy for ever. Undefined for what is no valid RE2.
 */
export function regexShape(pattern: string): RegexShape | undefined {
  const reader = { pattern, at: 0, depth: 0 }
  const piece = readAlternatives(reader)
  if (piece === undefined || reader.at < pattern.length) return undefined
  return { matchesEmpty: piece.empty, matchesAnything: piece.anything }
}

interface Reader {
  readonly pattern: string
  at: number
  depth: number
}

/** RE2's own limit on nesting, `maxHeight` in Go's regexp/syntax, keeps the reading of a hostile expression off the stack's end. */
const deepestNesting = 1000

function readAlternatives(reader: Reader): Piece | undefined {
  let whole: Piece | undefined
  do {
    const branch = readSequence(reader)
    if (branch === undefined) return undefined
    whole = whole === undefined ? branch : either(whole, branch)
  } while (take(reader, '|'))
  return whole
}

function readSequence(reader: Reader): Piece | undefined {
  const pieces: Piece[] = []
  while (reader.at < reader.pattern.length && !/[|)]/.test(reader.pattern.charAt(reader.at))) {
    const piece = readAtom(reader)
    if (piece === undefined) return undefined
    pieces.push(readRepeats(reader, piece))
  }
  return {
    empty: pieces.every(({ empty }) => empty),
    wide: pieces.filter(({ wide }) => wide).length === 1 && pieces.every(({ wide, empty }) => wide || empty),
    filling: pieces.some(({ filling }) => filling) && pieces.every(({ filling, empty }) => filling || empty),
    anything: pieces.some((piece) => piece.anything) && pieces.every((p) => p.anything || p.filling || p.empty),
  }
}

function readAtom(reader: Reader): Piece | undefined {
  const { pattern } = reader
  const at = reader.at++
  switch (pattern.charAt(at)) {
    case '(':
      return readGroup(reader)
    case '[':
      return readClass(reader)
    case '\\':
      return readEscape(reader)
    case '.':
      return anyCharacter
    case '^':
    case '$':
      return nothing
    case '*':
    case '+':
    case '?':
      return undefined
    default:
      return character
  }
}

function readGroup(reader: Reader): Piece | undefined {
  const opening = matchAt(reader, /\?(?:P?<\w+>|[imsU-]*:|[imsU-]+(?=\)))/y)
  if (opening === undefined && reader.pattern.charAt(reader.at) === '?') return undefined
  if (++reader.depth > deepestNesting) return undefined
  const inner = readAlternatives(reader)
  reader.depth--
  return take(reader, ')') ? inner : undefined
}

function readClass(reader: Reader): Piece | undefined {
  const negated = take(reader, '^')
  // A bracket that comes first is an ordinary member.
  const members = matchAt(reader, /\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/y)
  if (members === undefined) return undefined
  return negated || /\\[wWSDP]/.test(members) ? anyCharacter : character
}

function readEscape(reader: Reader): Piece | undefined {
  const quoted = matchAt(reader, /Q[\s\S]*?(?:\\E|$)/y)
  if (quoted !== undefined) return /^Q(?:\\E)?$/.test(quoted) ? nothing : character
  if (matchAt(reader, /[AzbB]/y) !== undefined) return nothing
  if (matchAt(reader, /P(?:\w|\{\^?\w+\})/y) !== undefined) return anyCharacter
  if (matchAt(reader, /p(?:\w|\{\^?\w+\})|x(?:[\da-fA-F]{2}|\{[\da-fA-F]+\})|[0-7]{1,3}/y) !== undefined)
    return character
  if (matchAt(reader, /[wWSD]/y) !== undefined) return anyCharacter
  return matchAt(reader, /[\s\S]/y) === undefined ? undefined : character
}

function readRepeats(reader: Reader, atom: Piece): Piece {
  let piece = atom
  for (;;) {
    const repeat = matchAt(reader, /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y)
    if (repeat === undefined) return piece
    const none = /^(?:[*?]|\{0+[,}])/.test(repeat)
    const endless = /^(?:[*+]|\{\d+,\})/.test(repeat)
    const several = /^\{0*(?:[2-9]|1\d)/.test(repeat)
    piece = {
      empty: none || piece.empty,
      // Pairs of any character are no longer one of them, so that any number of pairs is not any text.
      wide: piece.wide && (!several || piece.empty),
      filling: piece.filling,
      anything: piece.anything || (endless && piece.wide),
    }
  }
}

function either(a: Piece, b: Piece): Piece {
  return {
    empty: a.empty || b.empty,
    wide: a.wide || b.wide,
    filling: a.filling || b.filling,
    anything: a.anything || b.anything,
  }
}

function take(reader: Reader, character: string): boolean {
  if (reader.pattern.charAt(reader.at) !== character) return false
  reader.at++
  return true
}

/** The text that a sticky expression matches at the reader, which then stands behind it. */
function matchAt(reader: Reader, sticky: RegExp): string | undefined {
  sticky.lastIndex = reader.at
  const [matched] = sticky.exec(reader.pattern) ?? []
  if (matched === undefined) return undefined
  reader.at = sticky.lastIndex
  return matched
}
