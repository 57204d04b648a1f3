import { setTimeout as delay } from 'node:timers/promises'
import type { Collector } from './create-collector.ts'
import type { Round } from './round.ts'
import { dueAfter } from './windows.ts'

export interface RunOptions {
  /** Seconds between rounds. */
  every: number
  /** One round, and all that can be filled in, in place of rounds until the signal. */
  once: boolean
  /** Told of each round and each window that was filled in. */
  onRound: (round: Round) => void
  /** Told where a round took until after the next was due, with the seconds that this one waited. */
  onLate: (seconds: number) => void
  signal: AbortSignal
  /** Unix seconds. */
  now?: (() => number) | undefined
  /** From 0 to 1. */
  random?: (() => number) | undefined
}

/** Between windows that are filled in, so that a cluster has time for others. */
const pauseMs = 1_000

/** Of the time between rounds, so that collectors of many clusters do not all ask at once. */
const mostJitter = 0.1

/** Runs a collector: rounds that never overlap, and between them what is missing, one window at a time. Ends with the signal's reason. */
export async function runCollector(collector: Collector, options: RunOptions): Promise<void> {
  const { every, once, onRound, onLate, signal, now = () => Date.now() / 1000, random = Math.random } = options
  for (;;) {
    const round = await collector.round(signal)
    onRound(round)
    const due = once ? Number.POSITIVE_INFINITY : dueAfter(round.startedAt, every)
    const late = now() - due
    if (late > 0) onLate(late)
    await fillUntil(due, collector, { onRound, signal, now })
    if (once) return
    const wait = due + mostJitter * every * random() - now()
    // One that is late anyway begins at once.
    if (late <= 0 && wait > 0) await delay(1000 * wait, undefined, { signal })
  }
}

/** Fills in older windows while there is time before the next round. */
async function fillUntil(
  due: number,
  collector: Collector,
  { onRound, signal, now }: Required<Pick<RunOptions, 'onRound' | 'signal'>> & { now: () => number },
): Promise<void> {
  let longest = 0
  // A window that would still be asked for when the round is due waits for the time after that.
  while (now() + longest < due) {
    const filled = await collector.fill(signal)
    if (filled === undefined) return
    onRound(filled)
    longest = Math.max(longest, filled.seconds)
    if (filled.left > 0) await delay(pauseMs, undefined, { signal })
  }
}
