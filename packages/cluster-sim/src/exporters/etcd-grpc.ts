import type { MemberModel } from '../model/model.ts'
import type { Counter, Family, Latency, Signal, Tally } from '../samples/family.ts'
import { counters, histograms } from './families.ts'

/** grpc-go-prometheus' own bounds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Method {
  labels: { grpc_service: string; grpc_method: string; grpc_type: 'unary' }
  rate: Signal
  latency: Latency
  /** Calls in a second that fail, by code. */
  failures: Readonly<Record<string, Signal>>
}

const none: Signal = () => 0

/** Calls of clients by method, with how they end. */
export function etcdGrpcFamilies(each: MemberModel): readonly Family[] {
  const methods = methodsOf(each)
  const names = {
    started: 'Total number of RPCs started on the server.',
    handled: 'Total number of RPCs completed on the server, regardless of success or failure.',
  }
  return [
    counters('grpc_server_started_total', names.started, () => [
      ...methods.map(({ labels, rate }) => ({ labels, rate, whole: true, noise: 0.08 })),
      ...streams.map((stream): Tally => ({ labels: stream.labels, total: opened(stream, each) })),
    ]),
    counters('grpc_server_handled_total', names.handled, () => [
      ...methods.flatMap(handled),
      ...streams.map(
        ({ labels, perSecond }): Tally => ({
          labels: { ...labels, grpc_code: 'OK' },
          total: (time) => Math.floor(perSecond * time),
        }),
      ),
    ]),
    histograms(
      'grpc_server_handling_seconds',
      'Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.',
      () => methods.map(({ labels, rate, latency }) => ({ labels, rate, latency, bounds })),
    ),
  ]
}

function methodsOf({ requests }: MemberModel): readonly Method[] {
  const { ranges, txns, rangeLatency, txnLatency, otherLatency, unavailable, exhausted } = requests
  const part =
    (of: Signal, signal: Signal): Signal =>
    (time) => {
      const all = ranges(time) + txns(time)
      return all > 0 ? (signal(time) * of(time)) / all : 0
    }
  const unary = (grpc_service: string, grpc_method: string) => ({
    grpc_service: `etcdserverpb.${grpc_service}`,
    grpc_method,
    grpc_type: 'unary' as const,
  })
  const other = (service: string, method: string, perSecond: number): Method => ({
    labels: unary(service, method),
    rate: () => perSecond,
    latency: otherLatency,
    failures: {},
  })
  return [
    {
      labels: unary('KV', 'Range'),
      rate: ranges,
      latency: rangeLatency,
      failures: { Unavailable: part(ranges, unavailable), ResourceExhausted: none },
    },
    {
      labels: unary('KV', 'Txn'),
      rate: txns,
      latency: txnLatency,
      failures: { Unavailable: part(txns, unavailable), ResourceExhausted: exhausted },
    },
    { labels: unary('Lease', 'LeaseGrant'), rate: (time) => 0.02 * txns(time), latency: txnLatency, failures: {} },
    other('KV', 'Compact', 1 / 900),
    other('Maintenance', 'Status', 0.15),
    other('Cluster', 'MemberList', 0.08),
  ]
}

/** The codes that a method ended with; grpc-go-prometheus tells all of them from the start. */
function handled({ labels, rate, failures }: Method): readonly Counter[] {
  const all = Object.values(failures)
  const failed: Signal = (time) => all.reduce((sum, signal) => sum + signal(time), 0)
  const codes = {
    Unavailable: none,
    DeadlineExceeded: none,
    ResourceExhausted: none,
    Canceled: none,
    Unknown: none,
    ...failures,
  }
  return [
    {
      labels: { ...labels, grpc_code: 'OK' },
      rate: (time) => Math.max(0, rate(time) - failed(time)),
      whole: true,
      noise: 0.08,
    },
    ...Object.entries(codes).map(([grpc_code, signal]) => ({
      labels: { ...labels, grpc_code },
      rate: signal,
      whole: true,
    })),
  ]
}

interface Stream {
  labels: { grpc_service: string; grpc_method: string; grpc_type: 'bidi_stream' }
  /** Open at once, and how many end in a second for others to begin. */
  open: number
  perSecond: number
}

const bidi = (service: string, method: string) => ({
  grpc_service: `etcdserverpb.${service}`,
  grpc_method: method,
  grpc_type: 'bidi_stream' as const,
})

const streams: readonly Stream[] = [
  { labels: bidi('Watch', 'Watch'), open: 118, perSecond: 0.02 },
  { labels: bidi('Lease', 'LeaseKeepAlive'), open: 3, perSecond: 0.004 },
]

/** Clients come back a little after each start of the member. Seconds. */
const comeBack = 4

function opened({ open, perSecond }: Stream, { starts }: MemberModel): Signal {
  return (time) => {
    const begun = starts.filter((start) => start + comeBack <= time).length
    return open * begun + Math.floor(perSecond * time)
  }
}
