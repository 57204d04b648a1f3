import type { Signal } from '../../samples/family.ts'
import { type Cpu, onCpu } from '../cpu.ts'
import { type Delay, delayOf, eitherOf, inTurn, times, withHiccup } from '../delay.ts'
import type { NetworkSize } from './network-size.ts'
import type { OvnTrouble } from './ovn-trouble.ts'
import type { PodSetup } from './pod-setup.ts'
import { type Stage, stageOf } from './stage.ts'

/** How kubelet and CRI-O see the start of pods on their node. */
export interface PodStart {
  /** From a pod's creation to its containers, without pulls of images; from being seen to running, with them. */
  withoutPull: Stage
  withPull: Stage
  pull: Stage
  /** The runtime's part of making a pod's sandbox, with its network. */
  sandbox: Stage
  sandboxFailures: Signal
  /** Passes of kubelet over a pod, by kind. */
  passes: Readonly<Record<'create' | 'sync' | 'terminate', Stage>>
  relist: Stage
  running: Signal
}

export interface StartParts {
  size: NetworkSize
  setup: PodSetup
  cpu: Cpu
  deleted: Signal
  trouble: OvnTrouble
  apiWrite(time: number): Delay
}

/** Of the pods that start so many have an image that their node does not have yet. */
const withoutImage = 0.3
/** Seconds of such a pull. */
const usualPull = 2
/** Seconds until kubelet tries again what failed. */
const again = 12
/** Kubelet looks at each pod about once a minute. */
const passesPerPod = 1 / 60

export function createPodStart({ size, setup, cpu, deleted, trouble, apiWrite }: StartParts): PodStart {
  const own = (seconds: number, spread: number) => (time: number) =>
    onCpu(delayOf(seconds * cpu.slowdown(time), spread), cpu.wait(time))
  const ofRuntime = own(0.12, 0.35)
  const containers = own(0.42, 0.3)
  const seen = own(0.2, 0.35)
  const { add, addFailed } = setup
  const tried: Signal = (time) => add.rate(time) + addFailed.rate(time)
  const failed: Signal = (time) => (tried(time) > 0 ? addFailed.rate(time) / tried(time) : 0)
  const sandboxed = (time: number) => inTurn(ofRuntime(time), add.delay(time))
  const made = (time: number) => {
    const all = inTurn(sandboxed(time), containers(time), times(apiWrite(time), 2))
    return withHiccup(all, Math.min(0.95, failed(time)), again, 0.5)
  }
  const pulled = (time: number) => delayOf(usualPull + trouble.pull(time), 0.4)
  const pulling = (delay: Delay, time: number) => withHiccup(delay, withoutImage, pulled(time).median, 0.4)
  return {
    withoutPull: stageOf(add.rate, (time) => inTurn(seen(time), setup.untilAsked(time), made(time))),
    withPull: stageOf(add.rate, (time) => pulling(inTurn(setup.untilAsked(time), made(time)), time)),
    pull: stageOf((time) => withoutImage * add.rate(time), pulled),
    sandbox: stageOf(tried, (time) =>
      eitherOf([
        { weight: 1 - failed(time), delay: sandboxed(time) },
        { weight: failed(time), delay: inTurn(ofRuntime(time), addFailed.delay(time)) },
      ]),
    ),
    sandboxFailures: addFailed.rate,
    passes: {
      create: stageOf(tried, (time) => pulling(made(time), time)),
      sync: stageOf((time) => passesPerPod * size.pods(time), own(0.004, 0.8)),
      terminate: stageOf(deleted, (time) => inTurn(own(0.12, 0.6)(time), apiWrite(time))),
    },
    relist: stageOf(() => 1, own(0.006, 0.5)),
    running: size.pods,
  }
}
