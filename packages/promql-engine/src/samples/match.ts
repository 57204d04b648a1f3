import { AppError } from '@ocp-perf/errors'
import type { LabelMatcher, Labels } from '@ocp-perf/promql'
import { RE2JS, RE2JSException } from 're2js'
import { labelOf } from './label-of.ts'
import { readSimpleRegex } from './simple-regex.ts'

/** An RE2 expression that must cover the whole value; its dot matches a newline too, as in Prometheus since 3.0. */
export interface AnchoredRegex {
  test(value: string): boolean
  /** The whole match and then each group, undefined where a group took no part; undefined when the value does not fit. */
  groups(value: string): readonly (string | undefined)[] | undefined
  readonly groupCount: number
  /** The number of each named group. */
  readonly names: ReadonlyMap<string, number>
}

/** Whether one label's value fits; a label that is missing has the empty value. */
export type ValueTest = (value: string) => boolean

// A label with more values than this is matched anew each time rather than remembered.
const rememberedValues = 100_000

/** @throws AppError `bad_query` for what RE2 does not know. */
export function compileRegex(text: string): AnchoredRegex {
  const regex = compile(text)
  return {
    test: (value) => regex.testExact(value),
    groups: (value) => {
      const matcher = regex.matcher(value)
      if (!matcher.matches()) return undefined
      return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined)
    },
    groupCount: regex.groupCount(),
    names: new Map(Object.entries(regex.namedGroups())),
  }
}

function compile(text: string): RE2JS {
  try {
    // Anchored by its own ends, as Prometheus does it: alternatives stay together.
    return RE2JS.compile(`^(?s:${text})$`)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new AppError('bad_query', `The regular expression ${JSON.stringify(text)} is not valid: ${reason(error)}.`, {
      hint: 'Prometheus uses RE2 syntax: no look-ahead, look-behind or backreferences.',
      cause: error,
    })
  }
}

function reason(error: RE2JSException): string {
  return error.message
    .replace(/^error parsing regexp: /, '')
    .replaceAll('^(?s:', '')
    .replaceAll(')$`', '`')
}

/**
 * One matcher as a test of a value.
 *
 * @throws AppError `bad_query` for a regular expression that RE2 does not know.
 */
export function compileMatcher({ op, value }: LabelMatcher): ValueTest {
  switch (op) {
    case '=':
      return (candidate) => candidate === value
    case '!=':
      return (candidate) => candidate !== value
    case '=~':
      return regexTest(value)
    case '!~': {
      const fits = regexTest(value)
      return (candidate) => !fits(candidate)
    }
  }
}

/**
 * All matchers as one test of a label set. A missing label has the empty value, so `x=""` and `x!~".+"` fit series
 * without `x`.
 *
 * @throws AppError `bad_query` for a regular expression that RE2 does not know.
 */
export function compileMatchers(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const tests = matchers
    .toSorted((a, b) => costs[a.op] - costs[b.op])
    .map((matcher) => ({ label: matcher.label, fits: compileMatcher(matcher) }))
  return (labels) => tests.every(({ label, fits }) => fits(labelOf(labels, label)))
}

// What decides fastest goes first.
const costs: Record<LabelMatcher['op'], number> = { '=': 0, '!=': 1, '=~': 2, '!~': 3 }

function regexTest(text: string): ValueTest {
  const simple = readSimpleRegex(text)
  if (simple === undefined) return remember(compileRegex(text).test)
  switch (simple.kind) {
    case 'any-of':
      return (value) => simple.literals.has(value)
    case 'around': {
      const { prefix, suffix, middle } = simple
      const shortest = prefix.length + suffix.length + (middle === 'some' ? 1 : 0)
      return (value) => value.length >= shortest && value.startsWith(prefix) && value.endsWith(suffix)
    }
    case 'contains':
      return (value) => value.includes(simple.literal)
  }
}

/** Values repeat from series to series, and a look-up is much cheaper than RE2. */
function remember(test: ValueTest): ValueTest {
  const known = new Map<string, boolean>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const fits = test(value)
    if (known.size < rememberedValues) known.set(value, fits)
    return fits
  }
}
