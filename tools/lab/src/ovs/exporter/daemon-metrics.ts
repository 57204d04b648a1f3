import type { Stopwatch } from '../parse/stopwatches.ts'
import { type Family, gauge } from './exposition.ts'

/**
 * What OVN-Kubernetes exports of each program's own counters: its name for a counter by the events that it adds up, where
 * they are called otherwise. From go-controller/pkg/metrics (ovs.go, ovn.go, ovn_northd.go).
 */
const transactions = ['txn_success', 'txn_error', 'txn_uncommitted', 'txn_unchanged', 'txn_incomplete', 'txn_aborted']
const netlink = ['netlink_sent', 'netlink_received', 'netlink_recv_jumbo', 'netlink_overflow']
const openflow = ['rconn_sent', 'rconn_queued', 'rconn_discarded', 'rconn_overflow']
const connections = ['vconn_open', 'vconn_sent', 'vconn_received', 'stream_open']

type Counters = Readonly<Record<string, readonly string[]>>

const same = (...names: string[]): Counters => Object.fromEntries(names.map((name) => [name, [name]]))

export const vswitchdCounters: Counters = {
  ...same(...netlink, ...openflow, ...connections, 'pstream_open', ...transactions, 'txn_try_again'),
  ...same('dpif_port_add', 'dpif_port_del', 'dpif_flow_flush', 'dpif_flow_get', 'dpif_flow_put', 'dpif_flow_del'),
  ...same('bridge_reconfigure', 'xlate_actions', 'xlate_actions_oversize', 'xlate_actions_too_many_output'),
  ...same(
    'ofproto_dpif_expired',
    'ofproto_flush',
    'ofproto_packet_out',
    'ofproto_recv_openflow',
    'ofproto_reinit_ports',
  ),
  ...same('upcall_flow_limit_hit', 'upcall_flow_limit_kill'),
  dpif_execute: ['dpif_execute', 'dpif_execute_with_help'],
  packet_in: ['flow_extract'],
  packet_in_drop: ['packet_in_overflow'],
}

export const controllerCounters: Counters = {
  ...same('lflow_run', ...netlink, ...openflow, ...connections, ...transactions, 'txn_try_again'),
  packet_in: ['flow_extract'],
  packet_in_drop: [
    'pinctrl_drop_put_mac_binding',
    'pinctrl_drop_buffered_packets_map',
    'pinctrl_drop_controller_event',
    'pinctrl_drop_put_vport_binding',
  ],
}

export const northdCounters: Counters = same('pstream_open', 'stream_open', ...transactions, 'txn_try_again')

/** Parts of a loop by the name that OVN-Kubernetes exports them under. */
type Parts = Readonly<Record<string, string>>

export const controllerParts: Parts = {
  bfd_run: 'bfd-run',
  flow_installation: 'flow-installation',
  if_status_mgr_run: 'if-status-mgr-run',
  if_status_mgr_update: 'if-status-mgr-update',
  flow_generation: 'flow-generation',
  pinctrl_run: 'pinctrl-run',
  ofctrl_seqno_run: 'ofctrl-seqno-run',
  patch_run: 'patch-run',
  ct_zone_commit: 'ct-zone-commit',
}

export const northdParts: Parts = {
  ovn_northd_loop: 'ovn-northd-loop',
  ovnnb_db_run: 'ovnnb_db_run',
  build_flows_ctx: 'build_flows_ctx',
  build_lflows: 'build_lflows',
  lflows_lbs: 'lflows_lbs',
  clear_lflows_ctx: 'clear_lflows_ctx',
  lflows_ports: 'lflows_ports',
  lflows_dp_groups: 'lflows_dp_groups',
  lflows_datapaths: 'lflows_datapaths',
  lflows_igmp: 'lflows_igmp',
  ovnsb_db_run: 'ovnsb_db_run',
}

/** Counters of a program, as the gauges that OVN-Kubernetes makes of them; an event that never happened is 0. */
export function counterFamilies(prefix: string, counters: Counters, totals: ReadonlyMap<string, number>): Family[] {
  return Object.entries(counters).map(([name, events]) =>
    gauge(
      `${prefix}_${name}`,
      events.reduce((sum, event) => sum + (totals.get(event) ?? 0), 0),
    ),
  )
}

/** Times of a program's loop by part. A part that this version does not have is left out, where OVN-Kubernetes says 0. */
export function stopwatchFamilies(prefix: string, parts: Parts, stopwatches: ReadonlyMap<string, Stopwatch>): Family[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    const stopwatch = stopwatches.get(part)
    return [
      gauge(`${prefix}_${name}_total_samples`, stopwatch?.samples),
      gauge(`${prefix}_${name}_maximum`, stopwatch?.maximum),
      gauge(`${prefix}_${name}_minimum`, stopwatch?.minimum),
      gauge(`${prefix}_${name}_95th_percentile`, stopwatch?.percentile95),
      gauge(`${prefix}_${name}_short_term_avg`, stopwatch?.shortTermAverage),
      gauge(`${prefix}_${name}_long_term_avg`, stopwatch?.longTermAverage),
    ]
  })
}
