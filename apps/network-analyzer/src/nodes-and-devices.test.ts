import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DumpSeries, dumpText, type OfflineClient, offlineClient } from '@ocp-perf/analyzer/testing'
import { panelResultSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { networkAnalyzer } from './network-analyzer.ts'

const ways = ['bond0', 'ens1f0', 'ens1f0_0', 'ens1f0v3', 'eth0', 'eth0.100', 'eth1']
const within = [
  'lo',
  'veth1a2b',
  'tap0',
  'tun0',
  'cali8f2',
  'genev_sys_6081',
  'ovs-system',
  'br-int',
  'br-ex',
  'ovn-k8s-mp0',
]
const end = 1_790_000_000

/** What a node's exporter tells; the n-th node moves n MB/s over each interface, and its bond lacks one of two. */
function nodeSeries(target: Record<string, string>, place: number): DumpSeries[] {
  const counter = (name: string, labels: Record<string, string>, rate: number): DumpSeries => ({
    name,
    labels: { ...target, ...labels },
    value: (scrape) => 1000 + rate * 15 * scrape,
  })
  const gauge = (name: string, labels: Record<string, string>, value: number): DumpSeries => ({
    name,
    labels: { ...target, ...labels },
    value,
  })
  return [
    gauge('up', {}, 1),
    ...[...ways, ...within].flatMap((device) => [
      counter('node_network_receive_bytes_total', { device }, place * 1e6),
      counter('node_network_transmit_bytes_total', { device }, place * 1e6),
      gauge('node_network_up', { device }, 1),
      gauge('node_network_mtu_bytes', { device }, 1500),
    ]),
    gauge('node_bonding_slaves', { master: 'bond0' }, 2),
    gauge('node_bonding_active', { master: 'bond0' }, 1),
    counter('node_netstat_Tcp_InSegs', {}, 1000 * place),
    counter('node_netstat_Tcp_OutSegs', {}, 1000 * place),
    counter('node_netstat_Udp_InDatagrams', {}, 10 * place),
    counter('node_netstat_IpExt_InOctets', {}, 10 * place),
    counter('node_netstat_Ip6_InOctets', {}, 10 * place),
    counter('node_softnet_processed_total', { cpu: '0' }, 1000 * place),
    gauge('node_sockstat_TCP_inuse', {}, 100 * place),
    gauge('node_sockstat_TCP6_inuse', {}, 10 * place),
    gauge('node_sockstat_UDP_inuse', {}, 10 * place),
    gauge('node_sockstat_UDP6_inuse', {}, place),
    gauge('node_sockstat_RAW_inuse', {}, place),
    gauge('node_sockstat_RAW6_inuse', {}, place),
    gauge('node_sockstat_FRAG_inuse', {}, place),
    gauge('node_sockstat_TCP_mem_bytes', {}, 4096 * place),
    gauge('node_sockstat_UDP_mem_bytes', {}, 4096 * place),
    gauge('node_nf_conntrack_entries', {}, 100 * place),
    gauge('node_nf_conntrack_entries_limit', {}, 262_144),
  ]
}

const names = ['master-0', 'worker-1', 'worker-10', 'worker-100']
const openshift = names.flatMap((instance, place) => [
  ...nodeSeries({ job: 'node-exporter', namespace: 'openshift-monitoring', instance }, place + 1),
  {
    name: 'kube_node_role',
    labels: {
      job: 'kube-state-metrics',
      namespace: 'openshift-monitoring',
      node: instance,
      role: place === 0 ? 'control-plane' : 'worker',
    },
    value: 1,
  },
])
const addresses = ['[fd00::1]:9100', '[fd00::10]:9100', '10.0.0.1:9100', '10.0.0.10:9100']
const standalone = addresses.flatMap((instance, place) => nodeSeries({ job: 'node', instance }, place + 1))

/** A server over a dump, which a real client asks. */
function serving(series: readonly DumpSeries[]) {
  const held: { offline?: OfflineClient; folder?: string } = {}
  beforeAll(async () => {
    held.folder = mkdtempSync(join(tmpdir(), 'nodes-'))
    const file = join(held.folder, 'dump.om')
    writeFileSync(file, dumpText(series, { end, scrapes: 241, everySeconds: 15 }))
    held.offline = await offlineClient(networkAnalyzer, file)
  })
  afterAll(async () => {
    await held.offline?.[Symbol.asyncDispose]()
    if (held.folder !== undefined) rmSync(held.folder, { recursive: true })
  })
  return async (tool: string, input: Record<string, unknown>) => {
    if (held.offline === undefined) throw new Error('the server did not start')
    return await held.offline.call(tool, { duration: '30m', top: 100, ...input })
  }
}

type Call = ReturnType<typeof serving>

/** The values of a key over all rows of a panel. */
async function told(call: Call, key: string, tool: string, input: Record<string, unknown>): Promise<string[]> {
  const { data, text, isError } = await call(tool, input)
  expect(isError, text).toBe(false)
  const { metrics } = panelResultSchema.parse(data)
  return [...new Set(metrics.flatMap(({ rows }) => rows.flatMap(({ labels }) => labels[key] ?? [])))].sort()
}

const tools = networkAnalyzer.tools.map(({ name, input }) => ({ name, takes: Object.keys(input.shape) }))
const ofNodes = tools.filter(({ takes }) => takes.includes('nodes')).map(({ name }) => name)
const ofDevices = tools.filter(({ takes }) => takes.includes('devices')).map(({ name }) => name)

test('there are tools to try', () => {
  expect(ofNodes).toHaveLength(11)
  expect(ofDevices).toEqual(['query_network_io_metrics', 'query_network_l1_metrics'])
})

const call = serving(openshift)
const callByAddress = serving(standalone)

describe.each(ofNodes)('%s', (tool) => {
  test('takes a node by its whole name, though others begin with it', async () => {
    expect(await told(call, 'node', tool, { nodes: ['worker-1'] })).toEqual(['worker-1'])
    expect(await told(call, 'node', tool, { nodes: ['worker-10', 'master-0'] })).toEqual(['master-0', 'worker-10'])
  })

  test('takes a role, and what of the named nodes has it', async () => {
    expect(await told(call, 'node', tool, { role: 'control-plane' })).toEqual(['master-0'])
    expect(await told(call, 'node', tool, { role: 'worker', nodes: ['master-0', 'worker-100'] })).toEqual([
      'worker-100',
    ])
  })

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a node that is not there',
      { nodes: ['worker-11'] },
      /^not_found: There is no node "worker-11"\. Hint: Did you mean worker-1/,
    ],
    ['one beside others that are', { nodes: ['worker-1', 'worker-'] }, /^not_found: There is no node "worker-"/],
    ['an expression in place of a name', { nodes: ['worker-.*'] }, /^not_found: There is no node "worker-\.\*"/],
    ['a role that there is not', { role: 'infra' }, /control-plane.*worker/s],
    ['no node at all', { nodes: [] }, /nodes/],
    ['a name longer than any', { nodes: ['n'.repeat(254)] }, /253/],
    [
      'a role that none of the nodes has',
      { role: 'worker', nodes: ['master-0'] },
      /None of these nodes is a worker node/,
    ],
  ])('refuses %s, with what there is', async (_, input, message) => {
    const { isError, text } = await call(tool, input)
    expect(isError).toBe(true)
    expect(text).toMatch(message)
  })
})

describe.each(ofDevices)('%s', (tool) => {
  test('tells of the ways to other nodes, each once, and of nothing that ends within the node', async () => {
    expect(await told(call, 'device', tool, { nodes: ['worker-1'] })).toEqual(ways)
    const { data } = await call(tool, { nodes: ['worker-1'] })
    for (const { rows } of panelResultSchema.parse(data).metrics) {
      const devices = rows.map(({ labels }) => labels.device)
      expect(new Set(devices).size).toBe(devices.length)
    }
  })

  test.each(ways)('takes %s by its whole name', async (device) => {
    expect(await told(call, 'device', tool, { devices: [device] })).toEqual([device])
  })

  test('refuses an interface that is not there, with those like it', async () => {
    const { isError, text } = await call(tool, { devices: ['eth0', 'eth0.101'] })
    expect(isError).toBe(true)
    expect(text).toMatch(
      /^not_found: No interface "eth0\.101" is measured on these nodes\. Hint: Did you mean eth0\.100/,
    )
    const other = await call(tool, { devices: ['wlan9'] })
    expect(other.text).toMatch(/Hint: Interfaces are bond0, ens1f0, ens1f0_0, ens1f0v3, eth0 and 2 more\./)
  })
})

describe('the figures of an interface', () => {
  test('are its own: a VLAN, a bond and what they lie on are neither added up nor mixed', async () => {
    const { data } = await call('query_network_io_metrics', { nodes: ['worker-10'] })
    const received = panelResultSchema.parse(data).metrics.find(({ id }) => id === 'node_nic_receive_bits')
    expect(received?.rows.map(({ mean }) => Math.round((mean ?? 0) / 1e6))).toEqual(ways.map(() => 24))
  })

  test('tell of a bond by its own name that it lacks an interface', async () => {
    const { data } = await call('query_network_l1_metrics', { devices: ['bond0'], nodes: ['worker-1'] })
    const missing = panelResultSchema.parse(data).metrics.find(({ id }) => id === 'node_bond_missing')
    expect(missing).toMatchObject({
      verdict: 'degraded',
      rows: [{ labels: { node: 'worker-1', device: 'bond0' }, last: 1 }],
    })
  })
})

describe('nodes that go by addresses', () => {
  test.each(addresses)('%s is taken by the whole of it', async (address) => {
    expect(await told(callByAddress, 'node', 'query_network_netstat_tcp_metrics', { nodes: [address] })).toEqual([
      address,
    ])
  })

  test('without roles a role is refused with what to do instead', async () => {
    const { isError, text } = await callByAddress('query_network_io_metrics', { role: 'worker' })
    expect(isError).toBe(true)
    expect(text).toMatch(/Which role a node has is not known here\. Hint: Name the nodes instead/)
  })
})
