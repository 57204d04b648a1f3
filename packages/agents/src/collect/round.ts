import type { Verdict } from '@ocp-perf/panel'
import type { Fault } from '../contract/index.ts'
import type { Span } from './windows.ts'

/** What became of one domain in a round. */
export interface Outcome {
  domain: string
  /** Undefined where its server did not say. */
  cluster: string | undefined
  /** `current`: nothing was due. */
  state: 'recorded' | 'current' | 'failed'
  /** What was recorded. */
  window: (Span & { step: number }) | undefined
  /** The run in the history. */
  run: string | undefined
  verdict: Verdict | undefined
  samples: number
  /** Metrics that could not be asked for, though they were asked for again. */
  unmeasured: readonly string[]
  /** Why it failed; nothing is lost, for the next round asks for the time since what was recorded last. */
  fault: Fault | undefined
  ms: number
}

/** A domain of which nothing is known yet in this round. */
export function outcomeOf(domain: string, cluster: string | undefined, known: Partial<Outcome>): Outcome {
  return {
    domain,
    cluster,
    state: 'current',
    window: undefined,
    run: undefined,
    verdict: undefined,
    samples: 0,
    unmeasured: [],
    fault: undefined,
    ms: 0,
    ...known,
  }
}

export function failedOutcome(domain: string, cluster: string | undefined, fault: Fault, ms = 0): Outcome {
  return outcomeOf(domain, cluster, { state: 'failed', fault, ms })
}

/** One look at all domains, or one older window of one of them that was filled in. */
export interface Round {
  kind: 'round' | 'backfill'
  /** Unix seconds. */
  startedAt: number
  seconds: number
  outcomes: readonly Outcome[]
  /** Older windows that are still to be filled in. */
  left: number
}
