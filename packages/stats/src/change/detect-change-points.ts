import type { Samples } from '../samples.ts'
import { type Column, p50 } from '../summary/summary.ts'
import { binarySegmentation } from './binary-segmentation.ts'
import { cusum } from './cusum.ts'
import { eDivisive } from './e-divisive.ts'
import { describeDropped, finiteSamples, standardDeviation } from './finite-samples.ts'
import { type ChangeDirection, compareLevels, type LevelChange, type Segment, segmentsOf } from './level-change.ts'
import { createLevelCost } from './level-cost.ts'
import { noiseOf, withoutSpikes } from './noise.ts'
import { pelt } from './pelt.ts'
import { withoutSeason } from './without-season.ts'

export const changeMethods = ['binary-segmentation', 'pelt', 'e-divisive', 'cusum'] as const
export type ChangeMethod = (typeof changeMethods)[number]

export interface ChangePointOptions {
  /** By default binary segmentation, for metrics; `e-divisive` is for some dozens of runs of one benchmark. */
  method?: ChangeMethod
  /**
   * What a change must be worth, larger finds fewer. Binary segmentation and PELT: how much it lowers the sum of squares, in
   * variances of all samples (2·ln n). E-divisive: the largest p (0.001). CUSUM: the sum that alarms, in noises (8).
   */
  penalty?: number
  /** Fewest samples of one level. */
  minimumSamples?: number
  /** Smallest |after − before| / |before| that counts, 0.05 for 5 %. */
  minimumChange?: number
  direction?: ChangeDirection | 'both'
}

export interface ChangePoints {
  status: 'judged' | 'too_little_data'
  method: ChangeMethod
  /** Finite samples that were looked at. */
  samples: number
  /** Samples without which the method does not judge. */
  needed: number
  /** The penalty that was used; what it is a limit of, `baseline` says. */
  threshold: number
  baseline: string
  points: LevelChange[]
  /** The levels between all changes, also those that `direction` leaves out of `points`. */
  segments: Segment[]
  notes: string[]
}

interface Method {
  needed: number
  fewest: number
  penalty: (samples: number) => number
  /** What a change is held against. */
  baseline: string
  find: (values: Column, penalty: number, fewest: number) => number[]
}

const day = 86_400
const overall = 'the sum of squares about one level for both sides, in variances of all samples'
const logPenalty = (samples: number) => 2 * Math.log(samples)

const methods: Readonly<Record<ChangeMethod, Method>> = {
  'binary-segmentation': {
    needed: 14,
    fewest: 2,
    penalty: logPenalty,
    baseline: `${overall}, or a straight line`,
    // In units of the deviation of all samples: that of their differences would split what resembles its neighbours forever.
    find: (values, penalty, fewest) =>
      binarySegmentation(createLevelCost(values, standardDeviation(values)), penalty, fewest),
  },
  pelt: {
    needed: 14,
    fewest: 2,
    penalty: logPenalty,
    baseline: overall,
    find: (values, penalty, fewest) => pelt(createLevelCost(values, standardDeviation(values)), penalty, fewest),
  },
  'e-divisive': {
    needed: 10,
    fewest: 2,
    penalty: () => 0.001,
    baseline: "the stretches on both sides, by Student's t test",
    find: eDivisive,
  },
  cusum: {
    needed: 14,
    fewest: 7,
    penalty: () => 8,
    baseline: 'the mean of the samples since the change before, in noises',
    find: (values, penalty, fewest) => cusum(values, noiseOf(values), penalty, fewest),
  },
}

/**
 * Where the level of a series changed. Gaps and infinities are left out, a daily or weekly season is taken off, single outliers
 * are smoothed, and equal samples have no change. A slope is no change of level, which binary segmentation alone sees; the other
 * methods part it. Throws a RangeError for options that mean nothing.
 */
export function detectChangePoints(series: Samples, options: ChangePointOptions = {}): ChangePoints {
  const { method = 'binary-segmentation', minimumChange = 0, direction = 'both' } = options
  const { find, baseline, ...defaults } = methods[method]
  const fewest = options.minimumSamples ?? defaults.fewest
  checkOptions({ fewest, minimumChange, penalty: options.penalty ?? 1 })
  const finite = finiteSamples(series)
  const samples = finite.values.length
  const needed = Math.max(defaults.needed, 2 * fewest)
  const threshold = options.penalty ?? defaults.penalty(Math.max(2, samples))
  const dropped = describeDropped(finite)
  const notes = dropped === undefined ? [] : [dropped]
  const about = { method, samples, needed, threshold, baseline }
  if (samples < needed) {
    return { status: 'too_little_data', ...about, points: [], segments: segmentsOf(finite, []), notes }
  }
  const { values: adjusted, season } = withoutSeason(finite)
  if (season !== undefined) {
    const length = season === day ? 'a day' : `${season / day} days`
    notes.push(`The season of ${length} is taken off; levels are of what is left.`)
  }
  const { values, spikes } = withoutSpikes(adjusted)
  if (spikes > 0) notes.push(`${spikes} ${spikes === 1 ? 'outlier' : 'outliers'} of one or two samples smoothed first.`)
  const isConstant = !(standardDeviation(values) > 0)
  if (isConstant) notes.push('All samples are equal.')
  const changes = mergeSmall(adjusted, isConstant ? [] : find(values, threshold, fewest), minimumChange)
  const points = changes.map((at, each): LevelChange => {
    const { samples: _, ...compared } = compareLevels(
      adjusted.subarray(changes[each - 1] ?? 0, at),
      adjusted.subarray(at, changes[each + 1] ?? samples),
    )
    return { index: finite.indices[at] ?? at, time: finite.times[at] ?? Number.NaN, ...compared }
  })
  return {
    status: 'judged',
    ...about,
    points: points.filter((point) => direction === 'both' || point.direction === direction),
    segments: segmentsOf({ ...finite, values: adjusted }, changes),
    notes,
  }
}

/** Takes out the smallest change until none is smaller than asked, relative to the level before it. */
function mergeSmall(values: Column, changes: readonly number[], minimumChange: number): number[] {
  const kept = [...changes]
  while (minimumChange > 0 && kept.length > 0) {
    const levels = [0, ...kept].map((from, each) => p50(values.subarray(from, kept[each] ?? values.length)))
    const sizes = kept.map((_, each) => relativeChange(levels[each] ?? Number.NaN, levels[each + 1] ?? Number.NaN))
    const smallest = sizes.indexOf(Math.min(...sizes))
    if (!((sizes[smallest] ?? Number.NaN) < minimumChange)) break
    kept.splice(smallest, 1)
  }
  return kept
}

function relativeChange(before: number, after: number): number {
  if (before === after) return 0
  return Math.abs(after - before) / Math.abs(before)
}

function checkOptions({ fewest, minimumChange, penalty }: { fewest: number; minimumChange: number; penalty: number }) {
  if (!(Number.isInteger(fewest) && fewest >= 2)) {
    throw new RangeError(`A level needs a whole number of samples of at least 2, not ${fewest}.`)
  }
  if (!(minimumChange >= 0)) throw new RangeError(`The smallest change is a share of at least 0, not ${minimumChange}.`)
  if (!(penalty > 0)) throw new RangeError(`The penalty is above 0, not ${penalty}.`)
}
