import { detectAnomalies, type Rest } from '@ocp-perf/stats'
import type { JudgedMethod } from '../methods.ts'
import { createRandom } from '../services/random.ts'
import type { NabFile } from './corpus.ts'
import {
  addCounts,
  countAlerts,
  type NabCount,
  type NabProfile,
  type NabRows,
  nabProfiles,
  nabScore,
  rateRows,
} from './score.ts'

/** What a method comes to on the benchmark. Scores are 100 at best, 0 for who never alerts. */
export interface NabJudgement {
  /** At the default threshold, which no label was looked at for. */
  standard: number
  lowFalseAlarms: number
  lowMisses: number
  hits: number
  windows: number
  falseAlarms: number
  /** The best standard score of any threshold tried, and this threshold: chosen with the labels at hand. */
  tuned: { score: number; threshold: number }
  /** Standard score of one half of the files at the threshold that was best on the other: mean and deviation of such halves. */
  validated: { mean: number; deviation: number }
  microsecondsPerPoint: number
}

/** Multiples of the default threshold that are tried; the first of equally good ones is taken. */
const multiples = [1, 0.85, 1.2, 0.7, 1.4, 0.5, 2, 0.35, 2.8]
const halvings = 20

/** Every file with what its rows are worth, so that several methods can be judged by them. */
export interface RatedFile extends NabFile {
  rows: NabRows
}

export function rateFiles(files: readonly NabFile[]): RatedFile[] {
  return files.map((file) => ({ ...file, rows: rateRows(file) }))
}

export function judgeNab(files: readonly RatedFile[], { options, threshold }: JudgedMethod): NabJudgement {
  const start = performance.now()
  const detections = files.map(({ times, values }) => detectAnomalies({ times, values }, options))
  const elapsed = performance.now() - start
  const countAt = (limit: number, profile: NabProfile) =>
    files.map(({ rows, times }, index) => {
      const { scores, rest } = detections[index] ?? nothing
      return countAlerts(rows, alertRows(times, scores, limit, rest), profile)
    })
  const scoreAt = (profile: NabProfile) => nabScore(addCounts(countAt(threshold, profile)), profile)
  const tried = multiples.map((multiple) => ({
    threshold: multiple * threshold,
    counts: countAt(multiple * threshold, nabProfiles.standard),
  }))
  const { hits, windows, falseAlarms } = addCounts(countAt(threshold, nabProfiles.standard))
  const everyFile = files.map((_, index) => index)
  const best = bestOf(tried, everyFile)
  return {
    standard: scoreAt(nabProfiles.standard),
    lowFalseAlarms: scoreAt(nabProfiles.lowFalseAlarms),
    lowMisses: scoreAt(nabProfiles.lowMisses),
    hits,
    windows,
    falseAlarms,
    tuned: { score: scoreOn(best.counts, everyFile), threshold: best.threshold },
    validated: crossValidate(tried, files.length),
    microsecondsPerPoint: (1000 * elapsed) / files.reduce((sum, { times }) => sum + times.length, 0),
  }
}

const nothing = { scores: new Float64Array(), rest: { seconds: 0, rows: 0 } }

/** The rows that would alert at another threshold, without judging the series again; a row before its time counts at the last one. */
export function alertRows(times: Float64Array, scores: Float64Array, threshold: number, rest: Rest): number[] {
  const alerts: number[] = []
  let [now, latest] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  scores.forEach((score, row) => {
    now = Math.max(now, times[row] ?? now)
    if (!(score >= threshold)) return
    const before = alerts.at(-1)
    if (before !== undefined && now - latest <= rest.seconds && row - before <= rest.rows) return
    alerts.push(row)
    latest = now
  })
  return alerts
}

interface Tried {
  threshold: number
  /** One for each file. */
  counts: readonly NabCount[]
}

/** Draws halves of the files, takes the best threshold of one and scores the other with it, and the other way round. */
function crossValidate(tried: readonly Tried[], files: number): { mean: number; deviation: number } {
  const random = createRandom(1)
  const drawn = Array.from({ length: halvings }, () => {
    const order = Array.from({ length: files }, (_, index) => ({ index, key: random.uniform() }))
    const shuffled = order.sort((a, b) => a.key - b.key).map(({ index }) => index)
    const halves = [shuffled.slice(0, files >> 1), shuffled.slice(files >> 1)] as const
    const [first, second] = halves
    return (scoreOn(bestOf(tried, first).counts, second) + scoreOn(bestOf(tried, second).counts, first)) / 2
  })
  // A half without a window has no score.
  const scores = drawn.filter(Number.isFinite)
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1)
  return { mean, deviation: Math.sqrt(variance) }
}

function bestOf(tried: readonly Tried[], files: readonly number[]): Tried {
  return tried.reduce((best, each) => (scoreOn(each.counts, files) > scoreOn(best.counts, files) ? each : best))
}

function scoreOn(counts: readonly NabCount[], files: readonly number[]): number {
  return nabScore(addCounts(files.flatMap((file) => counts[file] ?? [])), nabProfiles.standard)
}
