import { expect, test } from 'vitest'
import { describeNodeDomain, diagnoser, nodeNames } from './testing/describe-domain.ts'
import { networkRules } from './testing/measured.ts'
import { networkSignatures } from './testing/network-signatures.ts'
import { everywhere, on } from './testing/signatures.ts'

const diagnose = diagnoser(networkRules)

describeNodeDomain(networkRules, networkSignatures)

test('a network is healthy under a load that comes and goes without harm', () => {
  const load = everywhere({
    node_nic_receive_bits: 4_000_000_000,
    node_nic_receive_utilization: 0.4,
    node_nic_receive_packets: 400_000,
    node_softnet_processed: 400_000,
    node_tcp_in_segs: 400_000,
  })
  expect(diagnose(load).causes).toEqual([])
})

test('it is with an interface of another MTU that harms nobody, as a storage network has', () => {
  expect(diagnose([{ metric: 'node_nic_mtu', at: { node: 'm2' }, from: 0, value: 9000 }]).causes).toEqual([])
})

test('a node whose name begins like another is not taken for it', () => {
  const members = ['worker-1', 'worker-10', 'worker-100']
  const { causes } = diagnose(on('worker-1', { node_udp_rcvbuf_errors: 50 }), { members })
  expect(causes[0]?.members).toEqual(['worker-1'])
})

test('of many nodes the sick one is told first, and what is said of it does not grow with them', () => {
  const { causes, members } = diagnose(on('n17', { node_softnet_dropped: 300, node_softnet_imbalance: 3.6 }), {
    members: nodeNames(60),
  })
  expect(causes[0]).toMatchObject({ id: 'softnet-imbalance', members: ['n17'] })
  expect(members[0]?.name).toBe('n17')
  expect(causes[0]?.evidence.length).toBeLessThan(12)
})
