import { AppError } from '@ocp-perf/errors'
import type { Attributes } from './access.ts'

/** What a request is about, by its path. */
export type Target =
  | { path: string }
  | {
      group: string
      version: string
      plural: string
      namespace: string | undefined
      name: string | undefined
      subresource: string | undefined
    }

/**
 * Takes a path apart as the API server does. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 * Throws `invalid_input` for a path that is not well encoded.
 */
export function targetOf(pathname: string): Target {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  const isCore = parts[0] === 'api'
  const head = isCore ? 2 : 3
  if (!(isCore || parts[0] === 'apis') || parts.length <= head) return { path: pathname }
  const [group = '', version = ''] = isCore ? ['', parts[1]] : parts.slice(1)
  const rest = parts.slice(head)
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2
  const [plural = '', name, subresource] = isNamespaced ? rest.slice(2) : rest
  return { group, version, plural, namespace: isNamespaced ? rest[1] : undefined, name, subresource }
}

/** What a request asks to be allowed. */
export function attributesOf(method: string, target: Target, parameters: URLSearchParams): Attributes {
  if ('path' in target) return { verb: method.toLowerCase(), path: target.path }
  const { group, plural, namespace, name, subresource } = target
  return {
    verb: verbOf(method, name, parameters),
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    namespace,
    name,
  }
}

export function isWatch(parameters: URLSearchParams): boolean {
  return ['true', '1'].includes(parameters.get('watch') ?? '')
}

function verbOf(method: string, name: string | undefined, parameters: URLSearchParams): string {
  if (method === 'GET') return isWatch(parameters) ? 'watch' : name === undefined ? 'list' : 'get'
  const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update' }
  return verbs[method] ?? method.toLowerCase()
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new AppError('invalid_input', 'the path is not well encoded', { cause })
  }
}
