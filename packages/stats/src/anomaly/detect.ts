import type { Samples } from '../samples.ts'
import { describeChoice, describeNotes } from './describe.ts'
import { type Ahead, type Course, createCourse, type Gap, learning, restFor, stepOf } from './detector.ts'
import { type Alert, createIncidents, type Finding } from './incidents.ts'
import { type AnomalyMethod, type DetectOptions, type Settings, settingsFor } from './options.ts'
import { spreadNeeds } from './spread.ts'
import { inDirection } from './view.ts'
import { createWholeWindow, type WholeWindow, type WholeWindowMethod } from './whole-window.ts'

/** What is odd about a series. */
export interface Detection {
  /** `too_little_data`: no sample could be judged; see `needed`. */
  status: 'judged' | 'too_little_data'
  method: AnomalyMethod
  /** Of auto: what it went by, and why, in words. */
  chosen: string | undefined
  /** The score from which on a sample is an alert. */
  threshold: number
  /** What samples were compared with, in words. */
  baseline: string
  /** Finite samples. */
  samples: number
  /** NaN and infinities, which are judged as little as what is missing. */
  dropped: number
  /** Finite samples without which nothing is judged. */
  needed: number
  /** One for each sample given: 0 or more, NaN where it could not be judged. */
  scores: Float64Array
  alerts: Alert[]
  gaps: readonly Gap[]
  notes: string[]
}

/** Robust standard deviations from the middle of the window at which auto alerts on a sample with too few before it. */
const headDistance = 8

/**
 * Finds what is odd in a window of samples. `zscore`, `mad` and `iqr` compare with the whole window unless told otherwise;
 * what the others say of a sample depends on those before it, as from `createDetector`, but that `auto` compares the first 30
 * with the whole window too.
 *
 * @throws RangeError for columns of different lengths, a time or an option that is no number, or a zone that there is not
 */
export function detectAnomalies(samples: Samples, options: DetectOptions = {}): Detection {
  const { times, values } = samples
  if (times.length !== values.length)
    throw new RangeError(`There are ${times.length} times for ${values.length} values.`)
  const settings = settingsFor(options)
  const { method, threshold } = settings
  const scores = new Float64Array(values.length).fill(Number.NaN)
  const whole = options.baseline === 'trailing' ? undefined : wholeWindowMethod(method)
  const { alerts, course, baseline } =
    whole === undefined ? judgeByThePast(samples, settings, scores) : judgeByTheWindow(whole, samples, settings, scores)
  const judged = scores.some((score) => !Number.isNaN(score))
  return {
    status: judged ? 'judged' : 'too_little_data',
    method,
    chosen: judged ? describeChoice(course) : undefined,
    threshold,
    baseline,
    samples: course.samples,
    dropped: course.dropped,
    needed: course.method?.needed ?? spreadNeeds,
    scores,
    alerts,
    gaps: course.gaps,
    notes: describeNotes(course, settings, samples),
  }
}

interface Outcome {
  alerts: Alert[]
  course: Course
  baseline: string
}

function judgeByThePast(samples: Samples, settings: Settings, scores: Float64Array): Outcome {
  const { times, values } = samples
  const { detector, course } = createCourse(settings, lookAhead(samples, settings))
  const alerts: Alert[] = []
  for (let index = 0; index < times.length; index++) {
    const { score, alert } = detector.push(times[index] ?? Number.NaN, values[index] ?? Number.NaN)
    scores[index] = score
    if (alert !== undefined) alerts.push(alert)
  }
  return { alerts, course, baseline: course.method?.baseline ?? 'nothing: there are too few samples' }
}

/** The step as a stream would learn it and, for auto, the whole window for those samples that have too few before them. */
function lookAhead({ times, values }: Samples, { method }: Settings): Ahead | undefined {
  const finite = values.filter(Number.isFinite)
  if (finite.length < spreadNeeds) return undefined
  const first: number[] = []
  for (let index = 0; first.length < learning; index++) {
    if (Number.isFinite(values[index]))
      first.push(Math.max(times[index] ?? Number.NaN, first.at(-1) ?? Number.NEGATIVE_INFINITY))
  }
  const step = stepOf(first)
  if (method !== 'auto') return { step, head: undefined }
  const { score, band } = createWholeWindow('mad', finite, headDistance)
  const finding: Finding = { view: 'spread', expected: band, against: `all ${finite.length} samples of the window` }
  return { step, head: { score: (value) => score(value) / headDistance, finding } }
}

function wholeWindowMethod(method: AnomalyMethod): WholeWindowMethod | undefined {
  return method === 'zscore' || method === 'mad' || method === 'iqr' ? method : undefined
}

function judgeByTheWindow(
  method: WholeWindowMethod,
  { times, values }: Samples,
  settings: Settings,
  scores: Float64Array,
): Outcome {
  const finite = values.filter(Number.isFinite)
  const step = stepOf([...times.subarray(0, learning)])
  const against = `all ${finite.length} samples of the window`
  const course: Course = {
    samples: finite.length,
    dropped: values.length - finite.length,
    disordered: 0,
    gaps: [],
    step,
    method: undefined,
  }
  const alerts: Alert[] = []
  if (finite.length < spreadNeeds) return { alerts, course, baseline: against }
  const { score, band }: WholeWindow = createWholeWindow(method, finite, settings.threshold)
  const incidents = createIncidents(settings.threshold, restFor(settings, step))
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    const signed = inDirection(score(value), settings.direction)
    scores[index] = Math.abs(signed)
    const sample = { index, time: times[index] ?? Number.NaN, value }
    const alert = incidents.judge(sample, signed, () => ({ view: 'spread', expected: band, against }))
    if (alert !== undefined) alerts.push(alert)
  }
  return { alerts, course, baseline: against }
}
