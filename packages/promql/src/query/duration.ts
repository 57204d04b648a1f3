const unitSeconds: Readonly<Record<string, number>> = {
  y: 365 * 86_400,
  w: 7 * 86_400,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 0.001,
}

const form = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/

/** Seconds of a PromQL duration such as "5m", "1h30m" or "0"; undefined for any other text. */
export function durationSeconds(text: string): number | undefined {
  if (text === '0') return 0
  if (text === '' || !form.test(text)) return undefined
  let milliseconds = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[ywdhms])/g)) {
    milliseconds += Math.round(Number(amount) * (unitSeconds[unit ?? ''] ?? Number.NaN) * 1000)
  }
  return milliseconds / 1000
}

/** A positive number of seconds as a PromQL duration, in whole milliseconds: 5400 is "1h30m". */
export function formatDuration(seconds: number): string {
  let left = Math.round(seconds * 1000)
  if (left <= 0) return '0s'
  const parts: string[] = []
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = Math.round((unitSeconds[unit] ?? Number.NaN) * 1000)
    const amount = Math.floor(left / size)
    if (amount > 0) parts.push(`${amount}${unit}`)
    left -= amount * size
  }
  return parts.join('')
}
