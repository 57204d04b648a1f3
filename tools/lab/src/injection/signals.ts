/** A figure that faults move, as PromQL over the lab's own labels; keyed by member, or by member and peer. */
export interface Signal {
  title: string
  unit: 'seconds' | 'per_second' | 'ratio' | 'bytes' | 'bytes_per_second' | 'count'
  /** `$w` is the window that its source's pace needs. */
  query: string
  windowSeconds?: number
}

const quantile = (metric: string, matcher = '') =>
  `histogram_quantile(0.99, sum by (instance, le) (rate(${metric}_bucket{${matcher}}[$w])))`

/** Peers are given by id; the id's owner is the member that says `etcd_server_id` of itself. */
const namedPeer = `* on (To) group_left (peer) max by (To, peer) (
  label_replace(label_replace(etcd_server_id, "To", "$1", "server_id", "(.+)"), "peer", "$1", "instance", "(.+)"))`

export const signals = {
  fsync_p99: { title: 'WAL fsync p99', unit: 'seconds', query: quantile('etcd_disk_wal_fsync_duration_seconds') },
  commit_p99: {
    title: 'backend commit p99',
    unit: 'seconds',
    query: quantile('etcd_disk_backend_commit_duration_seconds'),
  },
  put_p99: { title: 'Put p99', unit: 'seconds', query: quantile('grpc_server_handling_seconds', 'grpc_method="Put"') },
  range_p99: {
    title: 'Range p99',
    unit: 'seconds',
    query: quantile('grpc_server_handling_seconds', 'grpc_method="Range"'),
  },
  peer_rtt: {
    title: 'peer round trip p99',
    unit: 'seconds',
    // Observed once per peer every 30 s.
    windowSeconds: 60,
    query: `histogram_quantile(0.99, sum by (instance, To, le) (rate(etcd_network_peer_round_trip_time_seconds_bucket[$w]))) ${namedPeer}`,
  },
  pending: { title: 'proposals pending', unit: 'count', query: 'max_over_time(etcd_server_proposals_pending[$w])' },
  committed: {
    title: 'proposals committed',
    unit: 'per_second',
    query: 'rate(etcd_server_proposals_committed_total[$w])',
  },
  has_leader: { title: 'has a leader', unit: 'count', query: 'min_over_time(etcd_server_has_leader[$w])' },
  leader_changes: {
    title: 'leader changes',
    unit: 'count',
    query: 'increase(etcd_server_leader_changes_seen_total[$w])',
  },
  late_heartbeats: {
    title: 'late heartbeats',
    unit: 'count',
    query: 'increase(etcd_server_heartbeat_send_failures_total[$w])',
  },
  slow_apply: { title: 'slow applies', unit: 'count', query: 'increase(etcd_server_slow_apply_total[$w])' },
  throttled_cpu: { title: 'etcd CPU', unit: 'ratio', query: 'rate(process_cpu_seconds_total{job="etcd"}[$w])' },
  scrape: { title: 'slowest scrape', unit: 'seconds', query: 'max_over_time(scrape_duration_seconds{job="etcd"}[$w])' },
  up: { title: 'etcd answers scrapes', unit: 'count', query: 'min_over_time(up{job="etcd"}[$w])' },
  restarts: {
    title: 'restarts',
    unit: 'count',
    // The members restart one after another, some minutes in all.
    windowSeconds: 180,
    query: 'changes(process_start_time_seconds{job="etcd"}[$w])',
  },
  files_used: {
    title: 'open files of their limit',
    unit: 'ratio',
    query: 'max by (instance) (process_open_fds{job="etcd"} / process_max_fds{job="etcd"})',
  },
  client_sent: {
    title: 'sent to clients',
    unit: 'bytes_per_second',
    query: 'rate(etcd_network_client_grpc_sent_bytes_total[$w])',
  },
  client_received: {
    title: 'received from clients',
    unit: 'bytes_per_second',
    query: 'rate(etcd_network_client_grpc_received_bytes_total[$w])',
  },
  db_size: { title: 'database file', unit: 'bytes', query: 'etcd_mvcc_db_total_size_in_bytes' },
  db_free: {
    title: 'free share of the database file',
    unit: 'ratio',
    query: '1 - etcd_mvcc_db_total_size_in_use_in_bytes / etcd_mvcc_db_total_size_in_bytes',
  },
  quota_used: {
    title: 'database file of its quota',
    unit: 'ratio',
    query: 'etcd_mvcc_db_total_size_in_bytes / etcd_server_quota_backend_bytes',
  },
  exhausted: {
    title: 'requests refused for space',
    unit: 'per_second',
    query: 'sum by (instance) (rate(grpc_server_handled_total{grpc_code="ResourceExhausted"}[$w]))',
  },
  defrags: {
    title: 'defragmentations',
    unit: 'count',
    query: 'increase(etcd_disk_backend_defrag_duration_seconds_count[$w])',
  },
  disk_busy: { title: 'disk busy', unit: 'ratio', query: 'rate(node_disk_io_time_seconds_total[$w])' },
  disk_written: { title: 'disk writes', unit: 'bytes_per_second', query: 'rate(node_disk_written_bytes_total[$w])' },
  retransmitted: {
    title: 'TCP segments retransmitted',
    unit: 'per_second',
    query: 'rate(node_netstat_Tcp_RetransSegs[$w])',
  },
  timeouts: { title: 'TCP timeouts', unit: 'per_second', query: 'rate(node_netstat_TcpExt_TCPTimeouts[$w])' },
  listen_overflows: {
    title: 'listen overflows',
    unit: 'per_second',
    query: 'rate(node_netstat_TcpExt_ListenOverflows[$w])',
  },
  udp_buffer_errors: {
    title: 'UDP receive buffer errors',
    unit: 'per_second',
    query: 'rate(node_netstat_Udp_RcvbufErrors[$w])',
  },
  conntrack_used: {
    title: 'conntrack table used',
    unit: 'ratio',
    query: 'node_nf_conntrack_entries / node_nf_conntrack_entries_limit',
  },
  conntrack_drops: { title: 'conntrack drops', unit: 'per_second', query: 'rate(node_nf_conntrack_stat_drop[$w])' },
  squeezed: {
    title: 'softnet time squeezes',
    unit: 'per_second',
    query: 'sum by (instance) (rate(node_softnet_times_squeezed_total[$w]))',
  },
  softnet_dropped: {
    title: 'softnet drops',
    unit: 'per_second',
    query: 'sum by (instance) (rate(node_softnet_dropped_total[$w]))',
  },
  receive_dropped: {
    title: 'frames dropped on receive',
    unit: 'per_second',
    query: 'rate(node_network_receive_drop_total{device="eth0"}[$w])',
  },
  qdisc_dropped: {
    title: 'frames dropped in the queue',
    unit: 'per_second',
    query: 'sum by (instance) (rate(node_qdisc_drops_total{device="eth0"}[$w]))',
  },
  carrier_changes: {
    title: 'carrier changes',
    unit: 'count',
    query: 'increase(node_network_carrier_changes_total{device="eth0"}[$w])',
  },
} as const satisfies Record<string, Signal>

export type SignalName = keyof typeof signals

/** The signal's query with its window filled in: 20 s, ten scrapes of a lab, unless its source is slower. */
export function signalQuery({ query, windowSeconds = 20 }: Signal): string {
  return query.replaceAll('$w', `${windowSeconds}s`)
}
