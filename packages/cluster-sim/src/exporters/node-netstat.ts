import type { NodeNetwork } from '../model/node-network.ts'
import type { Family, Signal } from '../samples/family.ts'
import { counter, gauge } from './families.ts'

interface Options {
  factor?: number
  noise?: number
}

/** Events in a second. Nodes share these signals, as the samples layer then adds them up once. */
const never: Signal = () => 0
const nowAndThen: Signal = () => 0.02
const often: Signal = () => 0.6

/** What a node's exporter tells of /proc/net/netstat and /proc/net/snmp, by its usual choice of statistics. */
export function netstatFamilies(network: NodeNetwork): readonly Family[] {
  return [...tcpFamilies(network), ...ipFamilies(network), ...udpFamilies(network)]
}

function netstat(name: string, rate: Signal, options: Options = {}): Family {
  return counter(`node_netstat_${name}`, `Statistic ${name.replace('_', '')}.`, rate, {
    whole: true,
    noise: 0.08,
    ...options,
  })
}

function tcpFamilies({ tcp, factor }: NodeNetwork): readonly Family[] {
  return [
    netstat('Tcp_OutSegs', tcp.segments, { factor }),
    netstat('Tcp_InSegs', tcp.received, { factor }),
    netstat('Tcp_RetransSegs', tcp.retransmits, { factor }),
    netstat('TcpExt_TCPSynRetrans', tcp.requestsAgain, { factor }),
    netstat('TcpExt_TCPTimeouts', tcp.timeouts, { factor }),
    netstat('TcpExt_TCPOFOQueue', tcp.outOfOrder, { factor }),
    netstat('Tcp_ActiveOpens', tcp.opened, { factor }),
    netstat('Tcp_PassiveOpens', tcp.opened, { factor: 1.3 * factor }),
    netstat('Tcp_OutRsts', often, { factor }),
    netstat('TcpExt_ListenOverflows', tcp.overflows),
    // A request that finds the queue full counts as both.
    netstat('TcpExt_ListenDrops', tcp.overflows),
    netstat('TcpExt_TCPRcvQDrop', tcp.queueDrops),
    ...['SyncookiesSent', 'SyncookiesRecv', 'SyncookiesFailed'].map((name) => netstat(`TcpExt_${name}`, never)),
    netstat('Tcp_InErrs', never),
    gauge('node_netstat_Tcp_CurrEstab', 'Statistic TcpCurrEstab.', (time) => 150 + 0.06 * factor * tcp.segments(time), {
      whole: true,
      noise: 0.03,
    }),
  ]
}

function ipFamilies({ bytesIn, bytesOut, icmpIn, icmpOut, factor }: NodeNetwork): readonly Family[] {
  return [
    netstat('IpExt_InOctets', bytesIn, { factor }),
    netstat('IpExt_OutOctets', bytesOut, { factor }),
    gauge('node_netstat_Ip_Forwarding', 'Statistic IpForwarding.', () => 1),
    netstat('Icmp_InMsgs', icmpIn),
    netstat('Icmp_OutMsgs', icmpOut),
    netstat('Icmp_InErrors', never),
    // A cluster of IPv4 has the other family on the links themselves, where neighbours look for each other.
    netstat('Ip6_InOctets', nowAndThen, { factor: 80 }),
    netstat('Ip6_OutOctets', nowAndThen, { factor: 80 }),
    netstat('Icmp6_InMsgs', nowAndThen),
    netstat('Icmp6_OutMsgs', nowAndThen),
    netstat('Icmp6_InErrors', never),
  ]
}

function udpFamilies({ datagramsIn, datagramsOut, datagramsUnread, factor }: NodeNetwork): readonly Family[] {
  return [
    netstat('Udp_InDatagrams', datagramsIn, { factor }),
    netstat('Udp_OutDatagrams', datagramsOut, { factor }),
    netstat('Udp_NoPorts', nowAndThen),
    netstat('Udp_RcvbufErrors', datagramsUnread),
    // Those count as errors too.
    netstat('Udp_InErrors', datagramsUnread),
    ...['Udp_SndbufErrors', 'UdpLite_InErrors', 'UdpLite6_InErrors'].map((name) => netstat(name, never)),
    ...['InDatagrams', 'OutDatagrams', 'NoPorts', 'InErrors', 'RcvbufErrors', 'SndbufErrors'].map((name) =>
      netstat(`Udp6_${name}`, never),
    ),
  ]
}
