import { readExpression, readStatement } from './flux-grammar.ts'
import {
  createFluxWalk,
  define,
  type FluxVisitor,
  type FluxWalk,
  plainText,
  takes,
  unexpected,
  want,
  wantName,
} from './flux-walk.ts'

/**
 * Reads a Flux script by the grammar of its specification, and tells what it takes from outside. Throws `bad_query` for
 * what that grammar does not know, because what cannot be read cannot be judged.
 */
export function walkFlux(text: string, visitor: FluxVisitor): void {
  const walk = createFluxWalk(text, visitor)
  if (takes(walk, 'package')) wantName(walk)
  while (takes(walk, 'import')) readImport(walk)
  while (walk.scanner.peek().kind !== 'end') {
    if (takes(walk, 'option')) readOption(walk)
    else readStatement(walk)
  }
}

function readImport(walk: FluxWalk): void {
  const { scanner, visitor, imports } = walk
  const alias = scanner.peek().kind === 'name' ? scanner.next().text : undefined
  const { kind, start } = scanner.peek()
  if (kind !== 'quote') throw unexpected(walk)
  const path = plainText(walk)
  visitor.import(path, start)
  imports.set(alias ?? path.slice(path.lastIndexOf('/') + 1), path)
}

function readOption(walk: FluxWalk): void {
  const name = wantName(walk)
  const member = takes(walk, '.') ? `.${wantName(walk).text}` : ''
  want(walk, '=')
  walk.visitor.option(`${name.text}${member}`, name.start)
  readExpression(walk)
  define(walk, name)
}
