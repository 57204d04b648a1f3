import { finiteSamples, medianStep } from '../change/finite-samples.ts'
import { trendLine } from '../change/trend-line.ts'
import { studentTTwoSided } from '../distribution/student-t.ts'
import type { Samples } from '../samples.ts'
import { type Column, max } from '../summary/summary.ts'
import { differencesOf, midranks, pearson, withoutLine } from './pairs.ts'

export interface CorrelateOptions {
  /** How far one may follow the other; 0 compares equal times alone. */
  maximumLagSeconds: number
  /** Seconds of the step both are put on; by default the coarser one of the two. */
  step?: number
}

export interface Correlation {
  status: 'judged' | 'too_little_data' | 'constant'
  method: 'pearson'
  baseline: string
  /** Steps at which both have a value, at the lag told. */
  samples: number
  needed: number
  /** The p below which, and the |r| from which, two series are called related. */
  threshold: { p: number; r: number }
  step: number
  /** Positive: b follows a by so much. */
  lagSeconds: number
  /** Pearson's r at that lag. */
  r: number
  /** Spearman's rank correlation at that lag. */
  spearman: number
  /** r of the steps from one value to the next. */
  rOfDifferences: number
  /** r once each lost its straight line. */
  rWithoutTrend: number
  /** How many independent samples both amount to together. */
  independentSamples: number
  /** How often chance makes two unrelated series this alike at any lag looked at; of two trends, without their lines. */
  p: number
  /** Whether p and r (of two trends, without their lines) say so. */
  isRelated: boolean
  /** r of every lag that had enough pairs. */
  curve: { lagSeconds: number; r: number; samples: number }[]
  notes: string[]
}

const needed = 10
const threshold = { p: 0.01, r: 0.3 }
/** Steps beyond which a series is refused: whoever has more resamples it. */
const mostSteps = 20_000
const mostLags = 2000
/** R² of a line from which a series is called a trend. */
const trending = 0.5

/**
 * How two series go together, at the lag where they do most. p is that of a t test with as many independent samples as Bartlett
 * gives for two series that resemble their neighbours, corrected for the lags looked at. Two trends always correlate, so that
 * what goes together must do so without the straight lines as well. Gaps stay gaps. O(steps · lags).
 *
 * Bartlett (1946), On the theoretical specification and sampling properties of autocorrelated time series, JRSS Supplement 8.
 */
export function correlate(a: Samples, b: Samples, { maximumLagSeconds, step: asked }: CorrelateOptions): Correlation {
  if (!(maximumLagSeconds >= 0)) throw new RangeError(`A lag is at least 0 seconds, not ${maximumLagSeconds}.`)
  if (asked !== undefined && !(asked > 0)) throw new RangeError(`A step is above 0 seconds, not ${asked}.`)
  const [first, second] = [finiteSamples(a), finiteSamples(b)]
  const step = asked ?? (max(Float64Array.of(medianStep(first.times), medianStep(second.times))) || Number.NaN)
  if (Math.min(first.values.length, second.values.length) < needed || !(step > 0)) {
    return nothing('too_little_data', step, Math.min(first.values.length, second.values.length))
  }
  const [x, y] = onSharedSteps(first, second, step)
  if (isConstant(x) || isConstant(y)) return nothing('constant', step, first.values.length)
  const most = Math.min(Math.floor(maximumLagSeconds / step + 1e-9), x.length - needed, mostLags)
  const curve = curveOf(x, y, Math.max(0, most))
  // A lag that leaves few pairs finds a large r by chance.
  const best = curve.reduce<(typeof curve)[number] | undefined>(
    (top, each) => (weight(each) > weight(top) ? each : top),
    undefined,
  )
  if (best === undefined) return nothing('too_little_data', step, 0)
  const told = atLag(x, y, best.lag)
  const tries = Math.max(1, (curve.length * told.independentSamples) / best.samples)
  // The test of two trends as they are would only say that both are trends.
  const p = Math.min(1, (told.isTrend ? told.pWithoutTrend : told.p) * tries)
  const isRelated = p < threshold.p && Math.abs(told.isTrend ? told.rWithoutTrend : told.r) >= threshold.r
  const { pWithoutTrend: _, isTrend, ...figures } = told
  return {
    status: 'judged',
    ...about,
    step,
    samples: best.samples,
    lagSeconds: best.lag * step,
    ...figures,
    p,
    isRelated,
    curve: curve.map(({ lag, r, samples }) => ({ lagSeconds: lag * step, r, samples })),
    notes: notesOf({ isTrend, isRelated, best: best.lag, most, r: told.r }),
  }
}

const about = { method: 'pearson', baseline: 'the other series, moved in time', needed, threshold } as const

interface AtLag {
  lag: number
  r: number
  samples: number
}

function weight(point: AtLag | undefined): number {
  return point === undefined ? Number.NEGATIVE_INFINITY : Math.abs(point.r) * Math.sqrt(point.samples)
}

/** r of x at each step and y so many steps later. */
function curveOf(x: Column, y: Column, most: number): AtLag[] {
  return Array.from({ length: 2 * most + 1 }, (_, each) => {
    const lag = each - most
    const { r, samples } = pearson(...moved(x, y, lag))
    return { lag, r, samples }
  }).filter(({ r, samples }) => samples >= needed && !Number.isNaN(r))
}

function moved(x: Column, y: Column, lag: number): [Column, Column] {
  const length = x.length - Math.abs(lag)
  return lag >= 0 ? [x.subarray(0, length), y.subarray(lag)] : [x.subarray(-lag), y.subarray(0, length)]
}

function atLag(x: Column, y: Column, lag: number) {
  const [u, v] = moved(x, y, lag)
  const both = Uint8Array.from(u, (value, at) => (Number.isNaN(value + (v[at] ?? Number.NaN)) ? 0 : 1))
  const [left, right] = [u.filter((_, at) => both[at] === 1), v.filter((_, at) => both[at] === 1)]
  const { r, samples } = pearson(left, right)
  const times = left.map((_, at) => at)
  const isTrend = Math.min(trendLine(times, left).share, trendLine(times, right).share) >= trending
  const straight = [withoutLine(u), withoutLine(v)] as const
  const rWithoutTrend = pearson(...straight).r
  const independentSamples = bartlett(u, v, samples)
  return {
    r,
    spearman: pearson(midranks(left), midranks(right)).r,
    rOfDifferences: pearson(differencesOf(u), differencesOf(v)).r,
    rWithoutTrend,
    independentSamples,
    p: chanceOf(r, independentSamples),
    pWithoutTrend: chanceOf(rWithoutTrend, bartlett(...straight, samples)),
    isTrend,
  }
}

/** n / (1 + 2·Σ (1 − k/n)·ρₐ(k)·ρ_b(k)), over the lags up to a quarter of the series; at most n. */
function bartlett(x: Column, y: Column, samples: number): number {
  let sum = 0
  const [own, other] = [createAutocorrelation(x), createAutocorrelation(y)]
  for (let lag = 1; lag <= Math.min(x.length / 4, mostLags); lag++) {
    const joint = own(lag) * other(lag)
    // Beyond where it dies out there is only noise to add up.
    if (Math.abs(joint) < 0.01) break
    sum += (1 - lag / x.length) * joint
  }
  return Math.min(samples, Math.max(2, samples / Math.max(1, 1 + 2 * sum)))
}

function createAutocorrelation(values: Column): (lag: number) => number {
  return (lag) => pearson(values.subarray(0, values.length - lag), values.subarray(lag)).r || 0
}

function chanceOf(r: number, samples: number): number {
  const degrees = samples - 2
  if (!(degrees > 0) || Number.isNaN(r)) return 1
  return studentTTwoSided(Math.abs(r) * Math.sqrt(degrees / Math.max(0, 1 - r * r)), degrees)
}

/** The mean of the samples in each step, from the first step of either to the last; NaN in a step without any. */
function onSharedSteps(a: Samples, b: Samples, step: number): [Column, Column] {
  const start = Math.min(a.times[0] ?? Number.NaN, b.times[0] ?? Number.NaN)
  const end = Math.max(a.times[a.times.length - 1] ?? Number.NaN, b.times[b.times.length - 1] ?? Number.NaN)
  const length = Math.round((end - start) / step) + 1
  if (length > mostSteps) {
    throw new RangeError(
      `${length} steps of ${step} s are more than the ${mostSteps} that are compared; take a coarser step.`,
    )
  }
  const onSteps = ({ times, values }: Samples) => {
    const sums = new Float64Array(length)
    const counts = new Float64Array(length)
    for (let at = 0; at < times.length; at++) {
      const slot = Math.round(((times[at] ?? Number.NaN) - start) / step)
      sums[slot] = (sums[slot] ?? 0) + (values[at] ?? Number.NaN)
      counts[slot] = (counts[slot] ?? 0) + 1
    }
    return sums.map((sum, slot) => sum / (counts[slot] ?? 0))
  }
  return [onSteps(a), onSteps(b)]
}

function isConstant(values: Column): boolean {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.every((value) => value === known[0])
}

function notesOf(found: { isTrend: boolean; isRelated: boolean; best: number; most: number; r: number }): string[] {
  const { isTrend, isRelated, best, most, r } = found
  return [
    ...(isTrend && !isRelated && Math.abs(r) >= threshold.r
      ? ['Both are mostly straight ways, and without these they do not go together: two trends always correlate.']
      : []),
    ...(most > 0 && Math.abs(best) === most ? ['The lag is the largest looked at; a larger one may fit better.'] : []),
  ]
}

function nothing(status: 'too_little_data' | 'constant', step: number, samples: number): Correlation {
  const { NaN: none } = Number
  return {
    status,
    ...about,
    ...{ step, samples, lagSeconds: none, r: none, spearman: none, rOfDifferences: none, rWithoutTrend: none },
    ...{ independentSamples: 0, p: none, isRelated: false, curve: [] },
    notes: status === 'constant' ? ['A series whose samples are all equal goes together with nothing.'] : [],
  }
}
