import { describe, expect, test } from 'vitest'
import { analyze } from './analyze.ts'
import { type Change, catalog, measure, networkRules, type Scene } from './testing/measured.ts'
import { networkSignatures } from './testing/network-signatures.ts'
import { everywhere, on } from './testing/signatures.ts'

const diagnose = (changes: readonly Change[] = [], scene: Scene = {}) =>
  analyze(measure(changes, { rules: networkRules, ...scene }), networkRules, catalog)

const nodes = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`)

describe('a healthy network of nodes', () => {
  test.each<[string, Scene]>([
    ['over an hour', {}],
    ['of one node', { members: ['m1'] }],
    ['of forty nodes', { members: nodes(40) }],
    ['on OpenShift', { platform: 'openshift' }],
  ])('has no cause %s, and a full score', (_, scene) => {
    const { verdict, causes, findings, score } = diagnose([], scene)
    expect({ verdict, causes, findings, score: score.value }).toEqual({
      verdict: 'ok',
      causes: [],
      findings: [],
      score: 100,
    })
  })

  test('stays so under a load that comes and goes without harm', () => {
    const load = everywhere({
      node_nic_receive_bits: 4_000_000_000,
      node_nic_receive_utilization: 0.4,
      node_nic_receive_packets: 400_000,
      node_softnet_processed: 400_000,
      node_tcp_in_segs: 400_000,
    })
    expect(diagnose(load).causes).toEqual([])
  })

  test('stays so with an interface of another MTU that harms nobody, as a storage network has', () => {
    expect(diagnose([{ metric: 'node_nic_mtu', at: { node: 'm2' }, from: 0, value: 9000 }]).causes).toEqual([])
  })
})

test('there is a signature for every cause', () => {
  expect(networkSignatures.map(([cause]) => cause).sort()).toEqual(networkRules.causes.map(({ id }) => id).sort())
})

describe.each(networkSignatures)('%s', (cause, subjects, changes) => {
  const told = diagnose(changes)

  test('is named first, with the node that it is at work on, since it began', () => {
    const [first] = told.causes
    expect(first).toMatchObject({ id: cause, members: subjects, nodes: subjects })
    const begun = told.window.start + 60 * 30
    expect(Math.abs((first?.onset ?? 0) - begun)).toBeLessThanOrEqual(60)
  })

  test('is named alone: what it brings about is a consequence', () => {
    expect(told.causes.map(({ id }) => id)).toEqual([cause])
  })

  test('tells what to do about it, with a source for each', () => {
    for (const { source } of told.causes[0]?.recommendations ?? []) expect(source).toMatch(/^https:\/\//)
  })
})

test('a node whose name begins like another is not taken for it', () => {
  const members = ['worker-1', 'worker-10', 'worker-100']
  const { causes } = diagnose(on('worker-1', { node_udp_rcvbuf_errors: 50 }), { members })
  expect(causes[0]?.members).toEqual(['worker-1'])
})

test('of many nodes the sick one is told first, and what is said of it does not grow with them', () => {
  const { causes, members } = diagnose(on('n17', { node_softnet_dropped: 300, node_softnet_imbalance: 3.6 }), {
    members: nodes(60),
  })
  expect(causes[0]).toMatchObject({ id: 'softnet-imbalance', members: ['n17'] })
  expect(members[0]?.name).toBe('n17')
  expect(causes[0]?.evidence.length).toBeLessThan(12)
})
