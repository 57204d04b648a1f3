import { fileURLToPath } from 'node:url'
import { bandsOf, judge, limitsOf, loadCatalog, type Metric } from '@ocp-perf/metrics'
import type { MetricResult, Window } from '@ocp-perf/panel'
import type { Frame, Series } from '@ocp-perf/promql'
import { figuresOf } from '@ocp-perf/stats'
import type { Measured } from '../evaluate/readings.ts'
import { loadRules } from '../rules/load-rules.ts'
import type { Rules } from '../rules/rule-schema.ts'

const configDirectory = fileURLToPath(new URL('../../../../config', import.meta.url))
export const catalog = loadCatalog(configDirectory)
export const etcdRules: Rules = loadRules(configDirectory, 'etcd', catalog)
export const networkRules: Rules = loadRules(configDirectory, 'network', catalog)
export const ovnkRules: Rules = loadRules(configDirectory, 'ovnk', catalog)

/** What is otherwise than in a healthy cluster. */
export interface Change {
  metric: string
  /** Only series with these labels. */
  at?: Readonly<Record<string, string>>
  /** Shares of the window between which it is so; from its middle to its end by default. */
  from?: number
  to?: number
  /** NaN takes the samples away. */
  value: number | ((index: number) => number)
}

export interface Scene {
  members?: readonly string[]
  points?: number
  step?: number
  platform?: string
  /** Metrics that were not measured, with a reason. */
  without?: (metric: Metric) => boolean
  /** Whose groups are measured; etcd's unless said. */
  rules?: Rules
}

/** What a healthy cluster of three nodes with a member each, under a steady load shows; what is not named is 0. */
const healthy: Readonly<Record<string, number>> = {
  etcd_member_up: 1,
  etcd_quorum_margin: 1,
  etcd_has_leader: 1,
  etcd_wal_fsync_p99: 0.002,
  etcd_wal_fsync_p50: 0.0006,
  etcd_wal_fsync_mean: 0.0006,
  etcd_wal_fsync_rate: 140,
  etcd_wal_write_bytes: 190_000,
  etcd_backend_commit_p99: 0.004,
  etcd_backend_commit_p50: 0.0014,
  etcd_proposals_committed_rate: 140,
  etcd_peer_rtt_p99: 0.0008,
  etcd_peer_rtt_p50: 0.0004,
  etcd_active_peers: 2,
  etcd_client_sent_bytes: 1350,
  etcd_client_received_bytes: 28_000,
  etcd_put_rate: 140,
  etcd_put_size_mean: 600,
  etcd_grpc_write_p99: 0.005,
  etcd_apply_p99: 0.001,
  etcd_process_cpu: 0.12,
  etcd_process_memory: 80_000_000,
  etcd_scrape_time: 0.02,
  etcd_db_size: 20_000_000,
  etcd_db_in_use: 19_000_000,
  etcd_db_quota_use: 0.01,
  etcd_open_fds: 40,
  etcd_fd_use: 0.002,
  etcd_start_time: 1_780_000_000,
  etcd_server_version: 1,
  node_cpu_busy: 0.3,
  node_load_per_core: 0.5,
  node_disk_busy: 0.07,
  node_disk_write_bytes: 1_500_000,
  node_disk_write_iops: 370,
  node_disk_write_latency: 0.0003,
  node_disk_flush_latency: 0.0003,
  node_disk_queue: 0.1,
  node_nic_up: 1,
  node_nic_carrier: 1,
  node_nic_speed: 10_000_000_000,
  node_nic_mtu: 1500,
  node_nic_receive_bits: 40_000_000,
  node_nic_transmit_bits: 40_000_000,
  node_nic_receive_packets: 9_000,
  node_nic_transmit_packets: 9_000,
  node_nic_receive_utilization: 0.004,
  node_nic_transmit_utilization: 0.004,
  node_tcp_in_segs: 8_000,
  node_tcp_out_segs: 8_000,
  node_tcp_retransmits: 1,
  node_tcp_retransmit_ratio: 0.0001,
  node_tcp_active_opens: 20,
  node_tcp_passive_opens: 20,
  node_tcp_established: 900,
  node_socket_tcp_time_wait: 400,
  node_socket_tcp_memory_share: 0.0005,
  node_softnet_processed: 9_000,
  node_softnet_imbalance: 1.3,
  node_cpu_softirq_peak: 0.04,
  node_conntrack_used: 0.05,
  node_conntrack_entries: 13_000,
  node_udp_in: 300,
  node_udp_out: 300,
  ovn_node_has_pod: 1,
  ovn_control_plane_up: 1,
  ovn_cluster_manager_has_leader: 1,
  ovn_cluster_manager_leaders: 1,
  ovn_controller_sb_connected: 1,
  ovn_northd_active: 1,
  ovn_nb_age: 20,
  ovn_northd_loop_p95: 0.08,
  ovn_subnet_use: 0.1,
  ovn_container_cpu: 0.05,
  ovn_database_cpu: 0.05,
  ovn_flow_generation_p95: 0.05,
  ovn_flow_installation_p95: 0.02,
  ovn_pod_creation_p99: 1,
  ovn_pod_first_seen_to_port_p99: 0.05,
  ovn_pod_port_to_binding_p99: 0.2,
  ovn_pod_chassis_to_up_p99: 0.15,
  ovn_cni_add_p99: 0.2,
  ovn_service_sync_p99: 0.02,
  ovs_vswitchd_cpu: 0.1,
  ovs_dp_flows: 2_000,
  ovs_dp_miss_rate: 60,
  ovs_dp_masks: 40,
  ovs_dp_masks_per_packet: 2,
  ovs_bridge_flows: 20_000,
  kubelet_pod_start_p99: 2,
  kubelet_pod_run_p99: 3,
  kubelet_sandbox_p99: 0.5,
  kubelet_pleg_relist_p99: 0.05,
  api_write_p99: 0.05,
  api_get_p99: 0.03,
  api_list_p99: 0.1,
  api_etcd_p99: 0.01,
}

const values: Readonly<Record<string, readonly string[]>> = {
  device: ['sda'],
  family: ['IPv4'],
  duplex: ['full', 'half'],
  operstate: ['up'],
  container: ['northd', 'ovnkube-controller', 'ovn-controller'],
  command: ['ADD'],
  process: ['northd'],
  datapath: ['system@ovs-system'],
  bridge: ['br-int'],
  event: ['hit'],
  kind: ['dropped'],
  network_name: ['default'],
  operation: ['get'],
  resource: ['pods'],
  verb: ['PATCH'],
  grpc_method: ['Put'],
  grpc_code: ['ResourceExhausted'],
  server_version: ['3.5.16'],
  mode: ['system'],
  id: ['/system.slice'],
}

/** A measurement of every group of a domain: a healthy cluster but for some changes. */
export function measure(changes: readonly Change[] = [], scene: Scene = {}): Measured {
  const {
    members = ['m1', 'm2', 'm3'],
    points = 120,
    step = 30,
    platform = 'standalone',
    without = () => false,
    rules = etcdRules,
  } = scene
  const end = 1_790_000_000
  const window: Window = { start: end - (points - 1) * step, end, step }
  const metrics = rules.domain.groups.flatMap((group) => catalog.group(group).metrics)
  const frames = new Map<string, Frame>()
  const results = metrics.map((metric) => {
    const missing = without(metric) || !metric.by.every((key) => isPlace(key) || values[key] !== undefined)
    const series = missing ? [] : seriesOf(metric, members, window, changes)
    frames.set(metric.id, { series, warnings: [], partial: false })
    return resultOf(metric, series, window, platform)
  })
  return {
    panel: {
      cluster: 'test',
      panel: rules.domain.id,
      window,
      platform,
      verdict: 'unknown',
      headline: '',
      metrics: results,
      findings: [],
      notes: [],
    },
    frames,
    lasting: new Map(),
    lacking: new Map(),
    inapplicable: new Set(
      metrics
        .filter(({ by }) => by.includes('resource') || by.includes('verb') || by.includes('cpu'))
        .map(({ id }) => id),
    ),
  }
}

function isPlace(key: string): boolean {
  return key === 'member' || key === 'node' || key === 'peer' || key === 'pod'
}

function labelSets({ by }: Metric, members: readonly string[]): Record<string, string>[] {
  let sets: Record<string, string>[] = [{}]
  for (const key of by) {
    const names = isPlace(key) ? members : (values[key] ?? [])
    sets = sets.flatMap((labels) =>
      names.filter((name) => isMeant(key, name, labels)).map((name) => ({ ...labels, [key]: name })),
    )
  }
  return sets.map((labels) => {
    const node = labels.member ?? labels.pod ?? labels.node
    return node === undefined ? labels : { ...labels, node }
  })
}

/** Nobody is a peer of its own, and the one pod of a node is called after it here. */
function isMeant(key: string, name: string, labels: Readonly<Record<string, string>>): boolean {
  if (key === 'peer') return labels.member !== name
  return key !== 'pod' || labels.node === undefined || labels.node === name
}

function seriesOf(
  metric: Metric,
  members: readonly string[],
  { start, end, step }: Window,
  changes: readonly Change[],
): Series[] {
  const count = (end - start) / step + 1
  const times = Float64Array.from({ length: count }, (_, index) => start + index * step)
  return labelSets(metric, members).map((labels) => {
    const leads = metric.fills === 'leader' && labels.member === members[0]
    // A little unrest, the same at each run, so that no series is a line.
    const column = times.map((_, index) =>
      leads
        ? 1
        : (healthy[metric.id] ?? 0) *
          (metric.unit === 'boolean' || metric.unit === 'timestamp' || metric.unit === 'count'
            ? 1
            : 1 + 0.1 * Math.sin(index * 1.7)),
    )
    for (const { metric: id, at = {}, from = 0.5, to = 1, value } of changes) {
      if (id !== metric.id || !Object.entries(at).every(([name, wanted]) => labels[name] === wanted)) continue
      for (let index = Math.floor(from * count); index < to * count; index++) {
        column[index] = typeof value === 'number' ? value : value(index)
      }
    }
    return { labels, times, values: column }
  })
}

function resultOf(metric: Metric, series: readonly Series[], window: Window, platform: string): MetricResult {
  const limits = limitsOf(metric, platform)
  const rows = series.map(({ labels, times, values: column }) => {
    const { ongoing: _, ...judgement } = judge(times, column, limits, window)
    const figures = figuresOf(column)
    const known = Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
    )
    return { labels: { ...labels }, ...(known as Record<keyof typeof figures, number | null>), ...judgement }
  })
  return {
    id: metric.id,
    title: metric.title,
    unit: metric.unit,
    verdict: series.length === 0 ? 'no_data' : 'unknown',
    headline: metric.title,
    ...(series.length === 0 ? { reason: 'not exported here: the_family' } : {}),
    ...(limits === undefined ? {} : { bands: bandsOf(limits) }),
    rows,
    omitted: 0,
    uri: `metric://test/${metric.id}`,
  }
}
