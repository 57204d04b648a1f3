import type { Signal } from '../../samples/family.ts'
import { plus, zero } from '../signals.ts'
import type { NetworkSize } from './network-size.ts'
import type { OvnTrouble } from './ovn-trouble.ts'

/** A program that does one round after another while something has changed. */
interface Loop {
  /** Seconds of a round on an idle node. */
  round: Signal
  /** Share of the time in which it is in one. */
  busy: Signal
}

/** northd and ovn-controller, as far as their work alone decides it. */
export interface ControlLoops {
  northd: Loop
  controller: Loop & {
    /** Seconds to compute all flows anew, and how often in a second it does. */
    full: Signal
    fullRate: Signal
    /** Seconds that a change waits until it is computed. */
    wait: Signal
  }
  /** Changes in a second that either has to take in. */
  changes: Signal
  /** Cores that they want beside the usual. */
  more: Signal
}

interface LoopParts {
  size: NetworkSize
  /** Pods that come to the node or go in a second, and those of the whole cluster, whose addresses every node needs. */
  churn: Signal
  clusterChurn: Signal
  trouble: OvnTrouble
}

/** Seconds of northd and of ovn-controller for each logical flow: all of them, and what one change costs. */
const northdPerFlow = 6e-6
const fullPerFlow = 6e-5
const changePerFlow = 5e-7
/** One thread cannot be busier. */
const busiest = 0.98
/** All flows are computed anew now and then on any node. */
const usualFullRate = 2e-4

export function createControlLoops({ size, churn, clusterChurn, trouble }: LoopParts): ControlLoops {
  const { logicalFlows } = size
  const changes: Signal = (time) => 0.5 + 3 * churn(time) + 0.5 * clusterChurn(time)
  const usualRound: Signal = (time) => northdPerFlow * logicalFlows(time)
  const round = plus(usualRound, trouble.northd)
  const busyWith =
    (of: Signal): Signal =>
    (time) =>
      Math.min(busiest, changes(time) * of(time))
  const busy = busyWith(round)
  const usualBusy = busyWith(usualRound)
  const change: Signal = (time) => 0.003 + changePerFlow * logicalFlows(time)
  const anew: Signal = (time) => Math.min(busiest, trouble.recompute(time))
  // Who recomputes so often has much to compute.
  const full: Signal = (time) => fullPerFlow * logicalFlows(time) * (1 + anew(time))
  const wait: Signal = (time) =>
    anew(time) > 0
      ? change(time) + (anew(time) * full(time) * (1 + 0.5 * anew(time))) / (1 - 0.8 * anew(time))
      : change(time)
  const changing = busyWith(change)
  return {
    northd: { round, busy },
    controller: {
      round: change,
      busy: (time) => Math.min(busiest, 0.012 + changing(time) + anew(time)),
      full,
      fullRate: trouble.recompute === zero ? () => usualFullRate : (time) => usualFullRate + anew(time) / full(time),
      wait,
    },
    changes,
    more: plus(
      trouble.northd === zero ? zero : (time) => busy(time) - usualBusy(time),
      trouble.recompute === zero ? zero : anew,
    ),
  }
}
