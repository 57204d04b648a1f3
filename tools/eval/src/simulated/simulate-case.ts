import { createSimulation, type Simulation } from '@ocp-perf/cluster-sim'
import { type Knowledge, loadKnowledge, type MeasurableRecording, openSamples } from '../recording/open-recording.ts'
import type { SimulatedCase } from './draw-cases.ts'

/** The window that is diagnosed, and the past that it needs. Seconds. */
export const window = 3600
const history = 3 * window

/** A case that is simulated and can be diagnosed, for its domain or level by level. */
export interface OpenCase {
  simulation: Simulation
  opened: MeasurableRecording
}

/** Simulates a case, whose strength its seed draws. */
export function simulateCase(
  { name, domain, scenario, seed, begins, now }: SimulatedCase,
  knowledge: Knowledge,
): OpenCase {
  const simulation = createSimulation({
    seed,
    now: () => now,
    historySeconds: history,
    scenario,
    begins,
    strength: 'random',
  })
  const recording = { name, start: now - history, end: now }
  return { simulation, opened: openSamples({ file: name, domain, store: simulation.store, recording }, knowledge) }
}

/** Judges one case after the other; tells of each as soon as it is judged. */
export async function judgeEach<Judged>(
  cases: readonly SimulatedCase[],
  judge: (each: SimulatedCase, knowledge: Knowledge) => Promise<Judged>,
  onJudged: (judged: Judged) => void,
): Promise<Judged[]> {
  const knowledge = loadKnowledge()
  const all: Judged[] = []
  for (const each of cases) {
    const judged = await judge(each, knowledge)
    all.push(judged)
    onJudged(judged)
  }
  return all
}
