import { AppError } from '@ocp-perf/errors'
import type { MatchWindow } from '../source.ts'

/** Parameters of one API call; what is undefined is left out. */
export function parameters(values: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) given.set(name, typeof value === 'number' ? decimal(name, value) : value)
  }
  return given
}

export function matchParameters({ match = [], start, end, limit }: MatchWindow): URLSearchParams {
  const given = parameters({ start, end, limit })
  for (const selector of match) given.append('match[]', selector)
  return given
}

/** The API reads times to the millisecond; `String` alone would write exponents. */
function decimal(name: string, value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > 1e12) {
    throw new AppError('invalid_input', `${name} is not a time or a count that Prometheus could read.`, {
      hint: 'Give unix seconds.',
    })
  }
  return String(Math.round(value * 1000) / 1000)
}

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * A label name as a path segment. Names outside the classic alphabet take the API's own escaping (`U__`, from UTF-8
 * names in Prometheus 3), which holds no character that means something in a path.
 */
export function labelSegment(name: string): string {
  if (plainName.test(name)) return name
  if (name === '') {
    throw new AppError('invalid_input', 'A label name is missing.', { hint: 'Name the label whose values you want.' })
  }
  const escaped = Array.from(name, (character) => {
    if (character === '_') return '__'
    return /[A-Za-z0-9]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16)}_`
  })
  return `U__${escaped.join('')}`
}
