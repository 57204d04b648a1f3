import { createFluxScanner, type FluxScanner, type FluxToken } from './flux-scanner.ts'
import { refusal } from './refusal.ts'

/** What a script uses from outside itself, told while it is read; each visitor throws to refuse. */
export interface FluxVisitor {
  import(path: string, place: number): void
  option(name: string, place: number): void
  /** A name that the script does not define itself. `called` has the names of the arguments of a direct call. */
  free(name: string, place: number, called: readonly string[] | undefined): void
  /** A member of a package. */
  member(path: string, name: string, place: number, called: readonly string[] | undefined): void
}

/** The reading of one script. */
export interface FluxWalk {
  scanner: FluxScanner
  visitor: FluxVisitor
  /** Names that are defined here, the innermost block last. */
  scopes: Set<string>[]
  /** Local name of an import → its path. */
  imports: Map<string, string>
  depth: number
}

export function createFluxWalk(text: string, visitor: FluxVisitor): FluxWalk {
  return { scanner: createFluxScanner(text), visitor, scopes: [new Set()], imports: new Map(), depth: 0 }
}

/** Defines a name in the innermost block. */
export function define({ scopes, imports, scanner }: FluxWalk, { text, start }: FluxToken): void {
  if (imports.has(text)) {
    throw refusal(`The name ${text} is that of an imported package`, 'Choose another name.', scanner.text, start)
  }
  scopes.at(-1)?.add(text)
}

/** A name is used as a value, or called where `called` is given. */
export function use(walk: FluxWalk, { text, start }: FluxToken, called?: readonly string[]): void {
  if (walk.scopes.some((scope) => scope.has(text))) return
  if (walk.imports.has(text)) {
    throw refusal(
      `The package ${text} is used as a value`,
      `Call one of its functions, ${text}.name().`,
      walk.scanner.text,
      start,
    )
  }
  walk.visitor.free(text, start, called)
}

/** Takes the next token if it is this word or sign. */
export function takes({ scanner }: FluxWalk, text: string): boolean {
  if (!isNext(scanner, text)) return false
  scanner.next()
  return true
}

export function isNext(scanner: FluxScanner, text: string): boolean {
  const token = scanner.peek()
  return token.text === text && (token.kind === 'keyword' || token.kind === 'operator')
}

export function want(walk: FluxWalk, text: string): void {
  if (!takes(walk, text)) throw unexpected(walk)
}

export function wantName(walk: FluxWalk): FluxToken {
  if (walk.scanner.peek().kind !== 'name') throw unexpected(walk)
  return walk.scanner.next()
}

/** The next token cannot stand where it stands. */
export function unexpected({ scanner }: FluxWalk): Error {
  const { kind, text, start } = scanner.peek()
  const what = kind === 'end' ? 'The query ends too early' : `${JSON.stringify(text)} cannot be read here`
  return refusal(what, 'Check brackets and commas; only what can be read as Flux is asked.', scanner.text, start)
}

/** A text without escapes and interpolations, which could hide what it says. */
export function plainText(walk: FluxWalk): string {
  const { start } = walk.scanner.peek()
  const { text, ended } = walk.scanner.string()
  if (ended && !text.includes('\\')) return text
  throw refusal('A name is written with escapes', 'Write it plainly.', walk.scanner.text, start)
}
