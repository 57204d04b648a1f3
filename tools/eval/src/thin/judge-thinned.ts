import { AppError } from '@ocp-perf/errors'
import type { Truth } from '@ocp-perf/lab'
import type { Metric } from '@ocp-perf/metrics'
import type { Diagnosis } from '@ocp-perf/panel'
import { firstNamed, isAlarm, isSurelyWrong, type Named, nothing } from '../judge/outcome.ts'
import type { OpenRecording } from '../recording/open-recording.ts'
import type { Thinning } from './thinning.ts'
import { lostMetrics } from './unanswerable.ts'

/** One recording with metrics left out. */
export interface ThinnedOutcome {
  name: string
  without: string
  /** Undefined where the source was refused in words, as without any target. */
  got: Named | undefined
  verdict: string
  right: boolean
  /** Another cause than the true one is named, with more confidence than a guess deserves. */
  surelyWrong: boolean
  /** What must never be, each as a sentence; empty where all promises are kept. */
  broken: readonly string[]
  /** Undefined where there was none. */
  diagnosis: Diagnosis | undefined
}

/** Diagnoses a recording with metrics left out, and holds the answer against what is promised of such answers. */
export async function judgeThinned(
  recording: OpenRecording,
  truth: Truth,
  thinning: Thinning,
): Promise<ThinnedOutcome> {
  const had = await recording.families()
  const hidden = thinning.hides(had)
  const left = await recording.families(hidden)
  const { rules, catalog } = recording
  const lost = lostMetrics(rules.domain.health, catalog, { had, left })
  const outcome = { name: truth.name, without: thinning.name }
  try {
    const { diagnosis } = await recording.diagnose(truth, hidden)
    const got = firstNamed(diagnosis)
    return {
      ...outcome,
      got,
      verdict: diagnosis.verdict,
      right: got.cause === truth.cause,
      surelyWrong: isSurelyWrong(diagnosis, truth),
      broken: brokenPromises(diagnosis, truth, lost),
      diagnosis,
    }
  } catch (error) {
    // An answer in words is what a user gets where nothing of a domain is left; anything else is a crash, and counted as one.
    const crashed = error instanceof AppError ? [] : [`it crashed: ${error instanceof Error ? error.stack : error}`]
    const verdict = error instanceof Error ? error.message : String(error)
    return {
      ...outcome,
      got: undefined,
      verdict,
      right: false,
      surelyWrong: false,
      broken: crashed,
      diagnosis: undefined,
    }
  }
}

function brokenPromises(diagnosis: Diagnosis, { cause }: Truth, lost: readonly Metric[]): string[] {
  const said = [...diagnosis.unseen.map(({ what, why }) => `${what} ${why}`), ...diagnosis.notes].join('\n')
  const unnamed = lost.filter(({ title }) => !said.includes(title)).map(({ title }) => title)
  const healthy = cause === nothing
  return [
    ...(!healthy && diagnosis.verdict === 'ok' ? ['it is called healthy'] : []),
    ...(healthy && lost.length > 0 && diagnosis.verdict === 'ok'
      ? ['it is called healthy, though signals are gone']
      : []),
    ...(healthy && isAlarm(diagnosis) ? ['a healthy cluster is said to be ill'] : []),
    ...(unnamed.length > 0 ? [`gone and not named: ${unnamed.join(', ')}`] : []),
  ]
}
