import { createPool, type Flight } from '@ocp-perf/promql'
import type { Engine, EngineAnswer, EngineQuery } from '../engine.ts'

/** What is left to say once the limits are known. */
export type Evaluate = (query: Omit<EngineQuery, 'signal' | 'deadline'>, flight: Flight) => Promise<EngineAnswer>

/** An evaluation may hold millions of samples, and there is one thread for all of them. */
export const defaultConcurrency = 4

/** Evaluates so many queries at once; the others wait in order, and each ends when nobody waits for it any more. */
export function createEvaluator(engine: Engine, concurrency: number): Evaluate {
  const pool = createPool(concurrency)
  return (query, { signal, remainingMs }) =>
    pool.run(() => engine.query({ ...query, signal, deadline: performance.now() + remainingMs() }), signal)
}
