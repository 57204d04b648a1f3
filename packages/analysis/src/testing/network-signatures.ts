import type { Change } from './measured.ts'
import { everywhere, on } from './signatures.ts'

const loss = { node_tcp_retransmit_ratio: 0.02, node_tcp_timeouts_rate: 2, node_tcp_retransmits: 160 }

/** What each cause of the node network looks like. */
export const networkSignatures: readonly [cause: string, nodes: string[], changes: Change[]][] = [
  ['link-flap', ['m2'], on('m2', { node_nic_flaps: 3, node_nic_carrier_changes: (index) => index / 10, ...loss })],
  ['bond-degraded', ['m1'], on('m1', { node_bond_missing: 1 })],
  ['slow-link', ['m3'], on('m3', { node_nic_speed: 1_000_000_000 })],
  [
    'nic-errors',
    ['m2'],
    [
      ...on('m2', {
        node_network_receive_error_ratio: 0.02,
        node_nic_receive_errors: 160,
        node_nic_receive_frame: 160,
      }),
      ...everywhere(loss),
    ],
  ],
  [
    'nic-ring',
    ['m1'],
    on('m1', { node_nic_receive_fifo: 20, node_nic_receive_drops: 20, node_nic_receive_packets: 400_000 }),
  ],
  ['nic-saturation', ['m3'], on('m3', { node_nic_transmit_utilization: 0.98, node_nic_transmit_drops: 500, ...loss })],
  ['unwanted-packets', ['m2'], on('m2', { node_network_receive_drop_ratio: 0.07, node_nic_receive_nohandler: 600 })],
  [
    'softnet-overload',
    ['m1'],
    on('m1', {
      node_softnet_dropped: 900,
      node_softnet_squeezed: 400,
      node_softnet_processed: 900_000,
      node_cpu_busy: 0.99,
    }),
  ],
  [
    'softnet-imbalance',
    ['m2'],
    on('m2', { node_softnet_dropped: 300, node_softnet_imbalance: 3.6, node_cpu_softirq_peak: 0.98 }),
  ],
  ['softnet-budget', ['m3'], on('m3', { node_softnet_squeezed: 60 })],
  ['fabric-loss', [], everywhere(loss)],
  ['node-path-loss', ['m2'], on('m2', loss)],
  [
    'mtu-mismatch',
    ['m1'],
    on('m1', { node_nic_mtu: 1400, node_tcp_retransmit_ratio: 0.02, node_icmp_out: 40, node_tcp_timeouts_rate: 2 }),
  ],
  ['listen-overflow', ['m3'], on('m3', { node_tcp_listen_overflows: 12, node_tcp_listen_drops: 12 })],
  [
    'conntrack-exhaustion',
    ['m1'],
    on('m1', { node_conntrack_used: 0.99, node_conntrack_entries: 260_000, node_conntrack_drops: 80 }),
  ],
  ['conntrack-clashes', ['m2'], on('m2', { node_conntrack_insert_failed: 3 })],
  ['udp-buffer', ['m2'], on('m2', { node_udp_rcvbuf_errors: 50 })],
  ['udp-send-buffer', ['m3'], on('m3', { node_udp_sndbuf_errors: 50 })],
  ['closed-ports', ['m1'], on('m1', { node_tcp_resets_sent: 400, node_tcp_attempt_fails: 300 })],
  [
    'socket-memory',
    ['m2'],
    on('m2', { node_socket_tcp_memory_share: 0.07, node_tcp_receive_queue_drops: 20, node_socket_tcp_orphan: 4_000 }),
  ],
  [
    'connection-churn',
    ['m3'],
    on('m3', { node_socket_tcp_time_wait: 25_000, node_tcp_active_opens: 900, node_conntrack_entries: 40_000 }),
  ],
]
