import type { Model } from '../model/model.ts'
import { software } from '../model/software.ts'
import type { SimNode, SimPod } from '../model/topology.ts'
import type { Family, Gauge, Target } from '../samples/family.ts'
import { hashOf, uniformNoise } from '../samples/hash-noise.ts'
import { answering } from './answering.ts'
import { counters, gauges } from './families.ts'

/** Machines are restarted now and then; a cluster is older than its machines' last boot. */
const installedBeforeBoot = 21 * 86_400
/** A pod that is moved to another node is away for so long. Seconds. */
const moving = 75

/** Nodes and pods as the Kubernetes API has them. It is moved once in a while, which matters to nobody. */
export function kubeStateTarget({ topology, lifecycle }: Model, seed: string): Target {
  const { nodes, pods } = topology
  const day = 86_400
  const moves = hashOf(`${seed} kube-state-metrics`)
  const isMoving = (time: number) => {
    const week = Math.floor(time / (7 * day))
    const at = week * 7 * day + uniformNoise(moves, week) * 6.5 * day
    return time >= at && time < at + moving
  }
  const perNode = (name: string, help: string, of: (node: SimNode) => readonly Gauge[]) =>
    gauges(name, help, () => nodes.flatMap(of))
  const always = () => 1
  return {
    labels: {
      job: 'kube-state-metrics',
      namespace: 'openshift-monitoring',
      service: 'kube-state-metrics',
      endpoint: 'https-main',
      instance: '10.128.2.9:8443',
    },
    honorLabels: true,
    families: [
      perNode('kube_node_info', 'Information about a cluster node.', (node) => [
        { labels: infoOf(node), value: always },
      ]),
      perNode('kube_node_role', 'The role of a cluster node.', ({ name, role }) =>
        (role === 'worker' ? ['worker'] : ['control-plane', 'master']).map((each) => ({
          labels: { node: name, role: each },
          value: always,
        })),
      ),
      perNode(
        'kube_node_status_capacity',
        'The capacity for different resources of a node.',
        ({ name, cpus, memoryBytes }) => [
          { labels: { node: name, resource: 'cpu', unit: 'core' }, value: () => cpus },
          { labels: { node: name, resource: 'memory', unit: 'byte' }, value: () => memoryBytes },
          { labels: { node: name, resource: 'pods', unit: 'integer' }, value: () => 250 },
        ],
      ),
      perNode('kube_node_status_condition', 'The condition of a cluster node.', ({ name }) =>
        conditionsOf(name, (time) => isReady(name, time)),
      ),
      perNode('kube_node_spec_unschedulable', 'Whether a node can schedule new pods.', ({ name }) => [
        { labels: { node: name }, value: (time) => Number(lifecycle.isCordoned(name, time)) },
      ]),
      perNode('kube_node_created', 'Unix creation timestamp', ({ name, bootedAt }) => [
        { labels: { node: name }, value: () => Math.floor(bootedAt - installedBeforeBoot) },
      ]),
      gauges('kube_pod_info', 'Information about pod.', () =>
        pods.map((pod) => ({ labels: podLabels(pod), value: always })),
      ),
      ...podFamilies(pods, isPodReady),
    ],
    starts: [],
    ...answering(`${seed} kube-state-metrics`, 60, 0.12, (time) => !isMoving(time)),
  }

  /** The node controller waits for a while before it calls a node not ready. */
  function isReady(node: string, time: number): boolean {
    return lifecycle.nodeRuns(node, time) || lifecycle.nodeRuns(node, time - grace)
  }

  function isPodReady({ name, node }: SimPod, time: number): boolean {
    return isReady(node, time) && lifecycle.memberRuns(name, time)
  }
}

const grace = 40

function infoOf({ name, address }: SimNode) {
  const { kernel, kubernetes, runtime, system } = software
  return {
    node: name,
    internal_ip: address,
    kernel_version: kernel,
    kubelet_version: kubernetes,
    kubeproxy_version: kubernetes,
    container_runtime_version: runtime,
    os_image: system,
  }
}

function conditionsOf(node: string, isReady: (time: number) => boolean): readonly Gauge[] {
  const of = (condition: string, status: string, value: (time: number) => number): Gauge => ({
    labels: { node, condition, status },
    value,
  })
  const known = (condition: string, holds: boolean) => [
    of(condition, 'true', (time) => Number(holds && isReady(time))),
    of(condition, 'false', (time) => Number(!holds && isReady(time))),
    of(condition, 'unknown', (time) => Number(!isReady(time))),
  ]
  return [
    ...known('Ready', true),
    ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].flatMap((condition) => known(condition, false)),
  ]
}

const phases = ['Running', 'Pending', 'Succeeded', 'Failed', 'Unknown']

/** Whether pods run, and their containers' restarts, of which there are none. */
function podFamilies(pods: readonly SimPod[], isReady: (pod: SimPod, time: number) => boolean): readonly Family[] {
  const perPod = (name: string, help: string, of: (pod: SimPod) => readonly Gauge[]) =>
    gauges(name, help, () => pods.flatMap(of))
  return [
    perPod('kube_pod_status_ready', 'Describes whether the pod is ready to serve requests.', (pod) => {
      const { namespace, name } = pod
      return ['true', 'false', 'unknown'].map((condition) => ({
        labels: { namespace, pod: name, condition },
        value: (time) => Number(condition === (isReady(pod, time) ? 'true' : 'false')),
      }))
    }),
    perPod('kube_pod_status_phase', 'The pods current phase.', ({ namespace, name }) =>
      phases.map((phase) => ({
        labels: { namespace, pod: name, phase },
        value: () => Number(phase === 'Running'),
      })),
    ),
    counters('kube_pod_container_status_restarts_total', 'The number of container restarts per container.', () =>
      pods.flatMap(({ namespace, name, containers }) =>
        containers.map((container) => ({ labels: { namespace, pod: name, container }, total: () => 0 })),
      ),
    ),
  ]
}

function podLabels({ namespace, name, node, address }: SimPod) {
  return {
    namespace,
    pod: name,
    node,
    pod_ip: address,
    host_ip: address,
    uid: hashOf(`${namespace}/${name}`).toString(16),
    created_by_kind: 'Node',
  }
}
