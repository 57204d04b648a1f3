import type { Model } from '../../model/model.ts'
import type { SimPod } from '../../model/topology.ts'
import type { Target } from '../../samples/family.ts'
import { answering } from '../answering.ts'
import { gauge, gauges, tally } from '../families.ts'
import { podsByNode } from '../pods-by-node.ts'
import { ovnFamilies } from './ovn-families.ts'
import { ovnkubeFamilies } from './ovnkube-families.ts'
import { ovsFamilies } from './ovs-families.ts'
import { type SharedState, sharedByKind } from './shared-families.ts'

const namespace = 'openshift-ovn-kubernetes'

/** The ports of an ovnkube-node pod that are scraped. */
const ports = [
  { endpoint: 'metrics', port: 9103, container: 'kube-rbac-proxy-node', families: sharedByKind(ovnkubeFamilies) },
  {
    endpoint: 'ovn-metrics',
    port: 9105,
    container: 'kube-rbac-proxy-ovn-metrics',
    families: sharedByKind((state: SharedState) => [...ovnFamilies(state), ...ovsFamilies(state)]),
  },
] as const

/** OVN-Kubernetes on each node, and its control plane. */
export function ovnTargets(model: Model): readonly Target[] {
  const pods = podsByNode(model.topology, 'ovnkube-node')
  const ofNodes = model.nodes.flatMap((state) =>
    ports.map(({ endpoint, port, container, families }): Target => {
      const { name, address } = state.node
      return {
        labels: {
          job: 'ovnkube-node',
          namespace,
          service: 'ovn-kubernetes-node',
          endpoint,
          container,
          instance: `${address}:${port}`,
          pod: pods.get(name) ?? '',
        },
        families: families(state),
        factor: state.network.factor,
        starts: state.boots,
        ...answering(`${endpoint} ${name}`, 30, 0.05, state.runs),
      }
    }),
  )
  return [...ofNodes, ...model.clusterManager.pods.map((pod) => managerTarget(pod, model))]
}

function managerTarget(pod: SimPod, { clusterManager, nodes }: Model): Target {
  const state = nodes.find(({ node }) => node.name === pod.node)
  const leads = clusterManager.leader === pod.name
  const ready = clusterManager.ready(pod.name)
  return {
    labels: {
      job: 'ovnkube-control-plane',
      namespace,
      service: 'ovn-kubernetes-control-plane',
      endpoint: 'metrics',
      container: 'kube-rbac-proxy',
      instance: `${pod.address}:9108`,
      pod: pod.name,
    },
    families: [
      gauge(
        'ovnkube_clustermanager_leader',
        'Identifies whether the instance of ovnkube-cluster-manager is a leader(1) or not(0).',
        () => Number(leads),
      ),
      gauge(
        'ovnkube_clustermanager_ready_duration_seconds',
        'The duration for the cluster manager to get to ready state',
        () => ready,
      ),
      // Whoever does not lead knows nothing of the rest.
      ...(leads ? leaderFamilies(clusterManager) : []),
    ],
    starts: state?.boots ?? [],
    ...answering(`ovnkube-control-plane ${pod.name}`, 30, 0.02, (time) => state?.runs(time) ?? false),
  }
}

function leaderFamilies({ subnets, allocated }: Model['clusterManager']): Target['families'] {
  const of = (name: string, help: string, value: (time: number) => number) =>
    gauges(`ovnkube_clustermanager_${name}_host_subnets`, help, () => [{ labels: { network_name: 'default' }, value }])
  return [
    of('num_v4', 'The total number of v4 host subnets possible per network', () => subnets),
    of('allocated_v4', 'The total number of v4 host subnets currently allocated per network', allocated),
    of('num_v6', 'The total number of v6 host subnets possible per network', () => 0),
    of('allocated_v6', 'The total number of v6 host subnets currently allocated per network', () => 0),
    gauge('ovnkube_clustermanager_num_egress_ips', 'The number of defined egress IP addresses', () => 2),
    tally(
      'ovnkube_clustermanager_egress_ips_rebalance_total',
      'The total number of times assigned egress IP(s) needed to be moved to a different node',
      () => 0,
    ),
    tally(
      'ovnkube_clustermanager_egress_ips_node_unreachable_total',
      'The total number of times assigned egress IP(s) were unreachable',
      () => 0,
    ),
  ]
}
