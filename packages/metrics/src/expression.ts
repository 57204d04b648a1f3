import { AppError } from '@ocp-perf/errors'
import { formatDuration } from '@ocp-perf/promql'
import { matchersText } from './platform/matchers.ts'
import type { Profile } from './profile-schema.ts'

/** A catalog expression as PromQL, or the placeholders that the platform has nothing for. */
export type Expansion = { query: string; missing?: undefined } | { query?: undefined; missing: readonly string[] }

// `$1` of label_replace is no placeholder.
const placeholder = /\$([a-zA-Z][a-zA-Z0-9_]*)/g
const windowName = 'window'
// The window as a plain number, for what must be divided by it.
const secondsName = 'window_seconds'

/** The names after `$` in an expression, each once. */
export const placeholdersOf = remembered((expression: string): readonly string[] => {
  return [...new Set([...expression.matchAll(placeholder)].map(([, name = '']) => name))]
})

/**
 * Puts a profile's selectors and labels and a rate window (seconds) into a catalog expression. Selectors become quoted
 * matchers and labels are checked names, so nothing that a user configures can change what the query is made of.
 */
export function expandQuery(expression: string, profile: Profile, windowSeconds: number): Expansion {
  const missing = placeholdersOf(expression).filter((name) => substitute(name, profile, windowSeconds) === undefined)
  if (missing.length > 0) return { missing }
  const query = expression.replace(placeholder, (_, name: string) => substitute(name, profile, windowSeconds) ?? '')
  return { query: query.trim() }
}

/** Whether each point of an expression looks back over the rate window. */
export function readsWindow(expression: string): boolean {
  return placeholdersOf(expression).includes(windowName)
}

/**
 * The selectors of an expression that mean scrape targets. One without a job narrows another (`{$node,$disk}`): its
 * labels are the series' own, and it would fit every target there is. It counts only where no selector has a job.
 */
export function targetSelectorsOf(expression: string, profile: Profile): readonly string[] {
  const names = placeholdersOf(expression).filter((name) => Object.hasOwn(profile.selectors, name))
  const withJob = names.filter((name) => profile.selectors[name]?.job !== undefined)
  return withJob.length > 0 ? withJob : names
}

/** A placeholder that no profile knows is a fault of the catalog, not of a platform. */
export function checkPlaceholders(id: string, expression: string, profiles: readonly Profile[]): void {
  for (const name of placeholdersOf(expression)) {
    if (profiles.some((profile) => substitute(name, profile, 1) !== undefined)) continue
    throw new AppError('invalid_input', `metric ${id}: no profile defines $${name}`, {
      hint: 'Correct the name, or add the selector or label to config/profiles/*.yml.',
    })
  }
}

export interface MetricNames {
  names: readonly string[]
  /** True when one of the names is enough, as with `or`: the query answers although another does not exist. */
  anyWillDo: boolean
  /** True when the absence of a name is itself an answer. */
  asksForAbsence: boolean
}

/**
 * The metric names that an expression reads. In the catalog each stands before its selector's brace, which is all that
 * needs to be recognised.
 */
export const metricNamesOf = remembered((expression: string): MetricNames => {
  const code = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const names = new Set([...code.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\s*\{/g)].map(([, name = '']) => name))
  return {
    names: [...names],
    anyWillDo: /\b(?:or|unless)\b/.test(code),
    asksForAbsence: /\babsent(?:_over_time)?\s*\(/.test(code),
  }
})

/** Each metric of each call asks for these several times; the expressions are the catalog's, so there are only so many. */
function remembered<T>(read: (expression: string) => T): (expression: string) => T {
  const known = new Map<string, T>()
  return (expression) => {
    const found = known.get(expression) ?? read(expression)
    known.set(expression, found)
    return found
  }
}

function substitute(name: string, profile: Profile, windowSeconds: number): string | undefined {
  if (name === windowName) return formatDuration(windowSeconds)
  if (name === secondsName) return String(windowSeconds)
  const selector = Object.hasOwn(profile.selectors, name) ? profile.selectors[name] : undefined
  if (selector !== undefined) return matchersText(selector)
  return Object.hasOwn(profile.labels, name) ? profile.labels[name]?.label : undefined
}
