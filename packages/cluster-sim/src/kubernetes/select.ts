import { AppError } from '@ocp-perf/errors'
import type { KubeObject } from './resource.ts'

type Fits = (object: KubeObject) => boolean

/**
 * Whether an object fits a `labelSelector`: equality, sets and existence, as
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ has them. Throws `invalid_input`.
 */
export function labelSelector(text: string): Fits {
  const requirements = splitOutsideParentheses(text).map(labelRequirement)
  return ({ metadata: { labels = {} } }) => requirements.every((fits) => fits(labels))
}

/** Whether an object fits a `fieldSelector` over the fields that its resource allows. Throws `invalid_input`. */
export function fieldSelector(text: string, allowed: readonly string[]): Fits {
  const requirements = text.split(',').map((term) => {
    const [, field = '', operator, value = ''] = /^\s*([^=!\s]+)\s*(==?|!=)\s*(\S*)\s*$/.exec(term) ?? []
    if (!['metadata.name', 'metadata.namespace', ...allowed].includes(field)) {
      throw new AppError('invalid_input', `field label not supported: ${field || term}`)
    }
    const path = field.split('.')
    return (object: KubeObject) => (String(valueAt(object, path) ?? '') === value) === (operator !== '!=')
  })
  return (object) => requirements.every((fits) => fits(object))
}

type FitsLabels = (labels: Readonly<Record<string, string>>) => boolean

function labelRequirement(term: string): FitsLabels {
  const equality = /^([^\s=!(),]+)\s*(==?|!=)\s*([^\s=!(),]*)$/.exec(term)
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  const set = /^([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(term)
  if (set !== null) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => values.includes(labels[key] ?? '') === (operator === 'in')
  }
  const existence = /^(!?)\s*([^\s=!(),]+)$/.exec(term)
  if (existence !== null) {
    const [, not, key = ''] = existence
    return (labels) => key in labels === (not === '')
  }
  throw new AppError('invalid_input', `unable to parse requirement: ${term}`)
}

function splitOutsideParentheses(text: string): string[] {
  return text.split(/,(?![^()]*\))/).map((term) => term.trim())
}

function valueAt(object: object, [key = '', ...rest]: readonly string[]): unknown {
  const value: unknown = Object.entries(object).find(([name]) => name === key)?.[1]
  if (rest.length === 0) return value
  return typeof value === 'object' && value !== null ? valueAt(value, rest) : undefined
}
