import { z } from 'zod'

/** Units of catalog metrics: always base units, so that one formatter serves all. `ratio` is a share from 0 to 1. */
export const unitSchema = z.enum([
  'seconds',
  'bytes',
  'ratio',
  'count',
  'cores',
  'boolean',
  'timestamp',
  'per_second',
  'bytes_per_second',
  'bits_per_second',
  'packets_per_second',
])
export type Unit = z.infer<typeof unitSchema>

interface Scale {
  base: number
  names: readonly string[]
}

const binary: Scale = { base: 1024, names: [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB', ' EiB'] }
const bits: Scale = { base: 1000, names: [' bit/s', ' kbit/s', ' Mbit/s', ' Gbit/s', ' Tbit/s'] }
const plain: Scale = { base: 1000, names: ['', 'k', 'M', 'G', 'T'] }

const fewBytes = 10_000

/** Units of a length of time, longest first: from `from` seconds on, a value is shown in units of `size` seconds. */
const times = [
  { from: 172_800, size: 86_400, name: 'd' },
  { from: 7200, size: 3600, name: 'h' },
  { from: 120, size: 60, name: 'min' },
  { from: 1, size: 1, name: 's' },
  { from: 1e-3, size: 1e-3, name: 'ms' },
  { from: 1e-6, size: 1e-6, name: 'µs' },
  { from: 0, size: 1e-9, name: 'ns' },
] as const

// The dates that JavaScript can write.
const latestTimestamp = 8.64e12

/**
 * A value in its unit, as a person writes it, with three significant digits and never an exponent: 0.0123 seconds is
 * `12.3 ms`, 153,600 bytes are `150 KiB`. A value that is not there is `–`.
 */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞'
  switch (unit) {
    case 'seconds':
      return formatSeconds(value)
    case 'bytes':
      // An MTU or a page is known by its number.
      return Number.isInteger(value) && Math.abs(value) < fewBytes ? `${value} B` : scaled(value, binary)
    case 'bytes_per_second':
      return `${scaled(value, binary)}/s`
    case 'bits_per_second':
      return scaled(value, bits)
    case 'ratio':
      return `${significant(value * 100)}%`
    case 'boolean':
      // The mean of a yes-or-no signal is the share of the time that it said yes.
      return value === 0 ? 'no' : value === 1 ? 'yes' : `${significant(value * 100)}% yes`
    case 'timestamp':
      return Math.abs(value) > latestTimestamp
        ? significant(value)
        : new Date(value * 1000).toISOString().replace('.000Z', 'Z')
    case 'cores':
      return `${significant(value)} cores`
    case 'count':
      return scaled(value, plain)
    case 'per_second':
      return `${scaled(value, plain)}/s`
    case 'packets_per_second':
      return `${scaled(value, plain)} packets/s`
  }
}

/** A share that is no more exact than a whole percent: `91%`. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)}%`
}

function formatSeconds(value: number): string {
  if (value === 0) return '0 s'
  // Rounded first, so that 999.9 µs is shown as 1 ms.
  const size = Math.abs(Number(value.toPrecision(3)))
  const unit = times.find(({ from }) => size >= from) ?? times[3]
  return `${significant(value / unit.size)} ${unit.name}`
}

function scaled(value: number, { base, names }: Scale): string {
  let power = 0
  let rest = value
  // What would be rounded up to the base belongs to the next unit: 1023.9 KiB is 1 MiB.
  while (Number(significant(Math.abs(rest))) >= base && power < names.length - 1) {
    rest /= base
    power++
  }
  return `${significant(rest)}${names[power] ?? ''}`
}

/** Three significant digits without an exponent; digits before the point are never cut off. */
function significant(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e21) return value > 0 ? '∞' : '-∞'
  if (size >= 100) return String(Math.round(value))
  if (size < 1e-9) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)))
  const text = value.toFixed(Math.min(digits, 12))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
