import { fileURLToPath } from 'node:url'
import { createEngineSource } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { createSimulation, type SimulationOptions } from '../create-simulation.ts'
import { loadScenarios } from './load-scenarios.ts'

const { all, get } = loadScenarios(fileURLToPath(new URL('../../../../config', import.meta.url)))
const now = 1_795_003_200
const begins = now - 1800
const history = 3600

const rateOf = (metric: string) => `max by (pod) (rate(${metric}[10m]))`
const gaugeOf = (metric: string) => `max by (pod) (${metric})`
const p99 = (histogram: string, by: 'pod' | 'node' = 'pod') =>
  `histogram_quantile(0.99, sum by (${by}, le) (rate(${histogram}[10m]))) >= 0`
const step = (name: string) => p99(`ovnkube_controller_pod_${name}_duration_seconds_bucket`)
const cpuOf = (container: string) =>
  `sum by (node) (rate(container_cpu_usage_seconds_total{container="${container}"}[10m]))`
const adds = 'ovnkube_node_cni_request_duration_seconds_count{command="ADD"'

/** What a node tells, a figure for each, and what of it is too little to speak of. */
const figures = {
  'first seen to port': [step('first_seen_lsp_created'), 0.1],
  'port to binding': [step('lsp_created_port_binding'), 0.2],
  'binding to chassis': [step('port_binding_port_binding_chassis'), 1],
  'chassis to up': [step('port_binding_chassis_port_binding_up'), 0.2],
  'cni add': [p99('ovnkube_node_cni_request_duration_seconds_bucket{command="ADD",err="false"}'), 0.4],
  'cni errors': [`sum by (pod) (rate(${adds},err="true"}[10m])) / sum by (pod) (rate(${adds}}[10m])) >= 0`, 0.05],
  'no new port': [
    '1 - clamp_max(max by (pod) (rate(ovnkube_controller_pod_port_binding_chassis_port_binding_up_duration_seconds_count[10m])) * 1000, 1)',
    0.1,
  ],
  'pod start': [p99('kubelet_pod_start_sli_duration_seconds_bucket', 'node'), 4],
  'pod start with pull': [p99('kubelet_pod_start_duration_seconds_bucket', 'node'), 8],
  'image pull': [p99('kubelet_image_pull_duration_seconds_bucket', 'node'), 8],
  'pods started': ['sum by (node) (rate(kubelet_pod_start_sli_duration_seconds_count[10m]))', 0.03],
  'northd loop': [gaugeOf('ovn_northd_ovn_northd_loop_95th_percentile'), 0.1],
  'northd cpu': [cpuOf('northd'), 0.1],
  'flow generation': [gaugeOf('ovn_controller_flow_generation_95th_percentile'), 0.02],
  'flow installation': [gaugeOf('ovn_controller_flow_installation_95th_percentile'), 0.02],
  'full recomputes': [rateOf('ovn_controller_lflow_run'), 0.02],
  'ovn-controller cpu': [cpuOf('ovn-controller'), 0.1],
  'ovnkube-controller cpu': [cpuOf('ovnkube-controller'), 0.1],
  'southbound lost': ['1 - max by (pod) (ovn_controller_southbound_database_connected)', 0.1],
  'northbound age': ['time() - max by (pod) (ovnkube_controller_nb_e2e_timestamp)', 60],
  'southbound lag': [
    'max by (pod) (ovnkube_controller_nb_e2e_timestamp) - max by (pod) (ovnkube_controller_sb_e2e_timestamp)',
    30,
  ],
  'given up': ['max by (pod) (increase(ovnkube_resource_retry_failures_total[10m]))', 0.5],
  'services requeued': [rateOf('ovnkube_controller_requeue_service_total'), 0.02],
  upcalls: [rateOf('ovs_vswitchd_dp_flows_lookup_missed'), 200],
  'upcalls lost': [rateOf('ovs_vswitchd_dp_flows_lookup_lost'), 0.5],
  'netlink overflows': [rateOf('ovs_vswitchd_netlink_overflow'), 0.01],
  'datapath flows': [gaugeOf('max_over_time(ovs_vswitchd_dp_flows_total[10m])'), 2000],
  'flow limit hits': [rateOf('ovs_vswitchd_upcall_flow_limit_hit'), 1],
  'flow limit kills': [rateOf('ovs_vswitchd_upcall_flow_limit_kill'), 0.001],
  'vswitchd cpu': ['sum by (node) (rate(container_cpu_usage_seconds_total{id=~".+/ovs-vswitchd.service"}[10m]))', 0.1],
} as const
type Figure = keyof typeof figures
const names = Object.keys(figures).filter((name): name is Figure => name in figures)

/** By what factor each scenario raises a figure at least: as it usually is on a worker, and at its weakest on a control-plane node. */
interface Case {
  usual: Partial<Record<Figure, number>>
  weakest: Partial<Record<Figure, number>>
  /** Whether all nodes show it, or the one alone that it hits. */
  everywhere?: true
}

const nothingApplies = { 'no new port': 10, 'cni errors': 15 }

const cases: Readonly<Record<string, Case>> = {
  'northd-slow': {
    usual: {
      'port to binding': 40,
      'cni add': 20,
      'pod start': 3,
      'pod start with pull': 2,
      'northd loop': 40,
      'northd cpu': 8,
    },
    weakest: { 'port to binding': 20, 'cni add': 8, 'northd loop': 15, 'northd cpu': 8 },
  },
  'sb-disconnected': {
    usual: { ...nothingApplies, 'southbound lost': 10 },
    weakest: { ...nothingApplies, 'southbound lost': 10 },
  },
  'nb-stale': {
    usual: { ...nothingApplies, 'northbound age': 25, 'given up': 10, 'services requeued': 5 },
    weakest: { ...nothingApplies, 'northbound age': 25, 'given up': 5, 'services requeued': 5 },
  },
  'ovn-controller-recompute-storm': {
    usual: {
      'binding to chassis': 5,
      'chassis to up': 25,
      'cni add': 30,
      'pod start': 3,
      'pod start with pull': 2,
      'flow generation': 40,
      'full recomputes': 25,
      'ovn-controller cpu': 8,
    },
    weakest: {
      'chassis to up': 6,
      'cni add': 4,
      'flow generation': 30,
      'full recomputes': 15,
      'ovn-controller cpu': 4,
    },
  },
  'ovs-upcall-overload': {
    usual: {
      'flow installation': 3,
      upcalls: 100,
      'upcalls lost': 5000,
      'netlink overflows': 30,
      'datapath flows': 5,
      'vswitchd cpu': 25,
    },
    weakest: { upcalls: 100, 'upcalls lost': 1000, 'netlink overflows': 5, 'vswitchd cpu': 40 },
  },
  'ovs-flow-limit': {
    usual: { upcalls: 20, 'datapath flows': 40, 'flow limit hits': 500, 'vswitchd cpu': 15 },
    weakest: { upcalls: 20, 'datapath flows': 50, 'flow limit hits': 100, 'vswitchd cpu': 20 },
  },
  'cni-add-errors': {
    usual: { 'cni errors': 6, 'pod start': 4, 'pod start with pull': 2 },
    weakest: { 'cni errors': 3 },
  },
  'subnet-exhaustion': { usual: {}, weakest: {} },
  'slow-image-pull': {
    usual: { 'pod start with pull': 4, 'image pull': 4 },
    weakest: { 'pod start with pull': 2, 'image pull': 2 },
  },
  'etcd-slow-seen-as-ovn': {
    usual: { 'first seen to port': 5 },
    weakest: { 'first seen to port': 3 },
    everywhere: true,
  },
  'api-overload': { usual: { 'first seen to port': 20 }, weakest: { 'first seen to port': 5 }, everywhere: true },
  'healthy-rollout': { usual: { 'pods started': 3 }, weakest: {}, everywhere: true },
}

async function measure(options: Partial<SimulationOptions>) {
  const simulation = createSimulation({ seed: 'ovn', now: () => now, historySeconds: history, begins, ...options })
  const { store, incident, topology } = simulation
  const source = createEngineSource({ store, recording: { name: 'test', start: now - history, end: now } })
  const nodes = new Map(topology.pods.map(({ name, node }) => [name, node]))
  const valuesAt = async (time: number) => {
    const all = await Promise.all(names.map((name) => source.instant(figures[name][0], { time })))
    return all.map(
      ({ series }) =>
        new Map(series.map(({ labels, values }) => [nodes.get(labels.pod ?? '') ?? labels.node, values[0]])),
    )
  }
  return { incident, valuesAt }
}
/** Before it begins a scenario is no different from the calm. */
const calm = measure({}).then(({ valuesAt }) => valuesAt(begins))

/** By what factor each figure is beyond the calm and what is too little to speak of, for each node. */
async function factors(options: Partial<SimulationOptions>) {
  const { incident, valuesAt } = await measure(options)
  const [before, after] = await Promise.all([calm, valuesAt(now)])
  const of = (name: Figure, node: string) => {
    const index = names.indexOf(name)
    return (after[index]?.get(node) ?? 0) / Math.max(before[index]?.get(node) ?? 0, figures[name][1])
  }
  const [hit] = incident.faults.flatMap(({ members }) => members)
  return { hit, of }
}

const nodeNames = [0, 1, 2].flatMap((index) => [`sim-master-${index}`, `sim-worker-${index}`])
const hits = (id: string) => get(id).faults[0]?.on === 'any-node'
/** Nothing that is less is called a change. */
const change = 2

async function expectMoved(
  id: string,
  known: Case['usual'],
  { everywhere }: Case,
  options: Partial<SimulationOptions>,
) {
  const { of } = await factors({ scenario: get(id), ...options })
  const subjects = everywhere === true ? nodeNames : [options.subject ?? 'sim-worker-1']
  const short = subjects.flatMap((node) =>
    names.filter((name) => of(name, node) < (known[name] ?? 0)).map((name) => `${name} of ${node}: ${of(name, node)}`),
  )
  expect(short).toEqual([])
  if (everywhere === true) return of
  const others = nodeNames
    .filter((node) => node !== options.subject)
    .flatMap((node) => names.filter((name) => of(name, node) > change).map((name) => `${name} of ${node}`))
  expect(others).toEqual([])
  return of
}

test('every scenario of OVN is held against what it is meant to move', () => {
  const scenarios = all.filter(({ domain }) => domain === 'ovnk').map(({ id }) => id)
  expect(Object.keys(cases).sort()).toEqual(scenarios.sort())
})

test.each(Object.entries(cases))('%s shows on whom it hits, in nothing else and on nobody else', async (id, known) => {
  const subject = hits(id) ? 'sim-worker-1' : undefined
  const of = await expectMoved(id, known.usual, known, { subject })
  const moved = names.filter((name) => of(name, 'sim-worker-1') > change && known.usual[name] === undefined)
  // Who waits for the API servers starts pods later, by how much depends.
  expect(moved.filter((name) => known.everywhere !== true || !name.startsWith('pod start'))).toEqual([])
})

test.each(Object.entries(cases))('%s shows at its weakest, on a node of the control plane too', async (id, known) => {
  const subject = hits(id) ? 'sim-master-1' : undefined
  await expectMoved(id, known.weakest, known, { subject, strength: get(id).faults[0]?.strength.from })
})

test('a limit that is passed by far throws all flows away again and again', async () => {
  const subject = 'sim-worker-1'
  const strong = await factors({ scenario: get('ovs-flow-limit'), subject, strength: 2.4 })
  expect(strong.of('flow limit kills', subject)).toBeGreaterThan(5)
  expect(strong.of('upcalls lost', subject)).toBe(0)
})

test('a node with too little CPU has a slower OVN, and no other node has', async () => {
  const { of } = await factors({ scenario: get('cpu-starvation'), subject: 'sim-master-1' })
  expect(of('northd loop', 'sim-master-1')).toBeGreaterThan(1.5)
  expect(of('binding to chassis', 'sim-master-1')).toBeGreaterThan(1.2)
  expect(nodeNames.filter((node) => of('northd loop', node) > 1.2)).toEqual(['sim-master-1'])
})

test('a healthy and busy cluster moves nothing of OVN', async () => {
  const { of } = await factors({ scenario: get('healthy-busy') })
  expect(nodeNames.flatMap((node) => names.filter((name) => of(name, node) > change))).toEqual([])
})

/** What the cluster tells as a whole. */
async function ask(query: string, options: Partial<SimulationOptions>) {
  const { store } = createSimulation({ seed: 'ovn', now: () => now, historySeconds: history, begins, ...options })
  const source = createEngineSource({ store, recording: { name: 'test', start: now - history, end: now } })
  const { series } = await source.instant(query)
  return series.map(({ labels, values: [value = Number.NaN] }) => ({ labels, value }))
}

test('API servers are slow in both that slow down all nodes, and etcd in one of them', async () => {
  const fsync = 'histogram_quantile(0.99, sum by (le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[10m])))'
  const patch =
    'histogram_quantile(0.5, sum by (le) (rate(apiserver_request_duration_seconds_bucket{verb="PATCH",resource="pods"}[10m])))'
  const inflight = 'sum(avg_over_time(apiserver_current_inflight_requests[10m]))'
  const figuresOf = async (id: string) => {
    const told = await Promise.all([fsync, patch, inflight].map((query) => ask(query, { scenario: get(id) })))
    return told.map(([first]) => first?.value ?? Number.NaN)
  }
  const [usual, crowded, slow] = await Promise.all(['healthy', 'api-overload', 'etcd-slow-seen-as-ovn'].map(figuresOf))
  const times = (figures: readonly number[] = [], index = 0) => (figures[index] ?? 0) / (usual?.[index] ?? 1)
  expect(times(crowded, 0)).toBeLessThan(1.2)
  expect(times(slow, 0)).toBeGreaterThan(5)
  for (const figures of [crowded, slow]) {
    expect(times(figures, 1)).toBeGreaterThan(8)
    expect(times(figures, 2)).toBeGreaterThan(1.3)
  }
})

test('subnets that run out are those of the cluster', async () => {
  const used = 'ovnkube_clustermanager_allocated_v4_host_subnets / ovnkube_clustermanager_num_v4_host_subnets'
  expect(await ask(used, { scenario: get('subnet-exhaustion') })).toMatchObject([{ value: expect.closeTo(0.92, 2) }])
  expect(await ask(used, {})).toMatchObject([{ value: expect.closeTo(6 / 512, 4) }])
})

test.each<[string, readonly string[]]>([
  ['sb-disconnected', ['OVNKubernetesControllerDisconnectedSouthboundDatabase', 'OVNKubernetesNodePodAddError']],
  ['nb-stale', ['NorthboundStale', 'OVNKubernetesNodePodAddError', 'OVNKubernetesResourceRetryFailure']],
  ['ovs-upcall-overload', ['OVNKubernetesNodeOVSOverflowKernel', 'OVNKubernetesNodeOVSOverflowUserspace']],
  ['cni-add-errors', ['OVNKubernetesNodePodAddError']],
  ['subnet-exhaustion', ['V4SubnetAllocationThresholdExceeded']],
  ['northd-slow', []],
  ['healthy-rollout', []],
])('%s raises the alerts of the cluster network operator', async (id, alerts) => {
  const firing = 'ALERTS{alertstate="firing",namespace="openshift-ovn-kubernetes"}'
  const told = await ask(firing, { scenario: get(id), subject: hits(id) ? 'sim-worker-1' : undefined })
  expect(told.flatMap(({ labels }) => labels.alertname ?? []).sort()).toEqual(alerts)
})
