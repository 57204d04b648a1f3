import { tableSize } from '../model/connections.ts'
import { drawOf } from '../model/draw.ts'
import { lineRate } from '../model/link-load.ts'
import type { NodeNetwork } from '../model/node-network.ts'
import type { NodeState } from '../model/node-state.ts'
import { plus, scaled, wander, zero } from '../model/signals.ts'
import type { Counter, Family, Signal } from '../samples/family.ts'
import { counter, counters, gauge } from './families.ts'
import { netstatFamilies } from './node-netstat.ts'

export const nic = 'ens3'
/** Events in a second. Nodes share these signals, as the samples layer then adds them up once. */
const never: Signal = () => 0
const rarely: Signal = () => 0.004
const nowAndThen: Signal = () => 0.02

/** What the network collectors of a node's exporter tell; `neighbours` are the nodes that it talks to. */
export function networkFamilies(state: NodeState, neighbours: number): readonly Family[] {
  const { network } = state
  return [
    ...interfaceFamilies(state, neighbours),
    ...netstatFamilies(network),
    ...softnetFamilies(state),
    ...socketFamilies(network),
    ...conntrackFamilies(state),
  ]
}

const whole = { whole: true, noise: 0.08 }

function interfaceFamilies({ network, node }: NodeState, neighbours: number): readonly Family[] {
  const { factor } = network
  const labels = { device: nic }
  const of = (name: string, rate: Signal, times = 1) =>
    counter(`node_network_${name}_total`, `Network device statistic ${name}.`, rate, {
      labels,
      ...whole,
      factor: times,
    })
  const told = (name: string, value: Signal) =>
    gauge(`node_network_${name}`, `Network device property: ${name}`, value, { labels })
  return [
    of('receive_packets', network.packetsIn, factor),
    of('transmit_packets', network.packetsOut, factor),
    of('receive_bytes', network.bytesIn, factor),
    of('transmit_bytes', network.bytesOut, factor),
    of('receive_drop', plus(network.droppedIn, rarely)),
    of('transmit_drop', network.droppedOut),
    of('receive_errs', network.damaged),
    // The exporter counts wrong check sums among these.
    of('receive_frame', network.damaged),
    of('receive_fifo', network.overruns),
    of('receive_multicast', nowAndThen),
    ...['transmit_errs', 'transmit_fifo', 'transmit_carrier', 'transmit_colls'].map((name) => of(name, never)),
    ...['receive_compressed', 'receive_nohandler'].map((name) => of(name, never)),
    counters('node_network_carrier_changes_total', 'Network device property: carrier_changes_total', () => [
      { labels, total: () => 2 },
    ]),
    told('up', () => 1),
    told('carrier', () => 1),
    told('mtu_bytes', network.mtu),
    told('speed_bytes', () => lineRate),
    interfaceInfo(node.name),
    gauge('node_arp_entries', 'ARP entries by device', () => Math.min(neighbours, 900) + 3, { labels, whole: true }),
  ]
}

function interfaceInfo(node: string): Family {
  const [third, fourth] = [drawOf('address', node, 'third'), drawOf('address', node, 'fourth')].map((draw) =>
    Math.floor(256 * draw)
      .toString(16)
      .padStart(2, '0'),
  )
  return gauge('node_network_info', 'Non-numeric data from /sys/class/net/<iface>, value is always 1.', () => 1, {
    labels: {
      device: nic,
      address: `52:54:00:1b:${third}:${fourth}`,
      adminstate: 'up',
      broadcast: 'ff:ff:ff:ff:ff:ff',
      duplex: 'full',
      ifalias: '',
      operstate: 'up',
    },
  })
}

function softnetFamilies({ network, cpu, node }: NodeState): readonly Family[] {
  const weights = Array.from({ length: cpu.cores }, (_, index) => 0.8 + 0.4 * drawOf('softnet', node.name, `${index}`))
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const of = (name: string, help: string, perCpu: (index: number, share: number) => Omit<Counter, 'labels'>) =>
    counters(`node_softnet_${name}_total`, help, () =>
      weights.map((weight, index) => ({ labels: { cpu: String(index) }, ...whole, ...perCpu(index, weight / sum) })),
    )
  return [
    of('processed', 'Number of processed packets', (index, share) => {
      const { processed } = network.beside(index)
      const usual = { rate: network.handled, factor: network.factor * share }
      return processed === zero ? usual : { rate: plus(scaled(usual.rate, usual.factor), processed) }
    }),
    of('times_squeezed', 'Number of times processing packets ran out of quota', (index) => ({
      rate: plus(network.beside(index).squeezed, rarely),
    })),
    of('dropped', 'Number of dropped packets', (index) => ({ rate: network.beside(index).dropped })),
    of('received_rps', 'Number of times cpu woken up received_rps', () => ({ rate: never })),
    of('flow_limit_count', 'Number of times flow limit has been reached', () => ({ rate: never })),
  ]
}

function socketFamilies({ sockets, factor }: NodeNetwork): readonly Family[] {
  const of = (name: string, value: Signal) =>
    gauge(`node_sockstat_${name}`, `Number of ${name.replace('_', ' sockets in state ')}.`, value, {
      whole: true,
      noise: 0.04,
    })
  const { hoarding, waiting, tcpBytes, udpBytes } = sockets
  const connected: Signal = (time) => factor * sockets.connected(time)
  return [
    of(
      'TCP_inuse',
      plus((time) => 0.6 * connected(time), waiting),
    ),
    of('TCP6_inuse', (time) => 0.4 * connected(time)),
    of(
      'TCP_alloc',
      plus((time) => 2.4 * connected(time), waiting, hoarding),
    ),
    // Programs that give up on what they do not read leave sockets behind.
    of(
      'TCP_orphan',
      plus(() => 2, scaled(hoarding, 0.3)),
    ),
    of('TCP_tw', () => 110),
    of('TCP_mem_bytes', (time) => factor * tcpBytes(time)),
    of('UDP_mem_bytes', udpBytes),
    of('UDP_inuse', () => 14),
    of('UDP6_inuse', () => 8),
    of('RAW6_inuse', () => 1),
    of(
      'sockets_used',
      plus((time) => 700 + 3 * connected(time), waiting),
    ),
    ...['UDPLITE_inuse', 'UDPLITE6_inuse', 'RAW_inuse', 'FRAG_inuse', 'FRAG6_inuse', 'FRAG_memory', 'FRAG6_memory'].map(
      (name) => of(name, never),
    ),
  ]
}

function conntrackFamilies({ network: { connections, factor }, node }: NodeState): readonly Family[] {
  const stat = (name: string, rate: Signal) =>
    counter(`node_nf_conntrack_stat_${name}`, `Number of conntrack ${name} events.`, rate, { whole: true })
  // No noise of samples, which would carry a full table beyond its limit.
  const mood = wander(`${node.name} conntrack`, 60)
  return [
    gauge(
      'node_nf_conntrack_entries',
      'Number of currently allocated flow entries for connection tracking.',
      (time) =>
        Math.min(tableSize, factor * connections.usual(time) * (1 + 0.06 * mood(time)) + connections.kept(time)),
      { whole: true },
    ),
    gauge('node_nf_conntrack_entries_limit', 'Maximum size of connection tracking table.', () => tableSize),
    stat('drop', connections.dropped),
    stat('early_drop', connections.earlyDropped),
    stat('insert_failed', connections.clashed),
    stat('invalid', nowAndThen),
  ]
}
