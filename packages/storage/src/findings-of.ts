import type { Diagnosis } from '@ocp-perf/panel'
import type { StoredFinding } from './history.ts'

/** What a run keeps of a diagnosis: causes first, so that a search for one finds it by its id; then what was beyond a limit. */
export function findingsOf({
  causes,
  consequences,
  findings,
}: Pick<Diagnosis, 'causes' | 'consequences' | 'findings'>): StoredFinding[] {
  return [
    ...[...causes, ...consequences].map(
      ({ id, title, severity, members, nodes, confidence, onset, evidence }): StoredFinding => ({
        id,
        title,
        severity,
        subjects: members.length > 0 ? members : nodes,
        confidence,
        onset,
        evidence,
      }),
    ),
    ...findings.map(
      ({ id, title, severity, subject, evidence }): StoredFinding => ({
        id,
        title,
        severity,
        // A member may be named like its node.
        subjects: [...new Set(Object.values(subject))],
        confidence: 1,
        onset: evidence[0]?.since ?? null,
        evidence,
      }),
    ),
  ]
}
