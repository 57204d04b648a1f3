import { type Limits, limitFor } from '@ocp-perf/metrics'
import type { Comparison, Verdict } from '@ocp-perf/panel'
import { compareVerdicts, isBad } from '@ocp-perf/panel'
import { count, max, min, p50, quantile } from '@ocp-perf/stats'
import type { Question } from '../rules/rule-schema.ts'
import { type Episode, episodeOf, samplesBefore, samplesOutside, samplesWithin } from './episode.ts'
import type { Peers } from './peers.ts'
import { levelOf, type Reading } from './readings.ts'

/** An answer that may be unknown: no is only said of what was seen. `always`: it was so before the trouble began as well. */
export type State = 'yes' | 'no' | 'unknown' | 'always'

/** What one series says to one question. */
export interface Answer {
  reading: Reading
  state: State
  /** The typical value while it was so, and what it was held against, in the metric's unit. */
  value: number | null
  reference: number | null
  comparison: Comparison
  episode: Episode | undefined
}

export interface AskOptions {
  by: number
  /** When the trouble under suspicion was at work; undefined where that is still to be found out. */
  during: Episode | undefined
  /** The series of other members that the reading is held against; asked only by questions that compare them. */
  peers(): Peers
  /** Seconds by which a windowed figure lags behind what it measures. */
  lag: number
}

/** Share of a rise that must be climbed to count as its beginning. */
const foot = 0.2

/** A calm and a troubled level whose ratio is less are one level. */
const farApart = 4

/** Samples that a comparison needs on each side. */
export const fewest = 3

/**
 * Whether a series that was not yet suspected at any time says no, told by the figures of its row alone: most series of a fleet do.
 * False is no answer; `askReading` gives it.
 */
export function isClearlyNo(reading: Reading, question: Question): boolean {
  switch (question) {
    case 'watch':
    case 'degraded':
    case 'critical':
      return mildestOf(reading.limits) !== undefined && !isBad(reading.row.verdict)
    case 'raised':
    case 'higher':
      return !leavesNoise(reading)
    case 'present':
      return reading.row.max !== null && !leavesNoise(reading)
    default:
      return false
  }
}

/** Asks one series one question. */
export function askReading(reading: Reading, question: Question, options: AskOptions): Answer {
  switch (question) {
    case 'watch':
    case 'degraded':
    case 'critical':
      return askBand(reading, question)
    case 'raised':
      return askPast(reading, 1, options)
    case 'lowered':
      return askPast(reading, -1, options)
    case 'apart':
      return ofSeveral(askPeers(reading, 1, options), options)
    case 'behind':
      return ofSeveral(askPeers(reading, -1, options), options)
    case 'higher':
      return askPastOrPeers(reading, 1, options)
    case 'lower':
      return askPastOrPeers(reading, -1, options)
    case 'present':
      return askPresence(reading)
    case 'changed':
      return askChange(reading)
    case 'calm':
      return askCalm(reading, options)
  }
}

function askBand(reading: Reading, level: Verdict): Answer {
  const { row, limits } = reading
  const reference = mildestOf(limits) ?? null
  const answer = { reading, reference, comparison: 'limit' as const }
  if (reference === null || limits === undefined)
    return { ...answer, state: 'unknown', value: null, episode: undefined }
  const isSo = isBad(row.verdict) && compareVerdicts(row.verdict, level) <= 0
  if (!isSo) return { ...answer, state: 'no', value: row.last ?? row.mean, episode: undefined }
  const trouble = troubles.get(reading) ?? troubleOf(reading, limits, reference)
  troubles.set(reading, trouble)
  return { ...answer, state: 'yes', ...trouble }
}

type Trouble = Pick<Answer, 'value' | 'episode'>

/** Rules and findings ask for the same trouble over and over. */
const troubles = new WeakMap<Reading, Trouble>()

function troubleOf(reading: Reading, limits: Limits, mildest: number): Trouble {
  const isEvent = limits.hold === 'event'
  const isOver = beyond(reading, limits, mildest)
  const episode = episodeOf(reading, isOver, isEvent ? 1 : reading.lasting) ?? episodeOf(reading, isOver, 1)
  const within = episode === undefined ? reading.values : samplesWithin(reading, episode)
  const worst = limitFor(limits, reading.row.verdict) ?? mildest
  const typical = () => p50(within.filter((value) => (limits.side === 'above' ? value > worst : value < worst)))
  const value = isEvent ? (limits.side === 'above' ? max(within) : min(within)) : typical()
  return { value: figure(value), episode }
}

/**
 * What counts as the trouble itself. Where its values are far above the calm ones, it begins half way between them (as a
 * ratio), so that a series whose calm already brushes the limit is not said to have been in trouble all along.
 */
function beyond(reading: Reading, limits: Limits, mildest: number): (value: number) => boolean {
  if (limits.side === 'below') return (value) => value < mildest
  const over = reading.values.filter((value) => value > mildest)
  const inside = quantile(over, 0.75)
  const calm = levelOf(reading, 0.25)
  const between = inside >= farApart * calm ? Math.max(mildest, Math.sqrt(calm * inside)) : mildest
  return (value) => value > between
}

/** Against its own calm time: `side` 1 for risen, -1 for fallen. */
function askPast(reading: Reading, side: 1 | -1, { by, during, lag }: AskOptions): Answer {
  const answer = { reading, comparison: 'before' as const }
  const found = during ?? ownEpisode(reading, side, by)
  if (found === undefined)
    return { ...answer, state: 'no', value: figure(levelOf(reading, 0.5)), reference: null, episode: undefined }
  const inside = samplesWithin(reading, found)
  const outside = samplesOutside(reading, found, lag)
  const value = quantile(inside, side === 1 ? 0.75 : 0.25)
  if (count(inside) === 0) return { ...answer, state: 'unknown', value: null, reference: null, episode: undefined }
  // What ends is no rise: an outage makes a usual load look like one. Only what is too small to matter can be answered.
  if (count(side === 1 ? samplesBefore(reading, found, lag) : outside) < fewest) {
    const small = side === 1 && value < noiseOf(reading)
    return { ...answer, state: small ? 'no' : 'unknown', value: figure(value), reference: null, episode: undefined }
  }
  const reference = quantile(outside, side === 1 ? 0.75 : 0.25)
  const isSo = isFarFrom(reading, side, by, { value, reference })
  // A windowed rate climbs for the length of its window, so that the foot of the climb is the onset.
  const between = reference + foot * (value - reference)
  const episode = isSo
    ? (episodeOf(reading, side === 1 ? (each) => each > between : (each) => each < between, reading.lasting) ?? found)
    : undefined
  return { ...answer, state: isSo ? 'yes' : 'no', value: figure(value), reference: figure(reference), episode }
}

/** Where a series itself stands apart from its calm quarter for a while. A rise needs calm before it. */
function ownEpisode(reading: Reading, side: 1 | -1, by: number): Episode | undefined {
  const { times, values, window, lasting } = reading
  // Most series never leave the noise, and need not be sorted to be done with.
  if (side === 1 && !leavesNoise(reading)) return undefined
  const calm = levelOf(reading, side === 1 ? 0.25 : 0.75)
  if (side === -1)
    return calm < noiseOf(reading) ? undefined : episodeOf(reading, (value) => value < calm / by, lasting)
  const limit = Math.max(calm * by, noiseOf(reading))
  const first = values.findIndex((value) => value <= limit)
  if (first < 0) return undefined
  const rest = { times: times.subarray(first), values: values.subarray(first), window }
  return episodeOf(rest, (value) => value > limit, lasting)
}

/** Against the other members at the same time. */
function askPeers(reading: Reading, side: 1 | -1, options: AskOptions): Answer {
  const { by, during, lag } = options
  const answer = { reading, comparison: 'others' as const, episode: undefined }
  const { value, reference } = besidePeers(reading, options, spanName('during', during), (each) =>
    during === undefined ? levelOf(each, 0.5) : p50(samplesWithin(each, during)),
  )
  const figures = { value: figure(value), reference: figure(reference) }
  if (Number.isNaN(value) || Number.isNaN(reference)) return { ...answer, ...figures, state: 'unknown' }
  if (!isFarFrom(reading, side, by, { value, reference })) return { ...answer, ...figures, state: 'no' }
  if (during === undefined) return { ...answer, ...figures, state: 'yes' }
  const before = besidePeers(reading, options, spanName('before', during), (each) =>
    p50(samplesBefore(each, during, lag)),
  )
  const isTrait =
    count(samplesBefore(reading, during, lag)) >= fewest &&
    isFarFrom(reading, side, by, before) &&
    !isFarFrom(reading, side, by, { value, reference: before.value })
  return { ...answer, ...figures, state: isTrait ? 'always' : 'yes', episode: during }
}

/** A figure of a series and the middle one of its peers. */
function besidePeers(reading: Reading, { peers }: AskOptions, name: string, figureOf: (each: Reading) => number) {
  return { value: figureOf(reading), reference: peers().middle(name, figureOf) }
}

function spanName(what: string, during: Episode | undefined): string {
  return `${what} ${during?.from ?? ''} ${during?.to ?? ''}`
}

/** A lone member is not apart from anyone. */
function ofSeveral(answer: Answer, { peers }: AskOptions): Answer {
  return peers().count === 0 ? { ...answer, state: 'no' } : answer
}

function askPresence(reading: Reading): Answer {
  const isNew = !looksBack(reading) || hasRisen(reading.values)
  const episode = isNew ? episodeOf(reading, (value) => value > noiseOf(reading), 1) : undefined
  const state = count(reading.values) === 0 ? 'unknown' : episode === undefined ? 'no' : 'yes'
  return { reading, state, value: figure(max(reading.values)), reference: 0, comparison: 'presence', episode }
}

/** Whether its figures are of more than the time between two points. */
function looksBack({ metric }: Reading): boolean {
  return metric.min_window !== undefined
}

/** What was counted before the window began, and only seen in it because the count looks back, does not rise. */
function hasRisen(values: Float64Array): boolean {
  const samples = values.filter((value) => !Number.isNaN(value))
  return samples.some((value, index) => index > 0 && value > (samples[index - 1] ?? value))
}

function askChange(reading: Reading): Answer {
  const samples = [...reading.values].filter((value) => !Number.isNaN(value))
  const changed = samples.findIndex((value, index) => index > 0 && value !== samples[index - 1])
  const at = reading.times.filter((_, index) => !Number.isNaN(reading.values[index] ?? Number.NaN))[changed]
  const episode =
    at === undefined ? undefined : { from: at, to: at, share: 1 / samples.length, fromStart: false, ongoing: false }
  const state = samples.length === 0 ? 'unknown' : changed > 0 ? 'yes' : 'no'
  return { reading, state, value: samples.at(-1) ?? null, reference: samples[0] ?? null, comparison: 'before', episode }
}

function askCalm(reading: Reading, options: AskOptions): Answer {
  const { row, limits } = reading
  const value = row.mean
  if (row.verdict === 'no_data')
    return { reading, state: 'unknown', value, reference: null, comparison: 'before', episode: undefined }
  const past = askPast(reading, 1, options)
  const reference = mildestOf(limits) ?? past.reference
  const state = isBad(row.verdict) || past.state === 'yes' ? 'no' : 'yes'
  return {
    ...past,
    state,
    value: past.value ?? value,
    reference,
    comparison: limits === undefined ? 'before' : 'limit',
    episode: undefined,
  }
}

/** Its past or its peers, whichever says yes; no only where both do, of which a lone member has but the first. */
function askPastOrPeers(reading: Reading, side: 1 | -1, options: AskOptions): Answer {
  const past = askPast(reading, side, options)
  if (past.state === 'yes' || options.peers().count === 0) return past
  // What never leaves the noise is not far above anyone, and most of a fleet does not.
  if (past.state === 'no' && side === 1 && options.during === undefined && !leavesNoise(reading)) return past
  const others = askPeers(reading, side, options)
  return others.state === 'yes' || past.state === 'no' ? others : past
}

/** Whether a value is the larger (`side` 1) or the smaller by a factor, and the larger of both is more than noise. */
function isFarFrom(
  reading: Reading,
  side: 1 | -1,
  by: number,
  { value, reference }: { value: number; reference: number },
): boolean {
  const [larger, smaller] = side === 1 ? [value, reference] : [reference, value]
  return larger >= by * smaller && larger >= noiseOf(reading) && larger > 0
}

function mildestOf(limits: Limits | undefined): number | undefined {
  return limits === undefined ? undefined : limitFor(limits, 'ok')
}

function leavesNoise(reading: Reading): boolean {
  return (reading.row.max ?? Number.POSITIVE_INFINITY) > noiseOf(reading)
}

function noiseOf({ metric }: Reading): number {
  return metric.noise ?? 0
}

/** JSON has neither NaN nor infinities. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
