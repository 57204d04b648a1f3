import { durationSeconds } from '@ocp-perf/promql'

/** The value of an unsigned number literal: `1_000`, `0x1F`, `017`, `1e3`, `2.`, `inf`, `NaN`, or a duration in seconds. */
export function readNumber(written: string): number {
  const text = written.toLowerCase()
  if (text === 'inf') return Number.POSITIVE_INFINITY
  if (text === 'nan') return Number.NaN
  const digits = text.replaceAll('_', '')
  // Go reads a leading zero as octal; where a digit is too large for that, the text is a decimal fraction after all.
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8)
  if (/^(?:0x[\da-f]+|[\d.]+(?:e[+-]?\d+)?)$/.test(digits)) return Number(digits)
  return durationSeconds(text) ?? Number.NaN
}

/** A number literal with its sign, as `@` may have. */
export function readSignedNumber(written: string): number {
  const [, sign, rest = ''] = /^([+-]?)\s*(.*)$/s.exec(written) ?? []
  return sign === '-' ? -readNumber(rest) : readNumber(rest)
}
