import type { Signal } from '../../samples/family.ts'
import { drawOf, pickOf } from '../draw.ts'
import type { Faults } from '../faults.ts'
import type { SimPod, Topology } from '../topology.ts'

/** The control plane of OVN-Kubernetes, which gives each node its subnets. */
export interface ClusterManager {
  pods: readonly SimPod[]
  leader: string
  /** Subnets for nodes that there are and that are given out. */
  subnets: number
  allocated: Signal
  /** Seconds that a pod took to get ready. */
  ready(pod: string): number
}

/** As many /23 as a /14 has, OpenShift's default; larger clusters are installed with a /12. */
const usualSubnets = 512
const manySubnets = 2048

export function createClusterManager({ nodes, pods }: Topology, faults: Faults, seed: string): ClusterManager {
  const managers = pods.filter(({ labels }) => labels.app === 'ovnkube-control-plane')
  const subnets = nodes.length > usualSubnets / 4 ? manySubnets : usualSubnets
  const used = faults.everywhere('subnet-use')
  const taken: Signal = (time) => Math.round(subnets * Math.min(1, used(time)))
  return {
    pods: managers,
    leader: pickOf(managers, seed, 'cluster manager').name,
    subnets,
    allocated: (time) => Math.max(nodes.length, taken(time)),
    ready: (pod) => 3 + 5 * drawOf(seed, pod, 'ready'),
  }
}
