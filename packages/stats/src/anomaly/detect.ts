import type { Samples } from '../samples.ts'
import { describeChoice, describeNotes } from './describe.ts'
import { type Ahead, createCourse, type Gap, learning, restFor, stepOf } from './detector.ts'
import type { Alert, Finding, Rest } from './incidents.ts'
import { type AnomalyMethod, type DetectOptions, type Settings, settingsFor } from './options.ts'
import { spreadNeeds } from './spread.ts'
import type { View } from './view.ts'
import { createWholeWindow } from './whole-window.ts'

/** What is odd about a series. */
export interface Detection {
  /** `too_little_data`: no sample could be judged; see `needed`. */
  status: 'judged' | 'too_little_data'
  method: AnomalyMethod
  /** Of auto: what it went by, and why, in words. */
  chosen: string | undefined
  /** The score from which on a sample is an alert. */
  threshold: number
  /** How long after an alert none follows; neither is a limit before there is a step. */
  rest: Rest
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
  const { detector, course } = createCourse(settings, lookAhead(samples, options, settings))
  const scores = new Float64Array(values.length)
  const alerts: Alert[] = []
  for (let index = 0; index < times.length; index++) {
    const { score, alert } = detector.push(times[index] ?? Number.NaN, values[index] ?? Number.NaN)
    scores[index] = score
    if (alert !== undefined) alerts.push(alert)
  }
  const judged = scores.some((score) => !Number.isNaN(score))
  return {
    status: judged ? 'judged' : 'too_little_data',
    method,
    chosen: judged ? describeChoice(course) : undefined,
    threshold,
    rest: restFor(settings, course.step),
    baseline: judged ? (course.method?.baseline ?? '') : 'nothing: there are too few samples',
    samples: course.samples,
    dropped: course.dropped,
    needed: course.method?.needed ?? spreadNeeds,
    scores,
    alerts,
    gaps: course.gaps,
    notes: describeNotes(course, settings, samples),
  }
}

/**
 * What a window knows before its first sample is judged: the step, as a stream would learn it, what `zscore`, `mad` and `iqr`
 * compare with and, for `auto`, what those samples are compared with that have too few before them.
 */
function lookAhead({ times, values }: Samples, { baseline }: DetectOptions, settings: Settings): Ahead | undefined {
  const finite = values.filter(Number.isFinite)
  if (finite.length < spreadNeeds) return undefined
  const { method, threshold } = settings
  const step = firstStep(times, values)
  const against = `all ${finite.length} samples of the window`
  if (method === 'auto') {
    const { score, band } = createWholeWindow('mad', finite, headDistance)
    const finding: Finding = { view: 'spread', expected: band, against }
    return { step, head: { score: (value) => score(value) / headDistance, finding } }
  }
  const isWhole = (method === 'zscore' || method === 'mad' || method === 'iqr') && baseline !== 'trailing'
  if (!isWhole) return { step }
  const { score, band } = createWholeWindow(method, finite, threshold)
  const view: View = { name: 'spread', push: (_, value) => score(value), band: () => band, restart() {} }
  const reach = () => Number.POSITIVE_INFINITY
  return { step, method: { view, reach, needed: spreadNeeds, baseline: against, against } }
}

function firstStep(times: Float64Array, values: Float64Array): number {
  const first: number[] = []
  for (let index = 0; first.length < learning; index++) {
    if (!Number.isFinite(values[index])) continue
    first.push(Math.max(times[index] ?? Number.NaN, first.at(-1) ?? Number.NEGATIVE_INFINITY))
  }
  return stepOf(first)
}
