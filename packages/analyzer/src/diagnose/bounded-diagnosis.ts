import type { Diagnosis } from '@ocp-perf/panel'

const mostFindings = 40
/** Far more than etcd ever has; nodes are as many as a cluster has. */
const mostMembers = 30

/** Of a large cluster the worst is told, and how much more there is. */
export function boundedDiagnosis(diagnosis: Diagnosis): Diagnosis {
  const { findings, members, notes } = diagnosis
  return {
    ...diagnosis,
    findings: findings.slice(0, mostFindings),
    members: members.slice(0, mostMembers),
    notes: [
      ...notes,
      ...leftOut(findings.length, mostFindings, 'findings are left out'),
      ...leftOut(members.length, mostMembers, 'members are left out, none of them worse than those shown'),
    ],
  }
}

function leftOut(all: number, most: number, what: string): string[] {
  return all > most ? [`${all - most} of ${all} ${what}.`] : []
}
