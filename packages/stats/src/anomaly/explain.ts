import type { Alert } from './incidents.ts'

/**
 * An alert as one sentence: what was odd, beside what it was compared with.
 *
 * @param formatValue how a value of the series is written; by default to four digits
 */
export function explainAlert(alert: Alert, formatValue: (value: number) => string = fourDigits): string {
  const { value, side, view, expected, against } = alert
  const [low, high, center] = [expected.low, expected.high, expected.center].map(formatValue)
  const now = formatValue(value)
  const isUp = side === 'up'
  if (expected.low === expected.high) return `${now}, where ${against} had nothing but ${low}`
  const [far, usual] = isUp ? ['above', `up to ${high}`] : ['below', `no less than ${low}`]
  switch (view) {
    case 'value':
      return `${isUp ? 'highest' : 'lowest'} value of ${against}${byShare(alert)} (${now}, ${isUp ? `up to ${high}` : `down to ${low}`} before)`
    case 'spread':
      return `${now} is far ${far} ${center}, the middle of ${against}, where ${usual} is usual`
    case 'season':
      return `${now} is far ${far} ${center}, which is usual at this time of day in ${against} (${usual})`
    case 'level':
      return `its level ${isUp ? 'rose' : 'fell'} as it never did in ${against} (${now} after a level of ${center})`
    case 'day-before':
      return `never so far ${far} the day before in ${against} (${now}, ${center} a day earlier)`
  }
}

/** A range that is exceeded by more than itself is told in multiples of it. */
const mostPercent = 300

/** By how much of the range a record exceeds it; nothing to say of less than half a percent. */
function byShare({ value, expected: { low, high } }: Alert): string {
  const percent = Math.round((100 * Math.max(value - high, low - value)) / (high - low))
  if (percent > mostPercent) return ` by ${Math.round(percent / 100)} times their range`
  return percent > 0 ? ` by ${percent} % of their range` : ''
}

function fourDigits(value: number): string {
  return String(Number(value.toPrecision(4)))
}
