import { AppError, nearNames } from '@ocp-perf/errors'
import type { ArgsDef } from 'citty'

/** A value that must be one of some words. */
export function oneOf<Value extends string>(name: string, values: readonly Value[], given: string): Value {
  const found = values.find((each) => each === given)
  if (found !== undefined) return found
  throw new AppError('invalid_input', `--${name} cannot be ${JSON.stringify(given.slice(0, 40))}.`, {
    hint: `One of ${values.join(', ')}.`,
  })
}

/** A whole number from `least` to `most`. */
export function wholeNumber(name: string, given: string, { least = 1, most = 1_000_000 } = {}): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number >= least && number <= most) return number
  throw new AppError('invalid_input', `--${name} wants a whole number from ${least} to ${most}.`, {
    hint: `${JSON.stringify(given.slice(0, 40))} is none.`,
  })
}

/** The parser takes any flag; a slip of the fingers must not change what is asked in silence. */
export function refuseUnknownFlags(given: readonly string[], args: ArgsDef): void {
  const flags = Object.entries(args).filter(([, { type }]) => type !== 'positional')
  const switches = new Set(flags.flatMap(([name, { type }]) => (type === 'boolean' ? [name, `no-${name}`] : [])))
  const valued = new Set(flags.flatMap(([name, { type }]) => (type === 'boolean' ? [] : [name])))
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    if (word === '--') return
    if (!word.startsWith('-') || word === '-') continue
    const [name = '', value] = word.replace(/^--?/, '').split('=', 2)
    if (valued.has(name) && word.startsWith('--')) at += value === undefined ? 1 : 0
    else if (!(switches.has(name) && word.startsWith('--'))) throw unknownFlag(word, [...valued, ...switches])
  }
}

function unknownFlag(word: string, known: readonly string[]): AppError {
  const near = nearNames(word.replace(/^--?|=.*$/g, ''), known).map((name) => `--${name}`)
  return new AppError('invalid_input', `There is no flag ${JSON.stringify(word.slice(0, 40))} here.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Run with --help to see the flags; -- stands before a query that begins with a dash.',
  })
}
