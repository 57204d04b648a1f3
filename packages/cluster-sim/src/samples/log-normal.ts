import type { LatencyPart } from './family.ts'

// Beyond this many deviations a double hardly tells a share from 0 or 1.
const reach = 8
const cellsPerUnit = 64
const cells = 2 * reach * cellsPerUnit

const { shares, slopes } = tabulate()

/**
 * The share of a standard normal distribution up to `z`, to about 1e-10. Between the places of a table it follows the
 * cubic that has the right values and slopes at both; a histogram over days takes a million of these.
 */
export function normalCdf(z: number): number {
  if (z <= -reach) return 0
  if (!(z < reach)) return 1
  const place = (z + reach) * cellsPerUnit
  const cell = Math.floor(place)
  const part = place - cell
  const share = shares[cell] ?? 0
  const rise = (shares[cell + 1] ?? 1) - share
  const slope = slopes[cell] ?? 0
  const nextSlope = slopes[cell + 1] ?? 0
  return share + part * (slope + part * (3 * rise - 2 * slope - nextSlope + part * (slope + nextSlope - 2 * rise)))
}

/** Writes which share of all observations is at most each bound, given by its logarithm; returns their mean. */
export function writeShares(parts: readonly LatencyPart[], logBounds: Float64Array, out: Float64Array): number {
  let mean = 0
  out.fill(0, 0, logBounds.length)
  for (const { share, median, spread } of parts) {
    const logMedian = Math.log(median)
    mean += share * median * Math.exp((spread * spread) / 2)
    for (let index = 0; index < logBounds.length; index++) {
      out[index] = (out[index] ?? 0) + share * normalCdf(((logBounds[index] ?? 0) - logMedian) / spread)
    }
  }
  return mean
}

/** Shares at the places of the table, by Simpson's rule from one to the next, and slopes per cell. */
function tabulate() {
  const shares = new Float64Array(cells + 1)
  const slopes = Float64Array.from(shares, (_, cell) => density(cell / cellsPerUnit - reach) / cellsPerUnit)
  for (let cell = 0; cell < cells; cell++) {
    const middle = density((cell + 0.5) / cellsPerUnit - reach) / cellsPerUnit
    shares[cell + 1] = (shares[cell] ?? 0) + ((slopes[cell] ?? 0) + 4 * middle + (slopes[cell + 1] ?? 0)) / 6
  }
  return { shares, slopes }
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}
