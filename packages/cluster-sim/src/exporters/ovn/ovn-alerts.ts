import type { NodeOvn } from '../../model/ovn/node-ovn.ts'
import type { AlertRule } from '../alert-rule.ts'
import { podsByNode } from '../pods-by-node.ts'

const namespace = 'openshift-ovn-kubernetes'

/** Nodes that are in no trouble have none of these alerts. */
function perTroubledNode(port: number, holds: (ovn: NodeOvn, time: number) => boolean): AlertRule['subjects'] {
  return ({ nodes, troubles, topology }) => {
    const pods = podsByNode(topology, 'ovnkube-node')
    return nodes
      .filter(({ node }) => troubles.of(node.name) !== undefined)
      .map(({ node: { name, address }, ovn, runs }) => ({
        labels: { job: 'ovnkube-node', namespace, pod: pods.get(name) ?? '', instance: `${address}:${port}` },
        holds: (time) => runs(time) && holds(ovn, time),
      }))
  }
}

const controller = 9103
const daemons = 9105
/** Seconds after which a stamp is stale. */
const stale = 120

function failedShare({ setup: { add, addFailed } }: NodeOvn, time: number): number {
  return addFailed.rate(time) / (add.rate(time) + addFailed.rate(time))
}

/** Alerts of the cluster network operator, as far as the model can tell whether they hold. */
export const ovnAlerts: readonly AlertRule[] = [
  {
    name: 'OVNKubernetesControllerDisconnectedSouthboundDatabase',
    severity: 'warning',
    after: 600,
    subjects: perTroubledNode(daemons, ({ trouble }, time) => trouble.disconnected(time) > 0),
  },
  {
    name: 'OVNKubernetesNodePodAddError',
    severity: 'warning',
    after: 900,
    subjects: perTroubledNode(controller, (ovn, time) => failedShare(ovn, time) > 0.1),
  },
  {
    name: 'OVNKubernetesResourceRetryFailure',
    severity: 'warning',
    after: 0,
    subjects: perTroubledNode(controller, ({ databases }, time) => databases.givenUp(time) > 0),
  },
  {
    name: 'OVNKubernetesNodeOVSOverflowUserspace',
    severity: 'warning',
    after: 900,
    subjects: perTroubledNode(daemons, ({ datapath }, time) => datapath.overflows(time) > 0),
  },
  {
    name: 'OVNKubernetesNodeOVSOverflowKernel',
    severity: 'warning',
    after: 900,
    subjects: perTroubledNode(daemons, ({ datapath }, time) => datapath.lost(time) > 0),
  },
  {
    name: 'NorthboundStale',
    severity: 'warning',
    after: 600,
    subjects: perTroubledNode(controller, ({ databases }, time) => time - databases.northbound.stamp(time) > stale),
  },
  {
    name: 'SouthboundStale',
    severity: 'warning',
    after: 600,
    subjects: perTroubledNode(
      controller,
      ({ databases: { northbound, southbound } }, time) => northbound.stamp(time) - southbound.stamp(time) > stale,
    ),
  },
  {
    name: 'V4SubnetAllocationThresholdExceeded',
    severity: 'warning',
    after: 600,
    subjects: ({ clusterManager: { leader, allocated, subnets } }) => [
      {
        labels: { job: 'ovnkube-control-plane', namespace, pod: leader, network_name: 'default' },
        holds: (time) => allocated(time) > 0.8 * subnets,
      },
    ],
  },
]
