import type { FluxToken } from './flux-scanner.ts'
import { define, type FluxWalk, isNext, plainText, takes, unexpected, use, want, wantName } from './flux-walk.ts'
import { refusal } from './refusal.ts'

// Statements and expressions hold each other, so that they share a file.

const elsewhere = ['builtin', 'testcase', 'import', 'package', 'option']

// Deeper nesting than anybody writes would exhaust the stack.
const deepest = 100

/** An assignment, a `return` or an expression. */
export function readStatement(walk: FluxWalk): void {
  const { scanner } = walk
  const { kind, text, start } = scanner.peek()
  if (kind === 'keyword' && elsewhere.includes(text)) {
    throw refusal(
      `The statement ${text} is refused here`,
      'Write imports, then assignments and a query.',
      scanner.text,
      start,
    )
  }
  if (kind !== 'name') {
    takes(walk, 'return')
    readExpression(walk)
    return
  }
  const name = scanner.next()
  if (takes(walk, '=')) {
    readExpression(walk)
    // Only now, since its own value still means what was there before.
    define(walk, name)
  } else continueExpression(walk, name)
}

export function readExpression(walk: FluxWalk): void {
  walk.depth++
  if (walk.depth > deepest) throw refusal('The query is nested too deeply', 'Name its parts by assignments.')
  if (takes(walk, 'if')) {
    readExpression(walk)
    want(walk, 'then')
    readExpression(walk)
    want(walk, 'else')
    readExpression(walk)
  } else {
    readOperand(walk)
    readOperators(walk)
  }
  walk.depth--
}

/** The rest of an expression whose first name has been taken already. */
function continueExpression(walk: FluxWalk, first: FluxToken): void {
  readNamed(walk, first)
  readOperators(walk)
}

const binary = ['and', 'or', '==', '!=', '<', '<=', '>', '>=', '=~', '!~', '+', '-', '*', '/', '%', '^', '|>']
const prefixes = ['not', 'exists', '-', '+']

// Precedence does not matter for what is used, so that all operators are read alike.
function readOperators(walk: FluxWalk): void {
  while (binary.some((operator) => takes(walk, operator))) readOperand(walk)
}

function readOperand(walk: FluxWalk): void {
  while (prefixes.some((prefix) => takes(walk, prefix)));
  if (walk.scanner.peek().kind === 'name') {
    readNamed(walk, walk.scanner.next())
    return
  }
  readUnnamed(walk)
  readSuffixes(walk)
}

function readUnnamed(walk: FluxWalk): void {
  const { scanner } = walk
  const { kind } = scanner.peek()
  if (kind === 'literal') scanner.next()
  else if (kind === 'quote') readString(walk)
  else if (isNext(scanner, '/')) scanner.regex()
  else if (takes(walk, '[')) readList(walk)
  else if (takes(walk, '{')) readRecord(walk)
  else if (takes(walk, '(')) readFunctionOrParentheses(walk)
  else throw unexpected(walk)
}

/** A name with what follows it; the member of a package is told with its package. */
function readNamed(walk: FluxWalk, name: FluxToken): void {
  const path = walk.scopes.some((scope) => scope.has(name.text)) ? undefined : walk.imports.get(name.text)
  if (path !== undefined && takes(walk, '.')) {
    const member = wantName(walk)
    const called = takes(walk, '(') ? readProperties(walk, ')') : undefined
    walk.visitor.member(path, member.text, member.start, called)
  } else {
    const called = takes(walk, '(') ? readProperties(walk, ')') : undefined
    use(walk, name, called)
  }
  readSuffixes(walk)
}

function readSuffixes(walk: FluxWalk): void {
  for (;;) {
    if (takes(walk, '.')) wantName(walk)
    else if (takes(walk, '(')) readProperties(walk, ')')
    else if (takes(walk, '[')) {
      readExpression(walk)
      want(walk, ']')
    } else return
  }
}

function readString(walk: FluxWalk): void {
  let part = walk.scanner.string()
  while (!part.ended) {
    readExpression(walk)
    want(walk, '}')
    part = walk.scanner.restOfString()
  }
}

/** An array, or a dictionary: `[key: value]`, `[:]`. */
function readList(walk: FluxWalk): void {
  while (!takes(walk, ']')) {
    if (takes(walk, ':') && isNext(walk.scanner, ']')) continue
    readExpression(walk)
    if (takes(walk, ':')) readExpression(walk)
    if (!takes(walk, ',') && !isNext(walk.scanner, ']')) throw unexpected(walk)
  }
}

function readRecord(walk: FluxWalk): void {
  if (walk.scanner.peek().kind !== 'name') {
    readProperties(walk, '}')
    return
  }
  const first = walk.scanner.next()
  if (takes(walk, 'with')) use(walk, first)
  else {
    readValue(walk, first)
    if (!takes(walk, ',') && !isNext(walk.scanner, '}')) throw unexpected(walk)
  }
  readProperties(walk, '}')
}

/** `a: 1, "b": 2, c` up to the closing sign, as records and arguments are written; the names come back. */
function readProperties(walk: FluxWalk, end: ')' | '}'): string[] {
  const names: string[] = []
  while (!takes(walk, end)) {
    if (walk.scanner.peek().kind === 'quote') {
      names.push(plainText(walk))
      want(walk, ':')
      readExpression(walk)
    } else {
      const key = wantName(walk)
      names.push(key.text)
      readValue(walk, key)
    }
    if (!takes(walk, ',') && !isNext(walk.scanner, end)) throw unexpected(walk)
  }
  return names
}

/** Without a value, a property takes that of the variable of its name. */
function readValue(walk: FluxWalk, key: FluxToken): void {
  if (takes(walk, ':')) readExpression(walk)
  else use(walk, key)
}

/** What an opening parenthesis, taken already, begins: a function's parameters, or an expression. */
function readFunctionOrParentheses(walk: FluxWalk): void {
  const { scanner } = walk
  if (takes(walk, ')')) readFunction(walk, [])
  else if (scanner.peek().kind === 'name') readFromName(walk, scanner.next())
  else {
    readExpression(walk)
    want(walk, ')')
  }
}

/** The same from the first name, after which it shows. */
function readFromName(walk: FluxWalk, first: FluxToken): void {
  const { scanner } = walk
  if (isNext(scanner, ',') || isNext(scanner, '=')) readFunction(walk, readParameters(walk, first))
  else if (!takes(walk, ')')) {
    continueExpression(walk, first)
    want(walk, ')')
  } else if (isNext(walk.scanner, '=>')) readFunction(walk, [first])
  else use(walk, first)
}

/** Defaults are read in the block around the function, to which they belong. */
function readParameters(walk: FluxWalk, first: FluxToken): FluxToken[] {
  const parameters = [first]
  readDefault(walk)
  while (!takes(walk, ')')) {
    want(walk, ',')
    if (isNext(walk.scanner, ')')) continue
    parameters.push(wantName(walk))
    readDefault(walk)
  }
  return parameters
}

function readDefault(walk: FluxWalk): void {
  if (!takes(walk, '=')) return
  if (!takes(walk, '<-')) readExpression(walk)
}

function readFunction(walk: FluxWalk, parameters: readonly FluxToken[]): void {
  if (!takes(walk, '=>')) throw unexpected(walk)
  walk.scopes.push(new Set())
  for (const parameter of parameters) define(walk, parameter)
  if (takes(walk, '{')) {
    while (!takes(walk, '}')) readStatement(walk)
  } else readExpression(walk)
  walk.scopes.pop()
}
