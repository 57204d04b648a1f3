import { AppError } from '@ocp-perf/errors'

/** A URI with variables: `{name}` for one part of a path, and `{?a,b}` at its end for optional query parameters. */
export interface UriTemplate {
  readonly names: readonly string[]
  /** The variables' values, or nothing when the URI is not of this form. Unknown query parameters do not match. */
  match(uri: string): Record<string, string> | undefined
}

const variable = /^[a-z][a-z0-9_]*$/i

/** Throws `invalid_input` for a template that needs more of RFC 6570 than that. */
export function parseUriTemplate(template: string): UriTemplate {
  const [, path = '', query] = /^([^?]*?)(?:\{\?([^{}]*)\})?$/.exec(template) ?? [undefined, template]
  const pieces = path.split(/\{([^{}]*)\}/)
  const pathNames = pieces.filter((_, index) => index % 2 === 1)
  const queryNames = query === undefined ? [] : query.split(',')
  const names = [...pathNames, ...queryNames]
  if (
    !names.every((name) => variable.test(name)) ||
    pieces.some((piece, index) => index % 2 === 0 && /[{}]/.test(piece))
  ) {
    throw new AppError('invalid_input', `${template} is not a URI template that is understood.`, {
      hint: 'Use {name} for one part of the path and end in {?a,b} for optional query parameters.',
    })
  }
  const pattern = pieces.map((piece, index) => (index % 2 === 1 ? '([^/?#]+)' : escapeRegExp(piece))).join('')
  const expression = new RegExp(`^${pattern}(?:\\?([^#]*))?$`)
  return {
    names,
    match(uri) {
      const found = expression.exec(uri)
      if (found === null) return undefined
      const parameters = [...new URLSearchParams(found[pathNames.length + 1] ?? '')]
      if (!parameters.every(([name]) => queryNames.includes(name))) return undefined
      const parts = pathNames.map((name, index) => [name, decode(found[index + 1] ?? '')] as const)
      return Object.fromEntries([...parts, ...parameters])
    },
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A stray percent sign stands for itself.
    return part
  }
}
