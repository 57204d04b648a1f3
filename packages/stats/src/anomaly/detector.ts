import { type Alert, createIncidents, type Finding, type Rest, type Sample } from './incidents.ts'
import { type MethodView, viewFor } from './method-views.ts'
import { type DetectOptions, type Settings, settingsFor } from './options.ts'
import { inDirection } from './view.ts'
import { lengthOf } from './words.ts'

/** What a detector makes of one sample. */
export interface Judged {
  /** 0 or more, in the unit of the method; NaN where too little came before. */
  score: number
  /** The alert that begins with this sample. It goes on counting what it suppresses. */
  alert: Alert | undefined
}

/** Judges a series as it comes in. */
export interface Detector {
  /**
   * @param time unix seconds; one before the last counts as the last
   * @param value a NaN or an infinity is dropped
   * @throws RangeError for a time that is no number
   */
  push(time: number, value: number): Judged
}

/** A time in which samples were missing: from the last one before to the first one after. Unix seconds. */
export interface Gap {
  from: number
  to: number
}

/** What judging a series found out about it. */
export interface Course {
  /** Finite samples. */
  samples: number
  dropped: number
  /** Samples whose time was before the one of the sample before them. */
  disordered: number
  gaps: readonly Gap[]
  /** Seconds between samples, as the first ones show it; NaN before it is known. */
  step: number
  /** Undefined before the step is known. */
  method: MethodView | undefined
}

/** The step is the median of so many; each method judges its first sample later. */
export const learning = 16
/** Longer than so many steps is a gap. */
const gapSteps = 5
const hour = 3600
const restOf = { rows: 50, seconds: 4 * hour } as const

/** A detector for a stream. It remembers what its method needs, and no more. */
export function createDetector(options: DetectOptions = {}): Detector {
  if (options.baseline === 'window') throw new RangeError('A stream has no whole window to compare with.')
  return createCourse(settingsFor(options)).detector
}

/** What a window knows before its first sample is judged, and a stream does not. */
export interface Ahead {
  step: number
  /** Judges samples before which too little came, where the method has something to judge them by. */
  head?: Head
  /** In place of the method's way with a stream. */
  method?: MethodView
}

interface Head {
  score(value: number): number
  finding: Finding
}

/** A detector, and what it finds out on its way. */
export function createCourse(settings: Settings, ahead?: Ahead): { detector: Detector; course: Course } {
  const gaps: Gap[] = []
  const course: Course = { samples: 0, dropped: 0, disordered: 0, gaps, step: Number.NaN, method: undefined }
  const first: { time: number; value: number }[] = []
  const unjudged = { score: Number.NaN, alert: undefined }
  let judge = ahead === undefined ? undefined : begin(ahead)
  let index = -1
  let last = Number.NEGATIVE_INFINITY

  function begin({ step, head, method = viewFor(settings, step) }: Ahead) {
    course.step = step
    course.method = method
    // A stream has nobody to tell of its gaps, and no end.
    const onGap = ahead === undefined ? undefined : (gap: Gap) => gaps.push(gap)
    return createJudge(settings, step, method, { head, onGap })
  }

  function learn(time: number, value: number): Judged {
    first.push({ time, value })
    if (first.length === learning) {
      judge = begin({ step: stepOf(first.map((each) => each.time)) })
      for (const each of first) judge({ index: -1, ...each })
    }
    return unjudged
  }

  return {
    course,
    detector: {
      push(given, value) {
        if (Number.isNaN(given)) throw new RangeError('A sample has a time.')
        index++
        if (!Number.isFinite(value)) {
          course.dropped++
          return unjudged
        }
        course.samples++
        if (given < last) course.disordered++
        last = Math.max(last, given)
        return judge === undefined ? learn(last, value) : judge({ index, time: last, value })
      },
    },
  }
}

function createJudge(
  settings: Settings,
  step: number,
  { view, against, reach }: MethodView,
  { head, onGap }: { head: Head | undefined; onGap: ((gap: Gap) => void) | undefined },
) {
  const incidents = createIncidents(settings.threshold, restFor(settings, step))
  const inRows = settings.unit === 'rows' && settings.method === 'record-bands'
  let begin = Number.NaN
  let last = Number.NaN
  return (sample: Sample): Judged => {
    const { time, value } = sample
    if (time - last > gapSteps * step) {
      onGap?.({ from: last, to: time })
      if (!inRows) view.restart()
    }
    if (Number.isNaN(begin)) begin = time
    last = time
    const byView = view.push(time, value)
    const byHead = Number.isNaN(byView) ? head : undefined
    const score = inDirection(byHead?.score(value) ?? byView, settings.direction)
    const finding = (): Finding =>
      byHead?.finding ?? {
        view: view.name,
        expected: view.band(),
        against: against ?? `the last ${lengthOf(Math.min(reach(view.name), time - begin))}`,
      }
    return { score: Math.abs(score), alert: incidents.judge(sample, score, finding) }
  }
}

/** What was asked for, or 50 steps and at most four hours. */
export function restFor({ restSeconds, unit, method }: Settings, step: number): Rest {
  const [anyRows, anySeconds] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  if (restSeconds !== undefined) return { seconds: restSeconds, rows: anyRows }
  if (unit === 'rows' && method === 'record-bands') return { seconds: anySeconds, rows: restOf.rows }
  return { seconds: Math.min(restOf.seconds, restOf.rows * step), rows: anyRows }
}

/** Median of the distances between times; one second where all are the same. */
export function stepOf(times: readonly number[]): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  return steps.sort((a, b) => a - b)[steps.length >> 1] || 1
}
