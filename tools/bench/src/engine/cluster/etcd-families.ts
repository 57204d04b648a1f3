import { across, constant, counter, doubling, type Family, gauge, histogram } from './family.ts'

const unary = [
  { grpc_service: 'etcdserverpb.KV', grpc_method: 'Range' },
  { grpc_service: 'etcdserverpb.KV', grpc_method: 'Txn' },
  { grpc_service: 'etcdserverpb.KV', grpc_method: 'Compact' },
  { grpc_service: 'etcdserverpb.Lease', grpc_method: 'LeaseGrant' },
  { grpc_service: 'etcdserverpb.Maintenance', grpc_method: 'Status' },
].map((labels) => ({ ...labels, grpc_type: 'unary' }))

const streams = ['Watch', 'Lease'].map((name) => ({
  grpc_service: `etcdserverpb.${name}`,
  grpc_method: name === 'Watch' ? 'Watch' : 'LeaseKeepAlive',
  grpc_type: 'bidi_stream',
}))

/** What one etcd member exports that the catalog reads; `peers` are the ids of the two others. */
export function etcdFamilies(peers: readonly string[], leads: boolean): Family[] {
  return [...disk(), ...database(), ...server(leads), ...grpc(), ...network(peers), ...processOf(0.3, 9e8)]
}

function disk(): Family[] {
  const slow = doubling(0.001, 14)
  return [
    histogram('etcd_disk_wal_fsync_duration_seconds', 120, 0.0015, slow),
    histogram('etcd_disk_backend_commit_duration_seconds', 10, 0.006, slow),
    histogram('etcd_disk_wal_write_duration_seconds', 120, 0.0001, doubling(0.0001, 14)),
    histogram('etcd_disk_backend_defrag_duration_seconds', 0.0001, 1, doubling(0.1, 13)),
    counter('etcd_disk_wal_write_bytes_total', 9e5),
    constant('etcd_disk_defrag_inflight', 0),
    histogram('etcd_debugging_disk_backend_commit_write_duration_seconds', 10, 0.003, slow),
    histogram('etcd_debugging_disk_backend_commit_spill_duration_seconds', 10, 0.0004, slow),
    histogram('etcd_debugging_snap_save_total_duration_seconds', 0.01, 0.02, slow),
  ]
}

function database(): Family[] {
  return [
    gauge('etcd_mvcc_db_total_size_in_bytes', 1.2e9, 2e8),
    gauge('etcd_mvcc_db_total_size_in_use_in_bytes', 7e8, 1e8),
    constant('etcd_server_quota_backend_bytes', 8 * 2 ** 30),
    gauge('etcd_debugging_mvcc_keys_total', 40_000, 3_000),
    counter('etcd_mvcc_put_total', 90),
    counter('etcd_mvcc_delete_total', 4),
    counter('etcd_mvcc_range_total', 400),
    counter('etcd_mvcc_txn_total', 90),
    counter('etcd_debugging_mvcc_total_put_size_in_bytes', 4e5),
    gauge('etcd_debugging_mvcc_watcher_total', 900, 40),
    constant('etcd_debugging_mvcc_slow_watcher_total', 0),
    gauge('etcd_debugging_mvcc_pending_events_total', 3, 3),
    counter('etcd_debugging_mvcc_db_compaction_keys_total', 60),
    histogram('etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds', 0.2, 8, doubling(1, 13)),
    histogram('etcd_debugging_mvcc_db_compaction_total_duration_milliseconds', 0.003, 900, doubling(100, 14)),
  ]
}

function server(leads: boolean): Family[] {
  return [
    constant('etcd_server_has_leader', 1),
    constant('etcd_server_is_leader', leads ? 1 : 0),
    constant('etcd_server_is_learner', 0),
    constant('etcd_server_version', 1, [{ server_version: '3.5.21' }]),
    constant('etcd_cluster_version', 1, [{ cluster_version: '3.5' }]),
    counter('etcd_server_leader_changes_seen_total', 0.00003),
    counter('etcd_server_proposals_committed_total', 95),
    counter('etcd_server_proposals_applied_total', 95),
    gauge('etcd_server_proposals_pending', 2, 2),
    counter('etcd_server_proposals_failed_total', 0.001),
    counter('etcd_server_heartbeat_send_failures_total', 0.01),
    counter('etcd_server_slow_apply_total', 0.02),
    counter('etcd_server_slow_read_indexes_total', 0.01),
    counter('etcd_server_read_indexes_failed_total', 0.001),
    counter('etcd_server_health_failures', 0.0005),
    constant('etcd_server_snapshot_apply_in_progress_total', 0),
    histogram('etcd_server_apply_duration_seconds', 95, 0.0004, doubling(0.0001, 20), [
      { version: 'v3', op: 'Txn', success: 'true' },
      { version: 'v3', op: 'DeleteRange', success: 'true' },
    ]),
  ]
}

function grpc(): Family[] {
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  const codes = across({ grpc_code: ['OK', 'Unavailable', 'DeadlineExceeded'] })
  const handled = [...unary, ...streams].flatMap((call) => codes.map((code) => ({ ...call, ...code })))
  return [
    histogram('grpc_server_handling_seconds', 60, 0.004, bounds, unary),
    counter('grpc_server_started_total', 70, [...unary, ...streams]),
    counter('grpc_server_handled_total', 20, handled),
  ]
}

function network(peers: readonly string[]): Family[] {
  const to = across({ To: peers })
  const from = across({ From: [...peers, '0'] })
  const both = peers.map((peer) => ({ Local: 'self', Remote: peer }))
  return [
    histogram('etcd_network_peer_round_trip_time_seconds', 0.04, 0.002, doubling(0.0001, 16), to),
    counter('etcd_network_peer_sent_bytes_total', 3e5, to),
    counter('etcd_network_peer_received_bytes_total', 3e5, from),
    counter('etcd_network_peer_sent_failures_total', 0.002, to, { bornAt: 0.6 }),
    counter('etcd_network_peer_received_failures_total', 0.002, across({ From: peers }), { bornAt: 0.7 }),
    counter('etcd_network_disconnected_peers_total', 0.0005, both, { bornAt: 0.5 }),
    constant('etcd_network_active_peers', 1, both),
    counter('etcd_network_snapshot_send_success', 0.0001, to),
    counter('etcd_network_client_grpc_received_bytes_total', 2e5),
    counter('etcd_network_client_grpc_sent_bytes_total', 3e6),
  ]
}

/** What every Go process exports of itself. */
export function processOf(cores: number, bytes: number): Family[] {
  return [
    counter('process_cpu_seconds_total', cores, undefined, { whole: false }),
    gauge('process_resident_memory_bytes', bytes, bytes / 10),
    gauge('process_open_fds', 300, 30),
    constant('process_max_fds', 1_048_576),
  ]
}
