import type { Answerer } from '@ocp-perf/agents'

export type Script = Answerer['answer']

/** An answerer that does what a test says. */
export function scripted(answer: Script): Answerer {
  return { model: null, answer }
}

/** For an answerer that says nothing until its run is ended. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
