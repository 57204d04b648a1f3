import type { Diagnosis, Evidence } from '@ocp-perf/panel'

/** What is to be explained. */
export interface Symptom {
  says: string
  /** Unix seconds; null where it already was so at the window's start. */
  since: number | null
  given: boolean
}

/**
 * The symptom that the caller names by its time, or the first thing beyond a limit that users were measured to feel. Undefined
 * where nobody felt anything.
 */
export function findSymptom(diagnoses: readonly Diagnosis[], since: number | undefined): Symptom | undefined {
  if (since !== undefined) {
    const time = new Date(since * 1000).toISOString().replace('.000', '')
    return { says: `what was noticed at ${time}`, since, given: true }
  }
  // What is merely higher than it was hardly anybody notices.
  const felt = diagnoses.flatMap(({ impact }) => impact.filter(({ comparison }) => comparison === 'limit'))
  const [first] = felt.sort((a, b) => startOf(a) - startOf(b))
  return first === undefined ? undefined : { says: first.says, since: first.since, given: false }
}

function startOf({ since }: Evidence): number {
  return since ?? Number.NEGATIVE_INFINITY
}
