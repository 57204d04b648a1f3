import { fileURLToPath } from 'node:url'
import { createEngineSource } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { createSimulation, type SimulationOptions } from '../create-simulation.ts'
import { loadScenarios } from './load-scenarios.ts'

const { all, get } = loadScenarios(fileURLToPath(new URL('../../../../config', import.meta.url)))
const now = 1_795_003_200
const begins = now - 1500
const history = 2400
const rateOf = (metric: string) => `sum by (instance) (rate(${metric}[5m]))`

/** What a node's exporter tells, a figure for each node; and what of it nobody calls a change. */
const figures = {
  'receive errors': [rateOf('node_network_receive_errs_total'), 0.1],
  'frame errors': [rateOf('node_network_receive_frame_total'), 0.1],
  'nic drops': [`${rateOf('node_network_receive_drop_total')} + ${rateOf('node_network_transmit_drop_total')}`, 50],
  utilisation: [
    `(${rateOf('node_network_receive_bytes_total')} > ${rateOf('node_network_transmit_bytes_total')}
      or ${rateOf('node_network_transmit_bytes_total')}) / sum by (instance) (node_network_speed_bytes)`,
    0.25,
  ],
  squeezed: [rateOf('node_softnet_times_squeezed_total'), 50],
  'softnet drops': [rateOf('node_softnet_dropped_total'), 1],
  imbalance: [
    `max by (instance) (rate(node_softnet_processed_total[5m])) / avg by (instance) (rate(node_softnet_processed_total[5m]))`,
    1,
  ],
  softirq: [`max by (instance) (rate(node_cpu_seconds_total{mode="softirq"}[5m]))`, 0.2],
  retransmits: [`${rateOf('node_netstat_Tcp_RetransSegs')} / ${rateOf('node_netstat_Tcp_OutSegs')}`, 0.0004],
  'syn share': [
    `${rateOf('node_netstat_TcpExt_TCPSynRetrans')} / (${rateOf('node_netstat_Tcp_RetransSegs')} > 0.1)`,
    0.1,
  ],
  'listen overflows': [rateOf('node_netstat_TcpExt_ListenOverflows'), 0.1],
  'receive queue drops': [rateOf('node_netstat_TcpExt_TCPRcvQDrop'), 0.1],
  'connections tracked': [
    'sum by (instance) (node_nf_conntrack_entries) / sum by (instance) (node_nf_conntrack_entries_limit)',
    0.01,
  ],
  'conntrack drops': [rateOf('node_nf_conntrack_stat_drop'), 0.1],
  'conntrack clashes': [rateOf('node_nf_conntrack_stat_insert_failed'), 0.1],
  'udp buffer errors': [rateOf('node_netstat_Udp_RcvbufErrors'), 0.1],
  'udp memory': ['sum by (instance) (node_sockstat_UDP_mem_bytes)', 20_000],
  mtu: ['abs(sum by (instance) (node_network_mtu_bytes) - 1500)', 1],
  'icmp in': [rateOf('node_netstat_Icmp_InMsgs'), 0.5],
  'icmp out': [rateOf('node_netstat_Icmp_OutMsgs'), 0.5],
  'tcp memory': ['sum by (instance) (node_sockstat_TCP_mem_bytes)', 1e7],
  orphans: ['sum by (instance) (node_sockstat_TCP_orphan)', 20],
} as const
type Figure = keyof typeof figures

/** What each scenario raises on whom it hits, what of it even at its weakest, and what on all others. */
const cases: Readonly<
  Record<string, { subject: readonly Figure[]; weakest: readonly Figure[]; others: readonly Figure[] }>
> = {
  'nic-errors': {
    subject: ['receive errors', 'frame errors', 'retransmits'],
    weakest: ['receive errors', 'frame errors'],
    others: ['retransmits'],
  },
  'nic-saturation': {
    subject: ['nic drops', 'utilisation', 'retransmits'],
    weakest: ['nic drops', 'utilisation'],
    others: [],
  },
  'softnet-overload': {
    subject: ['nic drops', 'squeezed', 'softnet drops', 'softirq', 'retransmits'],
    weakest: ['squeezed', 'softnet drops', 'softirq'],
    others: ['retransmits'],
  },
  'softnet-imbalance': {
    subject: ['nic drops', 'squeezed', 'softnet drops', 'imbalance', 'softirq', 'retransmits'],
    weakest: ['squeezed', 'softnet drops', 'imbalance', 'softirq'],
    others: ['retransmits'],
  },
  'tcp-retransmit-fabric': {
    subject: [],
    weakest: [],
    others: ['retransmits'],
  },
  'listen-overflow': {
    subject: ['listen overflows'],
    weakest: ['listen overflows'],
    others: ['retransmits', 'syn share'],
  },
  'conntrack-exhaustion': {
    subject: ['retransmits', 'syn share', 'connections tracked', 'conntrack drops', 'conntrack clashes'],
    weakest: ['connections tracked'],
    others: ['syn share'],
  },
  'udp-buffer': {
    subject: ['udp buffer errors', 'udp memory'],
    weakest: ['udp buffer errors', 'udp memory'],
    others: [],
  },
  'mtu-mismatch': {
    subject: ['retransmits', 'mtu', 'icmp in', 'icmp out'],
    weakest: ['retransmits', 'mtu', 'icmp out'],
    others: [],
  },
  'mtu-mismatch-jumbo': {
    subject: ['retransmits', 'mtu', 'icmp in'],
    weakest: ['retransmits', 'mtu', 'icmp in'],
    others: [],
  },
  'socket-memory': {
    subject: ['retransmits', 'receive queue drops', 'tcp memory', 'orphans'],
    weakest: ['receive queue drops', 'tcp memory', 'orphans'],
    others: ['retransmits'],
  },
  'healthy-transfer': { subject: ['utilisation'], weakest: ['utilisation'], others: [] },
}

/** By figure and node. */
async function measure(options: Partial<SimulationOptions>) {
  const { store, incident } = createSimulation({
    // By this seed the transfer of the worker goes out.
    seed: 'hosts',
    now: () => now,
    historySeconds: history,
    begins,
    ...options,
  })
  const source = createEngineSource({ store, recording: { name: 'test', start: now - history, end: now } })
  const valuesAt = async (time: number) => {
    const all = await Promise.all(names.map((name) => source.instant(figures[name][0], { time })))
    return all.map(({ series }) => new Map(series.map(({ labels, values }) => [labels.instance, values[0]])))
  }
  return { incident, valuesAt }
}

const names = Object.keys(figures).filter((name): name is Figure => name in figures)
/** Before it begins a scenario is no different from the calm. */
const calm = measure({}).then(({ valuesAt }) => valuesAt(begins))

/** What rose since the calm, on whom it hit and on anybody else. */
async function risen(options: Partial<SimulationOptions>) {
  const { incident, valuesAt } = await measure(options)
  const [before, after] = await Promise.all([calm, valuesAt(now)])
  const [hit] = incident.faults.flatMap(({ members }) => members)
  const rose = (index: number, node: string | undefined, value = 0) => {
    const [, small] = figures[names[index] ?? 'mtu']
    return value > 2 * (before[index]?.get(node) ?? 0) + small
  }
  const movedOn = (isMeant: (node: string | undefined) => boolean, how: 'some' | 'every') =>
    names.filter((_, index) => {
      const nodes = [...(after[index] ?? [])].filter(([node]) => isMeant(node))
      return nodes.length > 0 && nodes[how](([node, value]) => rose(index, node, value))
    })
  return {
    subject: movedOn((node) => node === hit, 'every'),
    others: movedOn((node) => node !== hit, 'some'),
    allOthers: movedOn((node) => node !== hit, 'every'),
  }
}

const subjectOf = (id: string, name: string) => (get(id).faults[0]?.on === 'any-node' ? name : undefined)

test('every scenario of the network is held against what it is meant to move', () => {
  const scenarios = all.filter(({ domain }) => domain === 'network').map(({ id }) => id)
  expect(Object.keys(cases).sort()).toEqual(scenarios.sort())
})

test.each(Object.entries(cases))(
  '%s shows on whom it hits, and on others as far as they meet it',
  async (id, known) => {
    const moved = await risen({ scenario: get(id), subject: subjectOf(id, 'sim-worker-1') })
    expect(moved).toEqual({ subject: known.subject, others: known.others, allOthers: known.others })
  },
)

test.each(Object.entries(cases))('%s shows at its weakest, on a node of the control plane too', async (id, known) => {
  const scenario = get(id)
  const strength = scenario.faults[0]?.strength.from
  const { subject, others } = await risen({ scenario, subject: subjectOf(id, 'sim-master-1'), strength })
  expect(subject).toEqual(expect.arrayContaining([...known.weakest]))
  expect(known.others).toEqual(expect.arrayContaining(others))
})

test('a busy cluster moves none of it', async () => {
  expect(await risen({ scenario: get('healthy-busy') })).toEqual({ subject: [], others: [], allOthers: [] })
})
