import type { Model } from '../model/model.ts'
import type { NodeState } from '../model/node-state.ts'
import { plus, scaled, zero } from '../model/signals.ts'
import type { SimPod } from '../model/topology.ts'
import type { Family, Gauge, Signal, Target } from '../samples/family.ts'
import { answering } from './answering.ts'
import { counters, gauges } from './families.ts'
import { resident, services } from './kubelet-services.ts'

/** A control group of a node with what it takes. */
interface Group {
  labels: { id: string; namespace?: string; pod?: string; container?: string; image?: string }
  cpu: Signal
  memory: Signal
  factor?: number
  threads?: number
}

const image = 'quay.io/openshift-release-dev/ocp-v4.0-art-dev'

/** The kubelets, as far as they tell of control groups. */
export function kubeletTargets(model: Model): readonly Target[] {
  const networkPods = networkPodsByNode(model)
  return model.nodes.map((state): Target => {
    const { name, address } = state.node
    let known: readonly Group[] | undefined
    // Listed when they are asked for: there are many of them in a large cluster.
    const groups = () => {
      known ??= [
        ...systemGroups(state),
        ...etcdGroups(state, model),
        ...(networkPods.get(name) ?? []).flatMap((pod) => networkGroups(pod, state)),
      ]
      return known
    }
    return {
      labels: {
        job: 'kubelet',
        namespace: 'kube-system',
        service: 'kubelet',
        endpoint: 'https-metrics',
        metrics_path: '/metrics/cadvisor',
        node: name,
        instance: `${address}:10250`,
      },
      honorLabels: true,
      families: [
        counters('container_cpu_usage_seconds_total', 'Cumulative cpu time consumed in seconds.', () =>
          groups().map(({ labels, cpu, factor = 1 }) => ({ labels: { ...labels, cpu: 'total' }, rate: cpu, factor })),
        ),
        gauges('container_memory_working_set_bytes', 'Current working set in bytes.', () =>
          groups().map(({ labels, memory }): Gauge => ({ labels, value: memory, whole: true, noise: 0.004 })),
        ),
        gauges('container_memory_rss', 'Size of RSS in bytes.', () =>
          groups().map(({ labels, memory }): Gauge => ({ labels, value: scaled(memory, resident), whole: true })),
        ),
        gauges('container_threads', 'Number of threads running inside the container', () =>
          groups().flatMap(({ labels, threads }) => (threads === undefined ? [] : [{ labels, value: () => threads }])),
        ),
        ...writeFamilies(state, model),
      ],
      starts: state.boots,
      ...answering(`kubelet ${name}`, 30, 0.09, state.runs),
    }
  })
}

function systemGroups({ cpu, memoryUsed, network, ovn }: NodeState): readonly Group[] {
  const { pods, services: own } = ovn.more
  const all = plus(pods, own)
  const usual: Signal = all === zero ? cpu.busy : (time) => Math.max(0, cpu.busy(time) - all(time))
  const beside: Readonly<Record<string, Signal>> = { '/system.slice': own, '/kubepods.slice': pods }
  return services.map(({ id, cpu: share, memory }): Group => {
    // Open vSwitch's share of a node is told by its packets.
    if (id === vswitchd) return { labels: { id }, ...ovn.vswitchd, factor: network.factor }
    const more = beside[id] ?? zero
    const used: Pick<Group, 'cpu' | 'factor'> =
      more === zero ? { cpu: usual, factor: share } : { cpu: plus(scaled(usual, share), more) }
    return { labels: { id }, ...used, memory: (time) => memory * memoryUsed(time) }
  })
}

const vswitchd = '/system.slice/ovs-vswitchd.service'

function etcdGroups({ node }: NodeState, { members }: Model): readonly Group[] {
  return members
    .filter(({ member }) => member.node === node.name)
    .map(({ member, process, runs }) => ({
      labels: { ...podLabels('openshift-etcd', member.name), container: 'etcd', image },
      threads: 21,
      cpu: (time) => (runs(time) ? process.cpu(time) : 0),
      // What is counted against a limit has some of the file cache in it.
      memory: (time) => (runs(time) ? 1.35 * process.memory(time) : Number.NaN),
    }))
}

/** Namespaces of which every container is told; of all others it is etcd's alone. */
const namespaces = ['openshift-ovn-kubernetes', 'openshift-multus']

function networkPodsByNode({ topology }: Model): ReadonlyMap<string, readonly SimPod[]> {
  const found = new Map<string, SimPod[]>()
  for (const pod of topology.pods) {
    if (!namespaces.includes(pod.namespace)) continue
    const before = found.get(pod.node)
    if (before === undefined) found.set(pod.node, [pod])
    else before.push(pod)
  }
  return found
}

/** What a container takes that only waits for others, as proxies and the cluster manager do mostly. */
const idle = { cpu: () => 0.004, memory: () => 46e6 }

function networkGroups({ namespace, name, containers }: SimPod, { ovn, network }: NodeState): readonly Group[] {
  return containers.map((container) => ({
    labels: { ...podLabels(namespace, name), container, image },
    ...(ovn.containers[container] ?? idle),
    factor: network.factor,
    threads: container.startsWith('ovnkube') ? 24 : 7,
  }))
}

/** OpenShift drops what single containers write, and keeps what pods do. */
function writeFamilies({ node }: NodeState, { members }: Model): readonly Family[] {
  const written = 'Cumulative count of bytes written.'
  return [
    counters('container_fs_writes_bytes_total', written, () =>
      members
        .filter(({ member }) => member.node === node.name)
        .map(({ member, disk }) => ({
          labels: { ...podLabels('openshift-etcd', member.name), device: '/dev/sda' },
          rate: disk.bytes,
          whole: true,
          noise: 0.08,
        })),
    ),
  ]
}

function podLabels(namespace: string, pod: string) {
  return { id: `/kubepods.slice/kubepods-burstable.slice/${pod}.slice`, namespace, pod }
}
