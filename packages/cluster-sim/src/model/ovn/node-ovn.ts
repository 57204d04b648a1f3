import type { Signal } from '../../samples/family.ts'
import type { Cpu } from '../cpu.ts'
import type { Delay } from '../delay.ts'
import { drawOf } from '../draw.ts'
import type { NodeNetwork } from '../node-network.ts'
import { plus, scaled, wander } from '../signals.ts'
import { createDatabases, type OvnDatabases } from './databases.ts'
import { createDatapath, type Datapath } from './datapath.ts'
import type { OvnWork } from './ovn-work.ts'
import { createPodSetup, type PodSetup } from './pod-setup.ts'
import { createPodStart, type PodStart } from './pod-start.ts'

/** OVN-Kubernetes, Open vSwitch and the start of pods on a node. */
export interface NodeOvn extends OvnWork {
  datapath: Datapath
  setup: PodSetup
  databases: OvnDatabases
  start: PodStart
  /** Cores and bytes of vswitchd. */
  vswitchd: Use
  /** Cores and bytes of the containers of ovnkube-node and Multus, by name. */
  containers: Readonly<Record<string, Use>>
  /** Seconds that ovnkube-controller took for all objects of a resource when it was last started, and until it was ready. */
  firstSync: Readonly<Record<string, number>>
  ready: number
}

interface Use {
  cpu: Signal
  memory: Signal
}

export interface NodeOvnParts {
  key: string
  cpus: number
  work: OvnWork
  cpu: Cpu
  network: NodeNetwork
  /** A write by way of the API servers. */
  apiWrite(time: number): Delay
}

export function createNodeOvn({ key, cpus, work, cpu, network, apiWrite }: NodeOvnParts): NodeOvn {
  const { size, created, deleted, loops, trouble } = work
  const churn = plus(created, deleted)
  const packets = plus(network.packetsIn, network.packetsOut)
  const datapath = createDatapath({ cpus, packets, churn, size, trouble })
  const setup = createPodSetup({ created, deleted, loops, datapath, cpu, trouble, apiWrite })
  const use = usesOf(`${key} ovn`, cpu)
  return {
    ...work,
    datapath,
    setup,
    databases: createDatabases({ key, size, setup, churn, trouble }),
    start: createPodStart({ size, setup, cpu, deleted, trouble, apiWrite }),
    vswitchd: use(
      'vswitchd',
      datapath.wanted,
      (time) => 74e6 + 500 * size.openFlows(time) + 900 * datapath.flows(time),
    ),
    containers: containersOf(work, churn, use),
    firstSync: firstSyncOf(key, work),
    ready: 6 + 0.02 * size.nodes + 4 * drawOf(key, 'ready'),
  }
}

type UseOf = (name: string, wanted: Signal, memory: Signal) => Use

/** Who gets too little CPU uses less of it than it wants. */
function usesOf(key: string, cpu: Cpu): UseOf {
  return (name, wanted, memory) => {
    const mood = wander(`${key} ${name}`, 240)
    const fill = wander(`${key} ${name} memory`, 2700)
    return {
      cpu: (time) => wanted(time) * (1 + 0.08 * mood(time)) * (1 - cpu.starved(time)),
      memory: (time) => memory(time) * (1 + 0.03 * fill(time)),
    }
  }
}

function containersOf({ size, loops, clusterChurn, trouble }: OvnWork, churn: Signal, use: UseOf) {
  const { changes, northd, controller } = loops
  const { logicalFlows, northbound, southbound } = size
  const isOn = (time: number) => 1 - trouble.stalled(time)
  const small = (cores: number, bytes: number, name: string) =>
    use(
      name,
      () => cores,
      () => bytes,
    )
  return {
    'ovnkube-controller': use(
      'ovnkube-controller',
      (time) => 0.015 + 0.12 * churn(time) + 0.012 * clusterChurn(time),
      (time) => 190e6 + 30e3 * (size.pods(time) + 30 * size.nodes + size.services),
    ),
    'ovn-controller': use('ovn-controller', controller.busy, (time) => 48e6 + 4200 * logicalFlows(time)),
    'ovn-acl-logging': small(0.0006, 3e6, 'ovn-acl-logging'),
    northd: use(
      'northd',
      (time) => 0.003 + northd.busy(time) * isOn(time),
      (time) => 38e6 + 3100 * logicalFlows(time),
    ),
    nbdb: use(
      'nbdb',
      (time) => (0.002 + 0.004 * changes(time)) * isOn(time),
      (time) => 14e6 + 8 * northbound(time),
    ),
    sbdb: use(
      'sbdb',
      (time) => 0.003 + 0.007 * changes(time) * isOn(time),
      (time) => 16e6 + 7 * southbound(time),
    ),
    'kube-rbac-proxy-node': small(0.0012, 21e6, 'kube-rbac-proxy-node'),
    'kube-rbac-proxy-ovn-metrics': small(0.0013, 21e6, 'kube-rbac-proxy-ovn-metrics'),
    'kube-multus': use('kube-multus', scaled(churn, 0.08), () => 82e6),
    'kube-multus-additional-cni-plugins': small(0.0001, 2e6, 'kube-multus-additional-cni-plugins'),
  }
}

/** Seconds for each object that ovnkube-controller has to look at when it starts. */
const perObject = 0.0012

function firstSyncOf(key: string, { size }: OvnWork): Readonly<Record<string, number>> {
  const objects = {
    pods: 190 + 18 * size.nodes,
    namespaces: 74 + 0.5 * size.nodes,
    nodes: 4 * size.nodes,
    'network policies': 6 * size.policies,
    services: size.services,
  }
  return Object.fromEntries(
    Object.entries(objects).map(([name, count]) => [name, perObject * count * (0.8 + 0.5 * drawOf(key, name))]),
  )
}
