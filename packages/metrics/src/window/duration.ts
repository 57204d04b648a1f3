import { AppError } from '@ocp-perf/errors'
import { durationSeconds } from '@ocp-perf/promql'

const forms = 'Write a length as 90s, 15m, 1h30m, 7d or 2w.'
/** Longer than any length of time that makes sense. */
const longestText = 40

/**
 * Seconds of a length such as `5m`, `1h30m`, `90s`, `2d` or `1w`: whole numbers with units, each unit once, the longest
 * first. Anything else, zero included, is `invalid_input`.
 */
export function parseDuration(text: string): number {
  const compact = text.trim()
  const seconds = readDuration(compact)
  if (seconds !== undefined && seconds > 0) return seconds
  throw new AppError(
    'invalid_input',
    `${JSON.stringify(shorten(compact))} is not a length of time: ${fault(compact)}`,
    {
      hint: forms,
    },
  )
}

/** Seconds of a length with its unit, or undefined for what is none; `0s` is zero. */
export function readDuration(text: string): number | undefined {
  return text.length > longestText || !/[a-z]$/.test(text) ? undefined : durationSeconds(text)
}

function fault(text: string): string {
  if (text === '') return 'it is empty'
  if (/^[-+]/.test(text)) return 'a sign has no place in it'
  if (/^\d+$/.test(text)) return 'it has no unit'
  if (readDuration(text) === 0) return 'it is zero'
  if (/^\d*\.\d+[a-z]+$/.test(text)) return 'only whole numbers are read'
  return 'it is not made of whole numbers with units, the longest unit first'
}

function shorten(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}
