import type { Diagnosis } from '@ocp-perf/panel'

const mostFindings = 40

/** Of a large cluster in great trouble the worst is told, and how much more there is. */
export function boundedDiagnosis(diagnosis: Diagnosis): Diagnosis {
  const { findings, notes } = diagnosis
  if (findings.length <= mostFindings) return diagnosis
  const note = `${findings.length - mostFindings} of ${findings.length} findings are left out.`
  return { ...diagnosis, findings: findings.slice(0, mostFindings), notes: [...notes, note] }
}
