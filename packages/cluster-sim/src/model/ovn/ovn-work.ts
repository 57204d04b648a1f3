import type { Signal } from '../../samples/family.ts'
import { drawOf } from '../draw.ts'
import type { Load } from '../load.ts'
import { plus, scaled } from '../signals.ts'
import type { SimNode } from '../topology.ts'
import { type ControlLoops, createControlLoops } from './control-loops.ts'
import { moreForVswitchd } from './datapath.ts'
import { createNetworkSize, type NetworkSize } from './network-size.ts'
import { noOvnTrouble, type OvnTrouble } from './ovn-trouble.ts'

/** What OVN-Kubernetes and Open vSwitch of a node have to do, whatever they get to do it with. */
export interface OvnWork {
  size: NetworkSize
  /** Pods that come to the node in a second, that go, and both in the whole cluster. */
  created: Signal
  deleted: Signal
  clusterChurn: Signal
  loops: ControlLoops
  /** Cores that what goes wrong wants: of pods, and of the node's own services. */
  more: Record<'pods' | 'services', Signal>
  trouble: OvnTrouble
}

export interface OvnWorkParts {
  key: string
  node: Pick<SimNode, 'cpus' | 'role'>
  /** Nodes of the cluster. */
  nodes: number
  load: Load
  /** How this node differs from others that do the same. */
  factor: number
  trouble: OvnTrouble | undefined
}

/** Pods of a node, and its part of those that are started, against the average node. */
const roles = {
  'control-plane': { pods: 42, part: 0.6 },
  worker: { pods: 26, part: 1.1 },
} as const
/** Seconds from the start of a pod to the end of the one that it replaces. */
const replaces = 90

export function createOvnWork({ key, node, nodes, load, factor, trouble = noOvnTrouble }: OvnWorkParts): OvnWork {
  const { pods, part } = roles[node.role]
  const level = factor * (0.8 + 0.4 * drawOf(key, 'pods'))
  const size = createNetworkSize(key, nodes, pods * level)
  const created = scaled(load.pods, (part * level) / nodes)
  const deleted: Signal = (time) => created(time - replaces)
  const clusterChurn: Signal = (time) => load.pods(time) + load.pods(time - replaces)
  const loops = createControlLoops({ size, churn: plus(created, deleted), clusterChurn, trouble })
  const more = { pods: loops.more, services: moreForVswitchd(node.cpus, trouble) }
  return { size, created, deleted, clusterChurn, loops, more, trouble }
}
