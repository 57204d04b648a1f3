import { delayOf } from '../../model/delay.ts'
import type { NodeOvn } from '../../model/ovn/node-ovn.ts'
import { stageOf } from '../../model/ovn/stage.ts'
import type { Family, Signal } from '../../samples/family.ts'
import { counter, counters, doubling, gauge, gauges, histogram } from '../families.ts'
import { type SharedState, stageHistogram, stageHistograms } from './shared-families.ts'

const fromTenth = doubling(0.1, 15)
const fromHundredth = doubling(0.01, 15)
const range = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + step * index)
const programmingBounds = [...range(0.25, 0.25, 2), ...range(1, 1, 59), ...range(60, 5, 12), ...range(120, 30, 11)]

/** What the process tells that is both ovnkube-controller and ovnkube-node, on port 9103. */
export function ovnkubeFamilies({ ovn, cpu }: SharedState): readonly Family[] {
  return [
    ...stampFamilies(ovn),
    ...setupFamilies(ovn),
    ...eventFamilies(ovn, cpu.slowdown),
    ...serviceFamilies(ovn, cpu.slowdown),
    ...startFamilies(ovn),
    counter(
      'ovnkube_resource_retry_failures_total',
      'The total number of times processing a Kubernetes resource reached the maximum retry limit and was no longer processed',
      ovn.databases.givenUp,
      { whole: true },
    ),
    counters('ovnkube_master_libovsdb_disconnects_total', 'Number of libovsdb client disconnects', () => [
      { labels: { primary_model: 'OVN_Northbound' }, rate: ovn.databases.disconnects, whole: true },
      { labels: { primary_model: 'OVN_Southbound' }, rate: never, whole: true },
    ]),
  ]
}

const never: Signal = () => 0

function stampFamilies({ databases: { northbound, southbound } }: NodeOvn): readonly Family[] {
  return [
    gauge(
      'ovnkube_controller_nb_e2e_timestamp',
      'The current e2e-timestamp value as written to the northbound database',
      northbound.stamp,
    ),
    gauge(
      'ovnkube_controller_sb_e2e_timestamp',
      'The current e2e-timestamp value as observed in the southbound database',
      southbound.stamp,
    ),
    gauges('ovn_db_e2e_timestamp', 'The current e2e-timestamp value as observed in this instance of the database', () =>
      [northbound, southbound].map(({ name, stamp }) => ({ labels: { db_name: name }, value: stamp })),
    ),
  ]
}

function setupFamilies({ setup }: NodeOvn): readonly Family[] {
  const step = (name: string, help: string, bounds: readonly number[], of: StepName) =>
    stageHistogram(`ovnkube_controller_${name}_seconds`, help, bounds, setup[of])
  const network = { network: 'default', topology: 'layer3', role: 'primary' }
  const requests = [
    { labels: { command: 'ADD', err: 'false' }, stage: setup.add },
    { labels: { command: 'ADD', err: 'true' }, stage: setup.addFailed },
    { labels: { command: 'DEL', err: 'false' }, stage: setup.del },
    { labels: { command: 'DEL', err: 'true' }, stage: setup.delFailed },
  ]
  return [
    stageHistograms(
      'ovnkube_controller_pod_creation_latency_seconds',
      'The duration between a pod being scheduled and completing its logical switch port configuration',
      fromTenth,
      [{ labels: network, stage: setup.creation }],
    ),
    step(
      'pod_first_seen_lsp_created_duration',
      'The duration between a pod first observed in OVN-Kubernetes and Logical Switch Port created',
      fromHundredth,
      'toPort',
    ),
    step(
      'pod_lsp_created_port_binding_duration',
      'The duration between a pods Logical Switch Port created and port binding observed in cache',
      fromHundredth,
      'toBinding',
    ),
    step(
      'pod_port_binding_port_binding_chassis_duration',
      'The duration between a pods port binding observed and port binding chassis update observed in cache',
      fromHundredth,
      'toChassis',
    ),
    step(
      'pod_port_binding_chassis_port_binding_up_duration',
      'The duration between a pods port binding chassis update and port binding up observed in cache',
      fromHundredth,
      'toUp',
    ),
    stageHistograms(
      'ovnkube_controller_network_programming_duration_seconds',
      'The duration to apply network configuration for a kind (e.g. pod, service, networkpolicy).',
      programmingBounds,
      [{ labels: { kind: 'pod' }, stage: setup.programming }],
    ),
    step(
      'network_programming_ovn_duration',
      'The duration for OVN to apply network configuration',
      programmingBounds,
      'programmingOfOvn',
    ),
    stageHistograms(
      'ovnkube_node_cni_request_duration_seconds',
      'The duration of CNI server requests.',
      fromTenth,
      requests,
    ),
  ]
}

type StepName = 'toPort' | 'toBinding' | 'toChassis' | 'toUp' | 'programmingOfOvn'

/** Events of a resource for each pod that comes or goes anywhere, and those that come by themselves for each node. */
const events: readonly { name: string; event: 'add' | 'update' | 'delete'; perPod: number; perNode: number }[] = [
  { name: 'Pod', event: 'add', perPod: 0.5, perNode: 0 },
  { name: 'Pod', event: 'update', perPod: 3, perNode: 0.01 },
  { name: 'Pod', event: 'delete', perPod: 0.5, perNode: 0 },
  { name: 'EndpointSlice', event: 'update', perPod: 0.6, perNode: 0.002 },
  { name: 'EndpointSlice', event: 'add', perPod: 0.01, perNode: 0 },
  { name: 'EndpointSlice', event: 'delete', perPod: 0.01, perNode: 0 },
  { name: 'Namespace', event: 'update', perPod: 0.01, perNode: 0.0005 },
  { name: 'Node', event: 'update', perPod: 0, perNode: 0.02 },
  { name: 'NetworkPolicy', event: 'update', perPod: 0.002, perNode: 0 },
  { name: 'Service', event: 'update', perPod: 0.004, perNode: 0.0005 },
]
/** Seconds after which a handler gives up on a database that does not answer. */
const transactionTimeout = 10

function eventFamilies({ clusterChurn, size, trouble }: NodeOvn, slowdown: Signal): readonly Family[] {
  // Every controller sees what happens anywhere in the cluster.
  const rates = events.map(
    ({ perPod, perNode }): Signal =>
      (time) =>
        perPod * clusterChurn(time) + perNode * size.nodes,
  )
  const handled = (time: number) => delayOf(0.004 * slowdown(time) + transactionTimeout * trouble.stalled(time), 0.6)
  const latencyOf = (kind: 'add' | 'update' | 'delete') => {
    const own = rates.filter((_, index) => events[index]?.event === kind)
    const stage = stageOf((time) => own.reduce((sum, rate) => sum + rate(time), 0), handled)
    return histogram(
      `ovnkube_controller_resource_${kind}_latency_seconds`,
      `The duration to process all handlers for a given resource event - ${kind}.`,
      fromTenth,
      stage,
    )
  }
  return [
    counters(
      'ovnkube_controller_resource_update_total',
      'The number of times a given resource event (add, update, or delete) has been handled',
      () =>
        events.map(({ name, event }, index) => ({
          labels: { name, event },
          rate: rates[index] ?? never,
          whole: true,
          noise: 0.1,
        })),
    ),
    latencyOf('add'),
    latencyOf('update'),
    latencyOf('delete'),
  ]
}

function serviceFamilies({ clusterChurn, trouble, size }: NodeOvn, slowdown: Signal): readonly Family[] {
  const all: Signal = (time) => 0.02 + 0.6 * clusterChurn(time)
  const synced = stageOf(all, (time) =>
    delayOf(0.005 * slowdown(time) + transactionTimeout * trouble.stalled(time), 0.7),
  )
  const again: Signal = (time) => trouble.stalled(time) * all(time)
  const depth: Signal = (time) => all(time) * 0.005 * slowdown(time) + 0.6 * size.services * trouble.stalled(time)
  return [
    histogram(
      'ovnkube_controller_sync_service_latency_seconds',
      'The latency of syncing a service with the OVN load balancers',
      fromTenth,
      synced,
    ),
    counter(
      'ovnkube_controller_sync_service_total',
      'A metric that captures the number of times a service is synced with OVN load balancers',
      all,
      { whole: true, noise: 0.1 },
    ),
    counter(
      'ovnkube_controller_requeue_service_total',
      'A metric that captures the number of times a service is requeued after failing to sync with OVN',
      again,
      { whole: true },
    ),
    gauge('ovnkube_controller_workqueue_depth', 'Current depth of workqueue', depth, {
      labels: { name: 'services' },
      whole: true,
    }),
    counter('ovnkube_controller_workqueue_retries_total', 'Total number of retries handled by workqueue', again, {
      labels: { name: 'services' },
      whole: true,
    }),
  ]
}

function startFamilies({ firstSync, ready }: NodeOvn): readonly Family[] {
  const told = (part: 'controller' | 'node', help: string, seconds: number) =>
    gauge(`ovnkube_${part}_ready_duration_seconds`, help, () => seconds)
  return [
    told('controller', 'The duration for the ovnkube-controller to get to ready state', ready),
    told('node', 'The duration for the node to get to ready state.', 0.8 * ready),
    gauges(
      'ovnkube_controller_sync_duration_seconds',
      'The duration to sync and setup all handlers for a given resource',
      () =>
        Object.entries(firstSync).map(([name, seconds]) => ({
          labels: { resource_name: name },
          value: () => seconds,
        })),
    ),
  ]
}
