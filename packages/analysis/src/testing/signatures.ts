import type { Change } from './measured.ts'

/** Figures of one member and its node. */
export const on = (member: string, figures: Readonly<Record<string, Change['value']>>): Change[] =>
  Object.entries(figures).map(([metric, value]) => ({
    metric,
    at: metric.startsWith('etcd_') ? { member } : { node: member },
    value,
  }))
/** Figures of every member and node. */
export const everywhere = (figures: Readonly<Record<string, number>>): Change[] =>
  Object.entries(figures).map(([metric, value]) => ({ metric, value }))
/** Figures of the way between two members, in both directions. */
const between = (one: string, other: string, figures: Readonly<Record<string, number>>): Change[] =>
  Object.entries(figures).flatMap(([metric, value]) => [
    { metric, at: { member: one, peer: other }, value },
    { metric, at: { member: other, peer: one }, value },
  ])

/** What each cause looks like, apart from those whose signature another test has. */
export const signatures: readonly [cause: string, members: string[], changes: Change[]][] = [
  [
    'slow-disk',
    ['m2'],
    on('m2', {
      etcd_wal_fsync_p99: 0.06,
      etcd_wal_fsync_p50: 0.03,
      etcd_backend_commit_p99: 0.12,
      node_disk_write_latency: 0.02,
    }),
  ],
  [
    'slow-disk-all',
    [],
    everywhere({
      etcd_wal_fsync_p99: 0.06,
      etcd_wal_fsync_p50: 0.03,
      etcd_backend_commit_p99: 0.12,
      node_disk_write_latency: 0.02,
    }),
  ],
  ['fsync-stall', ['m2'], on('m2', { etcd_wal_fsync_p99: 0.3 })],
  [
    'noisy-neighbour',
    ['m1'],
    on('m1', {
      etcd_wal_fsync_p99: 0.03,
      etcd_wal_fsync_p50: 0.004,
      etcd_backend_commit_p99: 0.05,
      node_disk_busy: 0.98,
      node_disk_write_bytes: 90_000_000,
      node_cpu_iowait: 0.3,
      node_pressure_io: 0.3,
    }),
  ],
  [
    'cpu-starvation',
    ['m1'],
    [
      ...on('m1', {
        etcd_wal_fsync_p99: 0.11,
        etcd_backend_commit_p99: 0.12,
        etcd_scrape_time: 0.9,
        etcd_heartbeat_late_rate: 0.1,
        node_cpu_busy: 0.97,
      }),
      { metric: 'etcd_peer_rtt_p99', at: { peer: 'm1' }, value: 0.06 },
    ],
  ],
  ['network-latency', ['m1', 'm3'], between('m1', 'm3', { etcd_peer_rtt_p99: 0.1, etcd_peer_rtt_p50: 0.1 })],
  [
    'network-loss',
    ['m3'],
    [
      ...between('m1', 'm3', { etcd_peer_rtt_p99: 0.4 }),
      ...between('m2', 'm3', { etcd_peer_rtt_p99: 0.4 }),
      ...on('m3', { node_tcp_retransmit_ratio: 0.05, node_tcp_timeouts_rate: 3 }),
    ],
  ],
  ['partition', ['m2'], on('m2', { etcd_has_leader: 0, etcd_proposals_committed_rate: 0, etcd_active_peers: 0 })],
  [
    'member-down',
    ['m2'],
    [
      ...on('m2', { etcd_member_up: 0 }),
      { metric: 'etcd_peer_send_failed_rate', at: { peer: 'm2' }, value: 5 },
      { metric: 'etcd_active_peers', at: { member: 'm1' }, value: 1 },
      { metric: 'etcd_active_peers', at: { member: 'm3' }, value: 1 },
    ],
  ],
  ['leader-flapping', [], everywhere({ etcd_leader_changes: 5, etcd_grpc_write_p99: 2 })],
  [
    'expensive-ranges',
    [],
    everywhere({
      etcd_range_reply_mean: 9_000_000,
      etcd_client_sent_bytes: 18_000_000,
      etcd_grpc_write_p99: 0.05,
      etcd_process_cpu: 0.3,
    }),
  ],
  [
    'write-storm',
    [],
    everywhere({
      etcd_wal_write_bytes: 9_000_000,
      etcd_put_size_mean: 61_000,
      etcd_client_received_bytes: 3_000_000,
      etcd_backend_commit_p99: 0.05,
    }),
  ],
  ['fragmentation', ['m1', 'm2', 'm3'], everywhere({ etcd_db_fragmentation: 0.7 })],
  ['database-full', [], everywhere({ etcd_db_quota_use: 1, etcd_grpc_failed_rate: 40, etcd_grpc_failed_ratio: 0.9 })],
  ['defrag', ['m1'], on('m1', { etcd_defrag_seconds: 3, etcd_defrag_inflight: 1, etcd_grpc_write_p99: 3 })],
  ['compaction-spike', ['m2'], on('m2', { etcd_backend_commit_p99: 0.06, etcd_compaction_pause_p99: 0.2 })],
  ['lagging-follower', ['m3'], on('m3', { etcd_follower_lag: 4000, etcd_apply_lag: 3000 })],
  [
    'leader-overloaded',
    ['m1'],
    on('m1', {
      etcd_client_received_bytes: 9_000_000,
      etcd_process_cpu: 2,
      etcd_grpc_range_p99: 0.4,
      etcd_heartbeat_late_rate: 0.1,
    }),
  ],
  ['fd-exhaustion', ['m2'], on('m2', { etcd_fd_use: 0.95, etcd_open_fds: 19_000 })],
  ['clock-drift', ['m2'], on('m2', { node_clock_offset: 0.4 })],
  [
    'planned-disruption',
    [],
    [0, 1, 2].flatMap((index): Change[] => [
      {
        metric: 'etcd_start_time',
        at: { member: `m${index + 1}` },
        from: 0.3 + index * 0.1,
        value: 1_789_999_000 + index,
      },
      { metric: 'etcd_leader_changes', from: 0.3, value: 2 },
    ]),
  ],
]
