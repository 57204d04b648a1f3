import { compareVerdicts, isBad, type MetricResult, type Verdict } from '@ocp-perf/panel'
import { sharedWords } from '../analyst/understand/words.ts'

/** What has rows: what is wrong first, then what the question speaks of, then what can be judged at all. */
export function byRelevance(metrics: readonly MetricResult[], question: string): MetricResult[] {
  const badness = (verdict: Verdict): Verdict => (isBad(verdict) ? verdict : 'ok')
  return metrics
    .filter(({ rows }) => rows.length > 0)
    .sort(
      (a, b) =>
        compareVerdicts(badness(a.verdict), badness(b.verdict)) ||
        sharedWords(b.title, question) - sharedWords(a.title, question) ||
        Number(b.bands !== undefined) - Number(a.bands !== undefined),
    )
}
