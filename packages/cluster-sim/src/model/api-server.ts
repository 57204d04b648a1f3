import type { LatencyPart, Signal } from '../samples/family.ts'
import { type FlowSchema, type RequestKind, requestKinds } from './api-requests.ts'
import { type Cpu, onCpu } from './cpu.ts'
import { type Delay, delayOf, eitherOf, inTurn, meanOf, onTopOf, partsOf, withHiccup } from './delay.ts'
import type { EtcdRequests } from './etcd-requests.ts'
import type { Load } from './load.ts'
import { halfMinutes } from './signals.ts'

/** One API server. */
export interface ApiServer {
  node: string
  /** Requests of a kind in a second, and how long they take. */
  rate(kind: RequestKind): Signal
  latency(kind: RequestKind): (time: number) => readonly LatencyPart[]
  delay(kind: RequestKind, time: number): Delay
  /** Requests of a kind in a second that end with a server error. */
  errors(kind: RequestKind): Signal
  underWay(mutating: boolean): Signal
  /** Its own calls to etcd. */
  etcdRate(operation: EtcdOperation): Signal
  etcdLatency(operation: EtcdOperation): (time: number) => readonly LatencyPart[]
  /** Requests of a flow schema in a second, how long they hold their seats, how long they wait for one, and how many do. */
  flowRate(flow: FlowSchema): Signal
  flowLatency(flow: FlowSchema): (time: number) => readonly LatencyPart[]
  flowWait(flow: FlowSchema): (time: number) => readonly LatencyPart[]
  flowQueue(flow: FlowSchema): Signal
}

export const etcdOperations = ['get', 'list', 'create', 'update', 'delete'] as const
type EtcdOperation = (typeof etcdOperations)[number]

export interface ApiServerParts {
  node: string
  nodes: number
  /** Share of the requests that come to this server. */
  share: Signal
  load: Load
  cpu: Cpu
  /** The members with the share of calls that each gets. */
  etcd: readonly { share: Signal; requests: EtcdRequests }[]
}

/** A LIST that is answered from etcd is read whole, decoded and filtered. Bytes per second. */
const listPace = 40e6
/** Calls of a client in a second that are all that the servers can do. */
const mostCalls = 60

export function createApiServer({ node, nodes, share, load, cpu, etcd }: ApiServerParts): ApiServer {
  const either = (pick: (requests: EtcdRequests) => (time: number) => Delay) =>
    halfMinutes((time: number) =>
      eitherOf(etcd.map(({ share: weight, requests }) => ({ weight: weight(time), delay: pick(requests)(time) }))),
    )
  const read = either(({ range }) => range)
  const write = either(({ txn }) => txn)
  const refused = halfMinutes((time: number) => {
    const sum = (of: (requests: EtcdRequests) => number) =>
      etcd.reduce((total, { requests }) => total + of(requests), 0)
    const failed = sum(({ unavailable, exhausted }) => 0.1 * unavailable(time) + exhausted(time))
    return failed > 0 ? failed / sum(({ txns }) => txns(time)) : 0
  })
  const rogue = (kind: RequestKind, time: number) =>
    isListed(kind) ? (share(time) * load.largeReads(time)) / load.rangeBytes : 0
  const others = (kind: RequestKind, time: number) =>
    (kind.perPod ?? 0) * load.morePods(time) + (isListed(kind) ? mostCalls * load.crowd(time) : 0)
  const rate =
    (kind: RequestKind): Signal =>
    (time) =>
      (kind.rate + kind.perNode * nodes) * load.factor(time) * share(time) +
      rogue(kind, time) +
      others(kind, time) * share(time)
  const waited = (flow: FlowSchema, delay: Delay, time: number) =>
    flow === 'exempt' ? delay : onTopOf(delay, seatWait(load.crowd(time)), 0.7)
  const delayFor = (kind: RequestKind) =>
    halfMinutes((time: number) => {
      const own = delayOf((kind.seconds + (kind.secondsPerNode ?? 0) * nodes) * cpu.slowdown(time), 0.55)
      const served = waited(kind.flow, onCpu(withHiccup(own, 0.01, 3 * own.median, 0.5), cpu.wait(time), 2), time)
      if (kind.needs === 'read') return inTurn(served, read(time))
      if (kind.needs === 'write') return inTurn(served, write(time))
      return listed(kind, served, time)
    })
  const listed = (kind: RequestKind, served: Delay, time: number) => {
    const extra = rogue(kind, time)
    const all = rate(kind)(time)
    return extra > 0 ? withHiccup(served, extra / all, load.rangeBytes / listPace + meanOf(read(time)), 0.5) : served
  }
  const delays = new Map(requestKinds.map((kind) => [kind, delayFor(kind)]))
  const delay = (kind: RequestKind, time: number) => delays.get(kind)?.(time) ?? delayOf(0, 0)
  const etcdDelay = (operation: EtcdOperation) => (operation === 'get' || operation === 'list' ? read : write)
  return {
    node,
    rate,
    latency: (kind) => (time) => partsOf(delay(kind, time)),
    delay,
    errors: (kind) => (time) => (kind.needs === 'write' ? Math.min(1, refused(time)) * rate(kind)(time) : 0),
    underWay: (mutating) => (time) =>
      requestKinds
        .filter((kind) => isMutating(kind) === mutating)
        .reduce((sum, kind) => sum + rate(kind)(time) * meanOf(delay(kind, time)), 0),
    etcdRate: (operation) => (time) =>
      operationShare[operation] * (operation === 'get' ? load.reads(time) : load.writes(time)) * share(time),
    etcdLatency: (operation) => (time) => partsOf(etcdDelay(operation)(time)),
    ...createFlows({ rate, delay, waited, load, cpu }),
  }
}

interface FlowParts extends Pick<ApiServerParts, 'load' | 'cpu'> {
  rate(kind: RequestKind): Signal
  delay(kind: RequestKind, time: number): Delay
  waited(flow: FlowSchema, delay: Delay, time: number): Delay
}

function createFlows({
  rate,
  delay,
  waited,
  load,
  cpu,
}: FlowParts): Pick<ApiServer, 'flowRate' | 'flowLatency' | 'flowWait' | 'flowQueue'> {
  const flowRate = (flow: FlowSchema): Signal => {
    const rates = kindsOf(flow).map(rate)
    return (time) => rates.reduce((sum, each) => sum + each(time), 0)
  }
  const waitOf = (flow: FlowSchema) =>
    halfMinutes((time: number) =>
      partsOf(waited(flow, onCpu(delayOf(0.00004 * cpu.slowdown(time), 0.6), cpu.wait(time), 0.2), time)),
    )
  const [usual, exempt] = [waitOf('global-default'), waitOf('exempt')]
  return {
    flowRate,
    flowLatency: (flow) => {
      const kinds = kindsOf(flow).map((kind) => ({ kind, rate: rate(kind) }))
      return halfMinutes((time) => {
        const all = kinds.map((each) => ({ weight: each.rate(time), delay: delay(each.kind, time) }))
        const sum = all.reduce((total, { weight }) => total + weight, 0)
        return partsOf(eitherOf(all.map((each) => ({ ...each, weight: each.weight / sum }))))
      })
    },
    flowWait: (flow) => (flow === 'exempt' ? exempt : usual),
    // Little's law.
    flowQueue: (flow) => {
      const arriving = flowRate(flow)
      return (time) => (flow === 'exempt' ? 0 : arriving(time) * seatWait(load.crowd(time)))
    },
  }
}

/** Seconds that a request waits for a seat: a queue before all are taken, and a longer one beyond, in which a client waits as well. */
function seatWait(crowd: number): number {
  return crowd > 0 ? (0.03 * crowd) / (1.05 - Math.min(1, crowd)) + 1.5 * Math.max(0, crowd - 1) : 0
}

/** Share of the members' reads or writes that each operation is. */
const operationShare: Readonly<Record<EtcdOperation, number>> = {
  get: 0.85,
  list: 0.02,
  create: 0.12,
  update: 0.8,
  delete: 0.06,
}

/** What a client lists that will not be told. */
function isListed({ verb, resource, scope }: RequestKind): boolean {
  return verb === 'LIST' && resource === 'pods' && scope === 'cluster'
}

function isMutating({ verb }: RequestKind): boolean {
  return verb !== 'GET' && verb !== 'LIST'
}

function kindsOf(flow: FlowSchema): readonly RequestKind[] {
  return requestKinds.filter((kind) => kind.flow === flow)
}
