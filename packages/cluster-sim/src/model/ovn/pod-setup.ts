import type { Signal } from '../../samples/family.ts'
import { type Cpu, onCpu } from '../cpu.ts'
import { type Delay, delayOf, eitherOf, inTurn, meanOf } from '../delay.ts'
import type { ControlLoops } from './control-loops.ts'
import type { Datapath } from './datapath.ts'
import type { OvnTrouble } from './ovn-trouble.ts'
import { type Stage, stageOf } from './stage.ts'

/** The way of a new pod through OVN-Kubernetes on its node, and the CNI requests that wait for it. */
export interface PodSetup {
  /** From being scheduled to a logical port. */
  creation: Stage
  /** From being seen to a logical port, to its binding, to the claim of this chassis, to all flows being there. */
  toPort: Stage
  toBinding: Stage
  toChassis: Stage
  toUp: Stage
  /** Requests to set up and take down a pod's network, those that succeed and those that fail. */
  add: Stage
  addFailed: Stage
  del: Stage
  delFailed: Stage
  /** Requests that wait for their interface, on average. */
  waiting: Signal
  /** Until kubelet asks for the network of a pod that it has seen. */
  untilAsked(time: number): Delay
  /** Network programming as a whole, and OVN's part of it. */
  programming: Stage
  programmingOfOvn: Stage
}

export interface SetupParts {
  /** Pods that come to the node in a second, and that go. */
  created: Signal
  deleted: Signal
  loops: ControlLoops
  datapath: Datapath
  cpu: Cpu
  trouble: OvnTrouble
  /** A write by way of the API servers. */
  apiWrite(time: number): Delay
}

/** Of many requests one fails for a reason that the next try does not have. */
const usualFailures = 1 / 20_000
/** Seconds after which a request gives up waiting for its flows, and tries in the time in which others come. */
const givesUpAfter = 20
const triesMeanwhile = 3
/** A change in so many is measured all the way. */
const measured = 0.3

export function createPodSetup(parts: SetupParts): PodSetup {
  const { created, deleted, trouble, cpu, apiWrite } = parts
  const steps = createSteps(parts)
  const own = (seconds: number, spread: number) => (time: number) => delayOf(seconds * cpu.slowdown(time), spread)
  const asked = own(0.25, 0.3)
  const untilAsked = (time: number) => inTurn(onCpu(asked(time), cpu.wait(time), 2), apiWrite(time))
  const { ported, claimed, toPort, toBinding, claim, toUp } = steps
  /** What is not bound yet when kubelet asks, and the other way round. */
  const ahead = (time: number) => untilAsked(time).median - toPort.delay(time).median - toBinding.delay(time).median
  const toChassis = stageOf(claimed, (time) => inTurn(delayOf(Math.max(0, ahead(time)), 0.4), claim(time)))
  const plugged = own(0.09, 0.35)
  const add = stageOf(claimed, (time) =>
    inTurn(plugged(time), delayOf(Math.max(0, -ahead(time)), 0.45), claim(time), toUp.delay(time)),
  )
  const failing: Signal = (time) => {
    const share = Math.min(0.95, Math.max(usualFailures, trouble.failures(time)))
    return (claimed(time) * share) / (1 - share)
  }
  const givingUp: Signal = (time) => (created(time) - claimed(time)) * triesMeanwhile
  const quickly = own(0.9, 0.6)
  const scheduled = own(0.3, 0.6)
  const ovn = (time: number) => inTurn(toBinding.delay(time), toUp.delay(time))
  return {
    creation: stageOf(ported, (time) => inTurn(scheduled(time), toPort.delay(time))),
    toPort,
    toBinding,
    toChassis,
    toUp,
    add,
    addFailed: stageOf(
      (time) => failing(time) + givingUp(time),
      (time) => {
        const all = failing(time) + givingUp(time)
        return eitherOf([
          { weight: failing(time) / all, delay: quickly(time) },
          { weight: givingUp(time) / all, delay: delayOf(givesUpAfter, 0.03) },
        ])
      },
    ),
    del: stageOf(deleted, own(0.06, 0.5)),
    delFailed: stageOf((time) => usualFailures * deleted(time), quickly),
    waiting: (time) => claimed(time) * (meanOf(claim(time)) + meanOf(toUp.delay(time))) + givingUp(time) * givesUpAfter,
    untilAsked,
    programming: stageOf(
      (time) => measured * ported(time),
      (time) => inTurn(toPort.delay(time), ovn(time)),
    ),
    programmingOfOvn: stageOf((time) => measured * ported(time), ovn),
  }
}

function createSteps({ created, loops, datapath, cpu, trouble, apiWrite }: SetupParts) {
  const { northd, controller } = loops
  const { stalled, disconnected } = trouble
  const ported: Signal = (time) => created(time) * (1 - stalled(time))
  const claimed: Signal = (time) => ported(time) * (1 - disconnected(time))
  const { slowdown } = cpu
  const toPort = stageOf(ported, (time) =>
    inTurn(onCpu(delayOf(0.014 * slowdown(time), 0.5), cpu.wait(time)), apiWrite(time)),
  )
  // A change has to wait for the round under way before there is one for it.
  const toBinding = stageOf(ported, (time) => {
    const rounds = northd.round(time) * (1 + 0.5 * northd.busy(time))
    return onCpu(delayOf(rounds * slowdown(time) + 0.006, 0.45), cpu.wait(time))
  })
  const claim = (time: number) => onCpu(delayOf(controller.wait(time) * slowdown(time) + 0.01, 0.5), cpu.wait(time))
  const installing: Signal = (time) => 0.012 * (1 + 6 * Math.min(1, datapath.load(time)))
  const toUp = stageOf(claimed, (time) =>
    onCpu(delayOf((controller.wait(time) + installing(time)) * slowdown(time), 0.5), cpu.wait(time)),
  )
  return { ported, claimed, toPort, toBinding, claim, toUp }
}
