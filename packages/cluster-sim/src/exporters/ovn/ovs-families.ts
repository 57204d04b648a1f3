import { plus, scaled } from '../../model/signals.ts'
import type { Family, Signal } from '../../samples/family.ts'
import { counter, gauge, gauges } from '../families.ts'
import { resident, services } from '../kubelet-services.ts'
import { daemonCounter, type SharedState, scaledCounters, scaledGauge } from './shared-families.ts'

const never: Signal = () => 0
const rarely: Signal = () => 2e-5
const datapath = { datapath: 'ovs-system' }
const processCpu = 'Total user and system CPU time spent in seconds.'

/** What Open vSwitch of a node tells by way of ovnkube, on port 9105. */
export function ovsFamilies(state: SharedState): readonly Family[] {
  return [...datapathFamilies(state), ...bridgeFamilies(state), ...processFamilies(state), ...interfaceFamilies(state)]
}

function datapathFamilies({ ovn: { datapath: dp } }: SharedState): readonly Family[] {
  const lookups = (name: string, help: string, rate: Signal, noise = 0.05) =>
    daemonCounter(`ovs_vswitchd_dp_${name}`, help, rate, { labels: datapath, scales: true, noise })
  const told = (name: string, help: string, rate: Signal) => daemonCounter(`ovs_vswitchd_${name}`, help, rate)
  const flows = { labels: datapath, whole: true, noise: 0.03 }
  return [
    lookups(
      'packets_total',
      'Represents the total number of packets datapath processed which is the sum of hit and missed.',
      dp.packets,
    ),
    lookups(
      'flows_lookup_hit',
      'Represents number of packets matching the existing flows while processing incoming packets in the datapath.',
      (time) => dp.packets(time) - dp.missed(time),
    ),
    lookups(
      'flows_lookup_missed',
      'Represents the number of packets not matching any existing flow and require user space processing.',
      dp.missed,
    ),
    lookups(
      'flows_lookup_lost',
      'number of packets destined for user space process but subsequently dropped before reaching userspace.',
      dp.lost,
      0,
    ),
    lookups('masks_hit', 'Represents the total number of masks visited for matching incoming packets.', dp.masksTried),
    scaledGauge('ovs_vswitchd_dp_flows_total', 'Represents the number of flows in datapath.', dp.flows, flows),
    gauge('ovs_vswitchd_dp_masks_total', 'Represents the number of masks in a datapath.', dp.masks, flows),
    gauge(
      'ovs_vswitchd_dp_masks_hit_ratio',
      'Represents the average number of masks visited per packet',
      (time) => dp.masksTried(time) / dp.packets(time),
      { labels: datapath },
    ),
    told('netlink_overflow', 'Netlink messages dropped by the daemon due to buffer overflow.', dp.overflows),
    told(
      'upcall_flow_limit_hit',
      'Counter is increased when datapath reaches the dynamic limit of flows.',
      dp.limitHits,
    ),
    told(
      'upcall_flow_limit_kill',
      'Counter is increased when a number of datapath flows twice as high as current dynamic flow limit.',
      dp.limitKills,
    ),
  ]
}

function bridgeFamilies({ ovn: { size } }: SharedState): readonly Family[] {
  const bridges: Readonly<Record<string, Signal>> = {
    'br-int': size.openFlows,
    'br-ex': (time) => 45 + 3 * size.services + 0.1 * size.pods(time),
  }
  const told = (name: string, help: string, rate: Signal) => daemonCounter(`ovs_vswitchd_${name}`, help, rate)
  return [
    gauges('ovs_vswitchd_bridge_flows_total', 'Represents the number of OpenFlow flows on the OVS bridge.', () =>
      Object.entries(bridges).map(([bridge, value]) => ({ labels: { bridge }, value, whole: true, noise: 0.003 })),
    ),
    told(
      'rconn_overflow',
      'Specifies the number of messages that have been dropped because of the queue overflow.',
      never,
    ),
    told(
      'rconn_discarded',
      'Specifies the number of messages that have been dropped because the send queue had to be flushed because of reconnection.',
      never,
    ),
    told('stream_open', 'Specifies the number of attempts to connect to a remote peer (active connection).', rarely),
  ]
}

function processFamilies({ ovn, cpu }: SharedState): readonly Family[] {
  const { handlers, revalidators } = ovn.datapath
  const { cpu: share = 0 } = services.find(({ id }) => id === '/system.slice/ovsdb-server.service') ?? {}
  const memory = (process: 'vswitchd' | 'db', bytes: Signal) =>
    gauge(`ovs_${process}_process_resident_memory_bytes`, 'Resident memory size in bytes.', bytes, { whole: true })
  return [
    scaledCounters('ovs_vswitchd_process_cpu_seconds_total', processCpu, [{ labels: {}, rate: ovn.vswitchd.cpu }]),
    counter('ovs_db_process_cpu_seconds_total', processCpu, cpu.busy, { factor: share }),
    memory('vswitchd', scaled(ovn.vswitchd.memory, resident)),
    memory('db', (time) => 9e6 + 9000 * ovn.size.pods(time)),
    gauge('ovs_vswitchd_handlers_total', 'Represents the number of handlers thread.', () => handlers),
    gauge('ovs_vswitchd_revalidators_total', 'Represents the number of revalidators thread.', () => revalidators),
  ]
}

function interfaceFamilies({ ovn: { created, deleted, setup } }: SharedState): readonly Family[] {
  const of = (name: string, help: string, rate: Signal) =>
    daemonCounter(`ovs_vswitchd_interface_${name}`, help, rate, { scales: true })
  // Pods that go take a packet or two with them.
  const withPods = scaled(deleted, 0.4)
  return [
    of(
      'resets_total',
      'The number of link state changes observed by Open vSwitch interface(s).',
      scaled(plus(created, deleted), 1.5),
    ),
    of('rx_dropped_total', 'The total number of received packets dropped by Open vSwitch interface(s).', withPods),
    of('tx_dropped_total', 'The total number of transmitted packets dropped by Open vSwitch interface(s).', withPods),
    of('rx_errors_total', 'The total number of received packets with errors by Open vSwitch interface(s).', never),
    of('tx_errors_total', 'The total number of transmitted packets with errors by Open vSwitch interface(s).', never),
    scaledCounters(
      'ovs_vswitchd_interface_up_wait_seconds_total',
      'The total number of seconds that is required to wait for pod Open vSwitch interface until its available',
      [{ labels: {}, rate: setup.waiting }],
    ),
  ]
}
