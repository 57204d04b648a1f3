import { type Delay, onTopOf, partsOf } from '../model/delay.ts'
import type { Span } from '../model/lifecycle.ts'
import type { MemberModel, Model } from '../model/model.ts'
import type { Family, Signal } from '../samples/family.ts'
import { counter, counters, doubling, gauges, histograms } from './families.ts'

/** Each of the two connections to a peer tells its round trip twice a minute. */
const observed = 2 / 30
/** Heartbeats to a peer that cannot be reached fail, and so do the first messages of those that do not lead. */
const heartbeats = 10
const firstFailures = 2
/** A connection that only falls silent is noticed by its sender after this. Seconds. */
const noticed = 8
/** Bytes in a second that members say to each other when nothing is written. */
const idleBytes = 3500

/** Peers and clients, as a member counts what it sends and receives. */
export function etcdNetworkFamilies(each: MemberModel, model: Model): readonly Family[] {
  const { requests } = each
  const peers = model.members.filter((other) => other !== each)
  const help = {
    sent: 'The total number of bytes sent to peers.',
    received: 'The total number of bytes received from peers.',
  }
  return [
    histograms('etcd_network_peer_round_trip_time_seconds', 'Round-Trip-Time histogram between peers', () =>
      peers.map((peer) => ({
        labels: { To: peer.member.id },
        rate: (time) => (areParted(each, peer, model, time) ? 0 : observed),
        latency: (time) => partsOf(probe(each, peer, model, time)),
        bounds: doubling(0.0001, 16),
      })),
    ),
    counters('etcd_network_snapshot_send_success', 'Total number of successful snapshot sends', () =>
      peers.map((peer) => ({ labels: { To: peer.member.id }, total: () => 0, bornByEvent: true })),
    ),
    counters('etcd_network_peer_sent_bytes_total', help.sent, () =>
      peers.map((peer) => ({
        labels: { To: peer.member.id },
        rate: bytesBetween(each, peer, model),
        whole: true,
        noise: 0.1,
      })),
    ),
    counters('etcd_network_peer_received_bytes_total', help.received, () =>
      peers.map((peer) => ({
        labels: { From: peer.member.id },
        rate: bytesBetween(peer, each, model),
        whole: true,
        noise: 0.1,
      })),
    ),
    counter(
      'etcd_network_client_grpc_sent_bytes_total',
      'The total number of bytes sent to grpc clients.',
      requests.sentBytes,
      { whole: true, noise: 0.12 },
    ),
    counter(
      'etcd_network_client_grpc_received_bytes_total',
      'The total number of bytes received from grpc clients.',
      requests.receivedBytes,
      { whole: true, noise: 0.12 },
    ),
  ]
}

/** Connections to peers, and what went wrong with them. */
export function etcdConnectionFamilies(each: MemberModel, model: Model): readonly Family[] {
  const peers = model.members.filter((other) => other !== each)
  const local = each.member.id
  return [
    gauges('etcd_network_active_peers', 'The current number of active peer connections.', () =>
      peers.map((peer) => ({
        labels: { Local: local, Remote: peer.member.id },
        value: (time) => Number(!isGivenUp(each, peer, model, time)),
      })),
    ),
    counters('etcd_network_disconnected_peers_total', 'The total number of disconnected peers.', () =>
      peers.map((peer) => ({
        labels: { Local: local, Remote: peer.member.id },
        total: eventsOf(noticedPartings(each, peer, model), 1),
        bornByEvent: true,
      })),
    ),
    counters('etcd_network_peer_sent_failures_total', 'The total number of send failures from peers.', () =>
      peers.map((peer) => ({
        labels: { To: peer.member.id },
        total: failuresOf(each, peer, model),
        bornByEvent: true,
      })),
    ),
    counters('etcd_network_peer_received_failures_total', 'The total number of receive failures from peers.', () =>
      peers.map((peer) => ({
        labels: { From: peer.member.id },
        total: eventsOf(noticedPartings(each, peer, model), 2),
        bornByEvent: true,
      })),
    ),
  ]
}

/** The probe is answered by a process, which needs its CPU for it, and is read by one. */
function probe({ member, cpu }: MemberModel, peer: MemberModel, { network }: Model, time: number): Delay {
  const answering = peer.cpu.wait(time)
  const reading = cpu.wait(time)
  const waits = 1.6 * answering.share * answering.median + 0.6 * reading.share * reading.median
  return onTopOf(network.probe(member.name, peer.member.name, time), waits, 0.5)
}

function areParted(each: MemberModel, peer: MemberModel, { network }: Model, time: number): boolean {
  return !peer.runs(time) || network.isParted(each.member.name, peer.member.name, time)
}

/** Whether a member gave its connection to a peer up: it broke, or nothing that the leader sent was confirmed. */
function isGivenUp({ member }: MemberModel, peer: MemberModel, { network, leadership }: Model, time: number): boolean {
  if (!peer.runs(time)) return true
  const { leader, from } = leadership.at(time)
  return (
    leader === member.name && time > from + noticed && network.isParted(member.name, peer.member.name, time - noticed)
  )
}

/** When two members could not reach each other: what ends in silence is noticed by the leader alone. */
function partings({ member }: MemberModel, peer: MemberModel, { lifecycle, faults }: Model) {
  const cuts = faults
    .of('peer-cut')
    .filter(({ members }) => members.includes(member.name) || members.includes(peer.member.name))
  return {
    gone: lifecycle.absences(peer.member.name),
    silent: cuts.map(({ start, end }) => ({ from: start + noticed, to: end })),
  }
}

function noticedPartings(each: MemberModel, peer: MemberModel, model: Model): readonly Span[] {
  const { gone, silent } = partings(each, peer, model)
  return [...gone, ...silent.filter(({ from }) => model.leadership.at(from).leader === each.member.name)]
}

function eventsOf(spans: readonly Span[], each: number): Signal {
  return (time) => each * spans.filter(({ from }) => from <= time).length
}

/** Messages that could not be sent: those of the leader go on failing, the others hardly send any. */
function failuresOf(each: MemberModel, peer: MemberModel, model: Model): Signal {
  const { gone, silent } = partings(each, peer, model)
  return (time) => {
    const reigns = model.leadership.until(time)
    const led = ({ from, to }: Span) =>
      reigns.reduce((sum, reign, index) => {
        if (reign.leader !== each.member.name) return sum
        const until = Math.min(time, to, reigns[index + 1]?.from ?? time)
        return sum + Math.max(0, until - Math.max(from, reign.from))
      }, 0)
    const failed = [...gone, ...silent].reduce((sum, span) => sum + heartbeats * led(span), 0)
    return Math.floor(failed) + eventsOf(gone, firstFailures)(time)
  }
}

/** The leader sends every entry to everybody; the others say what they have. */
function bytesBetween(from: MemberModel, to: MemberModel, model: Model): Signal {
  return (time) => {
    if (!from.runs(time) || areParted(from, to, model, time)) return 0
    const leads = model.leadership.at(time).leader === from.member.name
    return idleBytes + (leads ? from.disk.walBytes(time) : 60 * model.consensus.entries(time))
  }
}
