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

/**
 * The parser takes any flag, any number of words and values that are not there: a slip of the fingers, or a variable that
 * is not set, must not change what is asked in silence.
 */
export function refuseMisuse(given: readonly string[], args: ArgsDef): void {
  const flags = Object.entries(args).filter(([, { type }]) => type !== 'positional')
  const switches = new Set(flags.flatMap(([name, { type }]) => (type === 'boolean' ? [name, `no-${name}`] : [])))
  const valued = new Set(flags.flatMap(([name, { type }]) => (type === 'boolean' ? [] : [name])))
  const words: string[] = []
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    if (word === '--') {
      words.push(...given.slice(at + 1))
      break
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word)
      continue
    }
    const [name = '', inline] = word.replace(/^--?/, '').split('=', 2)
    if (valued.has(name) && word.startsWith('--')) {
      const value = inline ?? given[++at] ?? ''
      if (value === '' || value.startsWith('--')) throw noValue(name, args)
    } else if (!(switches.has(name) && word.startsWith('--'))) throw unknownFlag(word, [...valued, ...switches])
  }
  refuseTooManyWords(words, args)
}

function noValue(name: string, args: ArgsDef): AppError {
  const { valueHint = '' } = args[name] ?? {}
  return new AppError('invalid_input', `--${name} has no value.`, { hint: `Write --${name} ${valueHint}.` })
}

/** A hint that ends with … stands for as many words as are given. */
function refuseTooManyWords(words: readonly string[], args: ArgsDef): void {
  const taken = Object.values(args).filter(({ type }) => type === 'positional')
  if (words.length <= taken.length || taken.some(({ valueHint }) => valueHint?.endsWith('…'))) return
  throw new AppError(
    'invalid_input',
    `There is a word too many: ${JSON.stringify(words[taken.length]?.slice(0, 40))}.`,
    {
      hint: 'What has spaces, braces or brackets goes between single quotes, so that the shell leaves it whole.',
    },
  )
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
