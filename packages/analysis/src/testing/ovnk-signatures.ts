import type { Change } from './measured.ts'
import { everywhere, on } from './signatures.ts'

/** What each cause of OVN-Kubernetes looks like. */
export const ovnkSignatures: readonly [cause: string, nodes: string[], changes: Change[]][] = [
  ['node-without-ovn', ['m2'], on('m2', { ovn_node_has_pod: 0, ovn_northd_active: 0 })],
  ['nb-stale', ['m1'], on('m1', { ovn_nb_age: 900, ovn_sb_lag: 600 })],
  ['sb-stale', ['m3'], on('m3', { ovn_sb_lag: 600 })],
  ['northd-inactive', ['m2'], on('m2', { ovn_northd_active: 0, ovn_sb_lag: 600 })],
  ['sb-disconnected', ['m3'], on('m3', { ovn_controller_sb_connected: 0, ovn_cni_error_ratio: 0.6 })],
  ['northd-slow', ['m1'], on('m1', { ovn_northd_loop_p95: 4, ovn_pod_port_to_binding_p99: 6, ovn_sb_lag: 200 })],
  ['controller-overload', ['m2'], on('m2', { ovn_pod_first_seen_to_port_p99: 4, ovn_container_cpu: 0.9 })],
  [
    'recompute-storm',
    ['m3'],
    on('m3', { ovn_lflow_run_rate: 0.4, ovn_flow_generation_p95: 3, ovn_container_cpu: 0.9 }),
  ],
  ['flow-installation', ['m1'], on('m1', { ovn_flow_installation_p95: 4, ovs_vswitchd_cpu: 2 })],
  ['txn-errors', ['m2'], on('m2', { ovn_txn_error_rate: 0.5 })],
  ['upcall-overload', ['m3'], on('m3', { ovs_dp_lost_rate: 400, ovs_dp_miss_rate: 20_000, ovs_vswitchd_cpu: 3 })],
  ['flow-limit', ['m1'], on('m1', { ovs_flow_limit_rate: 900, ovs_dp_flows: 120_000, ovs_dp_lost_rate: 20 })],
  ['mask-growth', ['m2'], on('m2', { ovs_dp_masks_per_packet: 12, ovs_dp_masks: 300 })],
  ['interface-faults', ['m3'], on('m3', { ovs_interface_fault_rate: 60 })],
  ['cni-errors', ['m1'], on('m1', { ovn_cni_error_ratio: 0.5, kubelet_pod_start_p99: 8 })],
  ['subnet-exhaustion', [], everywhere({ ovn_subnet_use: 0.95 })],
  ['cluster-manager-down', [], everywhere({ ovn_control_plane_up: 0, ovn_cluster_manager_has_leader: 0 })],
  [
    'control-plane-slow',
    [],
    everywhere({ api_write_p99: 4, ovn_pod_first_seen_to_port_p99: 1, ovn_pod_creation_p99: 7, api_etcd_p99: 2 }),
  ],
  ['slow-image-pull', ['m2'], on('m2', { kubelet_pod_run_p99: 60 })],
  ['slow-runtime', ['m3'], on('m3', { kubelet_sandbox_p99: 9, kubelet_pod_start_p99: 11 })],
  ['flow-scale', ['m1'], on('m1', { ovs_bridge_flows: 90_000 })],
]
