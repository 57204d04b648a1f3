import type { Simulation } from '@ocp-perf/cluster-sim'
import type { Truth } from '@ocp-perf/lab'
import type { Diagnosis } from '@ocp-perf/panel'
import { judge, nothing, type Outcome } from '../judge/outcome.ts'
import type { Knowledge } from '../recording/open-recording.ts'
import type { SimulatedCase } from './draw-cases.ts'
import { judgeEach, simulateCase, window } from './simulate-case.ts'

/** What came of one case. */
export interface JudgedCase {
  outcome: Outcome
  diagnosis: Diagnosis
  /** What was decided: whom it hits and how hard. */
  told: string
}

/** Simulates each case and diagnoses its last hour as the product does; tells of each as soon as it is judged. */
export function judgeCases(
  cases: readonly SimulatedCase[],
  onJudged: (judged: JudgedCase) => void = () => {},
): Promise<JudgedCase[]> {
  return judgeEach(cases, judgeCase, onJudged)
}

async function judgeCase(each: SimulatedCase, knowledge: Knowledge): Promise<JudgedCase> {
  const { simulation, opened } = simulateCase(each, knowledge)
  const truth = truthOf(each, simulation)
  const begun = performance.now()
  const judged = await opened.diagnose(truth)
  const took = (performance.now() - begun) / 1000
  return { outcome: judge(truth, judged, took, knowledge.catalog), diagnosis: judged.diagnosis, told: tell(simulation) }
}

function truthOf({ name, domain, scenario, begins, now }: SimulatedCase, simulation: Simulation): Truth {
  return {
    name,
    domain,
    cause: scenario.cause ?? nothing,
    member: scenario.cause === null ? '' : subjectOf(simulation),
    leader_at_injection: leaderAt(simulation, begins),
    start: now - window,
    injected: begins,
    end: now,
    load: 'simulated',
  }
}

function subjectOf({ incident, topology }: Simulation): string {
  const members = [...new Set(incident.faults.flatMap((fault) => fault.members))]
  return members.length === 0 || members.length === topology.members.length ? 'cluster' : members.join(',')
}

function leaderAt({ topology, memberStatus }: Simulation, time: number): string {
  return topology.members.find(({ name }) => memberStatus(name, time).isLeader)?.name ?? ''
}

function tell({ incident }: Simulation): string {
  return incident.faults
    .map(({ effect, strength, members }) => `${effect} ${strength.toPrecision(3)} ${members.join(' ')}`.trim())
    .join('; ')
}
