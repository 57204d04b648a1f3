import { AppError } from '@ocp-perf/errors'

const units = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const
type Unit = keyof typeof units

const forms = 'Write a length as 90s, 15m, 1h30m, 7d or 2w.'

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

/** Seconds of a length, or undefined for what is none; zero is read as zero. */
export function readDuration(text: string): number | undefined {
  if (!/^(?:\d{1,9}[wdhms])+$/.test(text)) return undefined
  let seconds = 0
  let shortest = Number.POSITIVE_INFINITY
  for (const [, digits = '', unit = 's'] of text.matchAll(/(\d+)([wdhms])/g)) {
    const size = units[unit as Unit]
    if (size >= shortest) return undefined
    shortest = size
    seconds += Number(digits) * size
  }
  return seconds
}

/** A length in the form that PromQL and people read: 5400 is `1h30m`. Whole seconds, at least one. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(1, Math.round(seconds))
  let text = ''
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const amount = Math.floor(rest / units[unit])
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * units[unit]
  }
  return text
}

function fault(text: string): string {
  if (text === '') return 'it is empty'
  if (/^[-+]/.test(text)) return 'a sign has no place in it'
  if (/^\d+$/.test(text)) return 'it has no unit'
  if (/^[0\D]*$/.test(text) && readDuration(text) === 0) return 'it is zero'
  if (/^\d*\.\d+[wdhms]$/.test(text)) return 'only whole numbers are read'
  return 'it is not made of whole numbers with units, the longest unit first'
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
