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

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const decimalBits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']
const decimal = ['', 'k', 'M', 'G', 'T']

/** A value in its unit, as a person writes it: 0.0123 seconds is `12.3 ms`. A value that is not there is `–`. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞'
  switch (unit) {
    case 'seconds':
      return formatSeconds(value)
    case 'bytes':
      return scaled(value, 1024, binary)
    case 'bytes_per_second':
      return `${scaled(value, 1024, binary)}/s`
    case 'bits_per_second':
      return scaled(value, 1000, decimalBits)
    case 'ratio':
      return `${significant(value * 100)}%`
    case 'boolean':
      return value === 0 ? 'no' : 'yes'
    case 'timestamp':
      return new Date(value * 1000).toISOString().replace('.000Z', 'Z')
    case 'cores':
      return `${significant(value)} cores`
    case 'count':
      return scaled(value, 1000, decimal)
    case 'per_second':
      return `${scaled(value, 1000, decimal)}/s`
    case 'packets_per_second':
      return `${scaled(value, 1000, decimal)} packets/s`
  }
}

function formatSeconds(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0 s'
  if (size < 1e-3) return `${significant(value * 1e6)} µs`
  if (size < 1) return `${significant(value * 1e3)} ms`
  if (size < 120) return `${significant(value)} s`
  if (size < 7200) return `${significant(value / 60)} min`
  if (size < 172_800) return `${significant(value / 3600)} h`
  return `${significant(value / 86_400)} d`
}

function scaled(value: number, base: number, names: readonly string[]): string {
  let power = 0
  let rest = value
  while (Math.abs(rest) >= base && power < names.length - 1) {
    rest /= base
    power++
  }
  const name = names[power] ?? ''
  const gap = name === '' || (base === 1000 && names === decimal) ? '' : ' '
  return `${significant(rest)}${gap}${name}`
}

/** Three significant digits without exponents; whole numbers below 10,000 stay whole. */
function significant(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 10_000) return String(value)
  const size = Math.abs(value)
  if (size >= 100) return String(Math.round(value))
  if (size < 0.001) return value.toPrecision(2)
  return String(Number(value.toPrecision(3)))
}
