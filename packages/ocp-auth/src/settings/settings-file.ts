import { AppError } from '@ocp-perf/errors'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'

/** A YAML file whose values can be traced to their lines. */
export interface SettingsFile {
  path: string
  value: unknown
  /** Line of a setting, or of the nearest setting above it that exists. */
  lineOf(path: readonly PropertyKey[], unknownKey?: string): number
}

/** Parses YAML; the error names the line and never quotes it, since it may hold a secret. */
export function parseSettings(path: string, text: string): SettingsFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const [problem] = document.errors
  if (problem !== undefined) {
    throw notYaml(path, lines.linePos(problem.pos[0]).line, problem.code)
  }
  const dangling = danglingAlias(document)
  if (dangling !== undefined) {
    throw notYaml(path, lines.linePos(dangling).line, 'an alias to nothing')
  }
  return {
    path,
    value: document.toJS({ maxAliasCount: 100 }) ?? {},
    lineOf: (key, unknownKey) => lines.linePos(offsetOf(document, key, unknownKey)).line,
  }
}

function notYaml(path: string, line: number, problem: string): AppError {
  return new AppError('invalid_input', `${path}:${line}: not YAML (${problem}).`, {
    hint: 'Check the indentation, and quote values that begin with * & ! @ % or hold a colon.',
  })
}

/** A password that begins with * reads as an alias; the parser's own error would repeat it. */
function danglingAlias(document: Document): number | undefined {
  let offset: number | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) {
        offset = alias.range?.[0] ?? 0
        return visit.BREAK
      }
      return
    },
  })
  return offset
}

function offsetOf(document: Document, path: readonly PropertyKey[], unknownKey: string | undefined): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true)
    if (unknownKey !== undefined && depth === path.length && isMap(node)) {
      const key = node.items.map((pair) => pair.key).find((each) => isScalar(each) && each.value === unknownKey)
      if (isScalar(key) && key.range) {
        return key.range[0]
      }
    }
    if (isNode(node) && node.range) {
      return node.range[0]
    }
  }
  return 0
}
