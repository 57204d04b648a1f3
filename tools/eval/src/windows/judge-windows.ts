import type { Truth } from '@ocp-perf/lab'
import type { Diagnosis } from '@ocp-perf/panel'
import { firstNamed, isAlarm, isSurelyWrong, type Named, nothing } from '../judge/outcome.ts'
import type { OpenRecording, Span } from '../recording/open-recording.ts'

/** A part of a recording that holds nothing but health, or nothing but the fault. */
export interface WindowOutcome {
  name: string
  part: 'quiet' | 'inside'
  span: Span
  expected: string
  got: Named
  verdict: string
  /**
   * `right`: the true cause, or health. `honest`: another cause, said with doubt or with the true one as alike; or trouble
   * without a cause. `wrong`: a cause named surely that it is not, or something wrong with a healthy part. `missed`: a fault called healthy.
   */
  judgement: 'right' | 'honest' | 'wrong' | 'missed'
  diagnosis: Diagnosis
}

/** Whoever starts to record has just started the cluster, or cleared a fault. */
const settlingSeconds = 30
/** After it, rates and the peers' round trips are of the fault alone. */
const withinFaultSeconds = 30
const shortestSeconds = 30

/** Diagnoses the parts of a recording that are healthy from end to end, and the one that is ill from end to end. */
export async function judgeWindows(recording: OpenRecording, truth: Truth): Promise<WindowOutcome[]> {
  const outcomes: WindowOutcome[] = []
  for (const { part, span } of partsOf(truth)) {
    const { diagnosis } = await recording.diagnose(span)
    const expected = part === 'quiet' ? nothing : truth.cause
    const got = firstNamed(diagnosis)
    const judged = { name: truth.name, part, span, expected, got, verdict: diagnosis.verdict, diagnosis }
    if (got.cause === expected) outcomes.push({ ...judged, judgement: 'right' })
    else if (part === 'quiet') outcomes.push({ ...judged, judgement: isAlarm(diagnosis) ? 'wrong' : 'honest' })
    else if (diagnosis.verdict === 'ok') outcomes.push({ ...judged, judgement: 'missed' })
    else outcomes.push({ ...judged, judgement: isSurelyWrong(diagnosis, truth) ? 'wrong' : 'honest' })
  }
  return outcomes
}

type Part = Pick<WindowOutcome, 'part' | 'span'>

/** A healthy recording is cut in two halves, so that its very start is judged by itself as well. */
export function partsOf({ cause, start, injected, end }: Truth): Part[] {
  const middle = (start + end) / 2
  const parts: Part[] =
    cause === nothing
      ? [
          { part: 'quiet', span: { start, end: middle } },
          { part: 'quiet', span: { start: middle, end } },
        ]
      : [
          { part: 'quiet', span: { start: start + settlingSeconds, end: injected } },
          { part: 'inside', span: { start: injected + withinFaultSeconds, end } },
        ]
  return parts.filter(({ span }) => span.end - span.start >= shortestSeconds)
}
