import type { Signal } from '../samples/family.ts'
import { createCpu } from './cpu.ts'
import { createDisk } from './disk.ts'
import { drawOf, pickOf } from './draw.ts'
import { timeOfWeek } from './load.ts'
import { createNodeNetwork, type UsualNetwork } from './node-network.ts'
import type { NodeState } from './node-state.ts'
import { createNodeOvn } from './ovn/node-ovn.ts'
import { createOvnWork } from './ovn/ovn-work.ts'
import { bursts, constant, plus, wander, zero } from './signals.ts'
import type { Surroundings } from './surroundings.ts'
import type { SimNode } from './topology.ts'
import type { Elsewhere, Trouble } from './trouble.ts'

/**
 * Kinds of work that workers do. Workers of a kind share their figures, so that five hundred cost no more than eight; only
 * those in trouble have figures of their own.
 */
const kinds = 8

type Shape = Omit<NodeState, 'node' | 'factor' | 'runs' | 'boots'>

/** The state of every worker. */
export function createWorkers(nodes: readonly SimNode[], around: Surroundings): readonly NodeState[] {
  const { troubles, seed } = around
  const [like] = nodes
  if (like === undefined) return []
  const numbers = Array.from({ length: kinds }, (_, kind) => kind)
  const keyOf = (kind: number) => `${seed} worker kind ${kind}`
  const shapes = numbers.map((kind) => createShape(keyOf(kind), like, around, { elsewhere: troubles.around }))
  return nodes.map((node) => {
    const kind = pickOf(numbers, seed, node.name, 'kind')
    const factor = 0.8 + 0.4 * drawOf(seed, node.name, 'factor')
    const trouble = troubles.of(node.name)
    const shape =
      trouble === undefined
        ? shapes[kind]
        : createShape(keyOf(kind), node, around, { trouble, factor, elsewhere: troubles.elsewhere(node.name) })
    if (shape === undefined) throw new RangeError(`There is no kind ${kind}.`)
    const network = trouble === undefined ? { ...shape.network, factor } : shape.network
    return { ...shape, network, node, factor, runs: () => true, boots: [node.bootedAt] }
  })
}

interface Situation {
  elsewhere: Elsewhere
  trouble?: Trouble
  factor?: number
}

function createShape(
  key: string,
  node: SimNode,
  { faults, load, topology, api }: Surroundings,
  { elsewhere, trouble, factor = 1 }: Situation,
): Shape {
  const { cpus: cores, memoryBytes: memory } = node
  const level = 0.18 + 0.3 * drawOf(key)
  const slow = wander(key, 1500)
  const activity: Signal = (time) => timeOfWeek(time) * (1 + 0.2 * slow(time))
  const disk = createDisk(
    key,
    {
      bytes: (time) => 4e5 * activity(time),
      writes: (time) => 12 * activity(time),
      flushes: (time) => 2 * activity(time),
      stalls: constant(0),
    },
    faults,
    key,
  )
  const nodes = topology.nodes.length
  const work = createOvnWork({ key, node, nodes, load, factor, trouble: trouble?.ovn })
  const cpu = createCpu(key, {
    cores,
    wanted: (time) => cores * level * activity(time),
    starved: constant(0),
    blocked: disk.queue,
    more: plus(work.more.pods, work.more.services),
    packets: trouble?.work,
  })
  const network = createNodeNetwork({ usual: usualNetwork(key, level, activity), factor, trouble, elsewhere })
  return {
    cpu,
    disk,
    memoryUsed: plus((time) => memory * (0.32 + 0.3 * level + 0.02 * slow(time)), trouble?.hoarded ?? zero),
    memoryCache: (time) => memory * (0.25 + 0.02 * slow(time)),
    network,
    ovn: createNodeOvn({ key, cpus: cores, work, cpu, network, apiWrite: api.write }),
  }
}

/** Share of the segments that get lost on a good network, and in moments in which several nodes answer one at once. */
const usualLoss = 0.00018
const lossOfMoments = 0.0008

function usualNetwork(key: string, level: number, activity: Signal): UsualNetwork {
  const segments: Signal = (time) => 900 * (0.4 + level) * activity(time)
  const mood = wander(`${key} tcp`, 600)
  const moments = bursts(`${key} tcp`, { every: 5400, lasts: 60, chance: 0.5 })
  return {
    segments,
    retransmits: (time) => (usualLoss * (1 + 0.5 * mood(time)) + lossOfMoments * moments(time)) * segments(time),
    timeouts: (time) => 0.015 * activity(time) * (1 + 2 * moments(time)),
    packets: (time) => 2.2 * segments(time),
  }
}
