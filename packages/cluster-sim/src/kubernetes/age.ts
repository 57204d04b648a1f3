const minute = 60
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/** Up to how many seconds an age is told in a unit, and whether with what is left over in the next one, as in `5m30s`. */
const steps = [
  { below: 2 * minute, unit: 1, letter: 's' },
  { below: 10 * minute, unit: minute, letter: 'm', rest: { unit: 1, letter: 's' } },
  { below: 3 * hour, unit: minute, letter: 'm' },
  { below: 8 * hour, unit: hour, letter: 'h', rest: { unit: minute, letter: 'm' } },
  { below: 2 * day, unit: hour, letter: 'h' },
  { below: 8 * day, unit: day, letter: 'd', rest: { unit: hour, letter: 'h' } },
  { below: 2 * year, unit: day, letter: 'd' },
  { below: 8 * year, unit: year, letter: 'y', rest: { unit: day, letter: 'd' } },
  { below: Number.POSITIVE_INFINITY, unit: year, letter: 'y' },
] as const

/** A time span as kubectl's AGE column shows it. Of a table, the server makes that column. */
export function age(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor(now - since))
  for (const { below, unit, letter, ...step } of steps) {
    if (seconds >= below) continue
    const rest = 'rest' in step ? Math.floor((seconds % unit) / step.rest.unit) : 0
    return `${Math.floor(seconds / unit)}${letter}${'rest' in step && rest > 0 ? `${rest}${step.rest.letter}` : ''}`
  }
  return '<unknown>'
}
