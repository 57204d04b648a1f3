import type { Unit } from '@ocp-perf/panel'

/**
 * An axis in whole steps: it begins at `first` and ends at `last` times `step`, which is in the metric's unit. Drawn in steps
 * its numbers are small and whole, whatever the values are.
 */
export interface ValueAxis {
  first: number
  last: number
  step: number
}

const wantedTicks = 4
const binaryUnits: ReadonlySet<Unit> = new Set(['bytes', 'bytes_per_second'])
// Lengths of time that a clock has hands for, from two minutes on.
const clockSteps = [30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]

/**
 * An axis that holds all values and begins at zero unless they are all far from it, with ticks that read well in their
 * unit: round numbers of KiB or MiB for bytes, clock times for long durations, else 1, 2 or 5 times a power of ten.
 */
export function valueAxis(unit: Unit, { min, max }: { min: number; max: number }): ValueAxis {
  if (unit === 'boolean' && min >= 0 && max <= 1) return { first: 0, last: 1, step: 1 }
  const size = Math.max(Math.abs(min), Math.abs(max))
  const isFarFromZero = max - min < 0.2 * size
  const low = isFarFromZero ? min : Math.min(0, min)
  const high = isFarFromZero ? max : Math.max(0, max)
  // A flat line needs an axis with some height, and one that a double can tell apart.
  const span = high - low > 1e-9 * size ? high - low : size || 1
  const step = niceStep(unit, span / wantedTicks)
  const first = Math.floor(low / step + rounding)
  return { first, last: Math.max(Math.ceil(high / step - rounding), first + 1), step }
}

/** Keeps 0.3 / 0.1 from being more than 3. */
const rounding = 1e-9

function niceStep(unit: Unit, least: number): number {
  if (binaryUnits.has(unit) && least >= 1) return binaryStep(least)
  if (unit === 'seconds' && least >= 30) {
    return clockSteps.find((step) => step >= least) ?? Math.ceil(least / 86_400) * 86_400
  }
  const step = decimalStep(least)
  const isWhole = unit === 'count' || unit === 'timestamp'
  return isWhole ? Math.max(1, step) : step
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 5, 10].find((each) => each * power >= least) ?? 10
  return Number((factor * power).toPrecision(3)) || Number.MIN_VALUE
}

/** A round number of B, KiB, MiB …: 1, 2, 5, 10 … 500 of them. */
function binaryStep(least: number): number {
  const unit = 1024 ** Math.floor(Math.log2(least) / 10)
  const step = decimalStep(least / unit) * unit
  return step >= 1000 * unit ? 1024 * unit : Math.max(1, step)
}
