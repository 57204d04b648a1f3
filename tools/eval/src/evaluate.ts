import type { Diagnosis } from '@ocp-perf/panel'
import { judge, type Outcome } from './judge/outcome.ts'
import type { LabelledRecording } from './recording/find-recordings.ts'
import { type Knowledge, openRecording } from './recording/open-recording.ts'
import { judgeThinned, type ThinnedOutcome } from './thin/judge-thinned.ts'
import type { Thinning } from './thin/thinning.ts'
import { judgeWindows, type WindowOutcome } from './windows/judge-windows.ts'

/** What is looked at beside the whole of each recording. */
export interface Checks {
  thinnings: readonly Thinning[]
  windows: boolean
}

/** All that came of one recording. */
export interface Evaluated {
  outcome: Outcome
  diagnosis: Diagnosis
  thinned: readonly ThinnedOutcome[]
  windows: readonly WindowOutcome[]
}

/** Reads one recording and judges what is said of it. Throws what the dump's reader and a diagnosis throw. */
export async function evaluate(
  { truth, file }: LabelledRecording,
  checks: Checks,
  knowledge: Knowledge,
): Promise<Evaluated> {
  const recording = await openRecording({ file, domain: truth.domain }, knowledge)
  const begun = performance.now()
  const judged = await recording.diagnose(truth)
  const took = (performance.now() - begun) / 1000
  const thinned: ThinnedOutcome[] = []
  for (const thinning of checks.thinnings) thinned.push(await judgeThinned(recording, truth, thinning))
  return {
    outcome: judge(truth, judged, took, recording.catalog),
    diagnosis: judged.diagnosis,
    thinned,
    windows: checks.windows ? await judgeWindows(recording, truth) : [],
  }
}
