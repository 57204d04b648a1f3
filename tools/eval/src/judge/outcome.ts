import type { Truth } from '@ocp-perf/lab'
import type { Catalog } from '@ocp-perf/metrics'
import { bandLevels, type Cause, type Diagnosis } from '@ocp-perf/panel'
import { durationSeconds } from '@ocp-perf/promql'
import type { Judged } from '../recording/open-recording.ts'
import { sameSubject } from './subject.ts'

/** What a truth says of health, and what a diagnosis that names nothing and finds nothing wrong comes to. */
export const nothing = 'none'
/** Something is wrong or could not be judged, and no cause is named. */
const unexplained = 'unexplained'

/** What a diagnosis names first, as the confusion matrix counts it. */
export interface Named {
  cause: string
  members: readonly string[]
  confidence: number | null
}

interface Onset {
  /** Seconds after the injection; null where it is said to lie before the window. */
  error: number | null
  /** The same in scrapes. */
  scrapes: number | null
  /** Seconds that it may be off: two scrapes, or how rarely the source observes what it was read from. */
  within: number
  right: boolean
}

/** One recording: what was so, what was said, and how far both agree. */
export interface Outcome {
  name: string
  expected: { cause: string; member: string }
  got: Named
  second: Named | undefined
  /** The cause comes first; of a healthy recording, nothing is named and nothing is wrong. */
  right: boolean
  /** Undefined where the cause is wrong or has no member. */
  memberRight: boolean | undefined
  /** Undefined where the cause is wrong, or nothing was injected. */
  onset: Onset | undefined
  /** Of a healthy recording: something is said to be wrong with it. */
  falseAlarm: boolean
  /** The first cause is wrong, but says itself that the figures may also mean the right one. */
  alike: boolean
  verdict: string
  score: number | null
  headline: string
  /** Seconds that the measurement and the diagnosis took. */
  took: number
}

const scrapesOff = 2

/** Judges a diagnosis of the whole of a recording. */
export function judge(truth: Truth, { diagnosis, interval }: Judged, took: number, catalog: Catalog): Outcome {
  const { causes, verdict, score, headline } = diagnosis
  const [first, second] = causes
  const got = firstNamed(diagnosis)
  const healthy = truth.cause === nothing
  const right = got.cause === truth.cause
  const members = diagnosis.members.map(({ name }) => name)
  const isInjected = right && first !== undefined
  return {
    name: truth.name,
    expected: { cause: truth.cause, member: truth.member },
    got,
    second: second === undefined ? undefined : named(second),
    right,
    memberRight: isInjected ? sameSubject(truth.member, first.members, members) : undefined,
    onset: isInjected ? onsetOf(first, truth, interval, catalog) : undefined,
    falseAlarm: healthy && isAlarm(diagnosis),
    alike: !right && (first?.alike ?? []).some(({ cause }) => cause === truth.cause),
    verdict,
    score: score.value,
    headline,
    took,
  }
}

/** Whether a diagnosis calls something wrong; that it could not judge everything is no alarm. */
export function isAlarm({ causes, verdict }: Diagnosis): boolean {
  return causes.length > 0 || bandLevels.some((level) => level === verdict)
}

/** What a diagnosis names first. */
export function firstNamed({ causes, verdict }: Diagnosis): Named {
  const [first] = causes
  if (first !== undefined) return named(first)
  return { cause: verdict === 'ok' ? nothing : unexplained, members: [], confidence: null }
}

/** A wrong cause that is surer than this misleads its reader. */
const sure = 0.8

/** Whether a diagnosis names another cause first, surely, without saying that the true one would look alike. */
export function isSurelyWrong({ causes: [first] }: Diagnosis, { cause }: Pick<Truth, 'cause'>): boolean {
  if (first === undefined || first.id === cause || first.confidence <= sure) return false
  return !first.alike.some((other) => other.cause === cause)
}

function named({ id, members, confidence }: Cause): Named {
  return { cause: id, members, confidence }
}

function onsetOf({ onset, evidence }: Cause, truth: Truth, interval: number, catalog: Catalog): Onset {
  const periods = evidence.flatMap(({ role, metric }) => {
    const { period } = catalog.metric(metric)
    return role === 'required' && period !== undefined ? [durationSeconds(period) ?? 0] : []
  })
  const within = Math.max(scrapesOff * interval, ...periods)
  const error = onset === null ? null : onset - truth.injected
  return {
    error,
    scrapes: error === null ? null : error / interval,
    within,
    right: error !== null && Math.abs(error) <= within,
  }
}
