import { describe, expect, test } from 'vitest'
import { analyze } from './analyze.ts'
import { type Change, catalog, measure, ovnkRules, type Scene } from './testing/measured.ts'
import { ovnkSignatures } from './testing/ovnk-signatures.ts'
import { everywhere, on } from './testing/signatures.ts'

const diagnose = (changes: readonly Change[] = [], scene: Scene = {}) =>
  analyze(measure(changes, { rules: ovnkRules, ...scene }), ovnkRules, catalog)

const nodes = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`)

describe('a healthy OVN-Kubernetes', () => {
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

  test('stays so while many pods are rolled out in time', () => {
    const rollout = everywhere({
      ovs_dp_flows: 4_500,
      ovs_dp_miss_rate: 300,
      ovn_pod_creation_p99: 2,
      kubelet_pod_run_p99: 6,
    })
    expect(diagnose(rollout).causes).toEqual([])
  })
})

test('there is a signature for every cause', () => {
  expect(ovnkSignatures.map(([cause]) => cause).sort()).toEqual(ovnkRules.causes.map(({ id }) => id).sort())
})

describe.each(ovnkSignatures)('%s', (cause, subjects, changes) => {
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

describe('of alerts that depend on each other', () => {
  test('only the deepest is a cause, and the others are its consequences', () => {
    const { causes, consequences } = diagnose(
      on('m2', { ovn_node_has_pod: 0, ovn_northd_active: 0, ovn_controller_sb_connected: 0, ovn_sb_lag: 600 }),
    )
    expect(causes.map(({ id }) => id)).toEqual(['node-without-ovn'])
    expect(consequences.map(({ id }) => id).sort()).toEqual(['northd-inactive', 'sb-disconnected'])
  })

  test('those of different nodes are causes of their own', () => {
    const { causes } = diagnose([
      ...on('m1', { ovn_northd_active: 0 }),
      ...on('m2', { ovn_controller_sb_connected: 0 }),
    ])
    expect(causes.map(({ id, members }) => [id, ...members]).sort()).toEqual([
      ['northd-inactive', 'm1'],
      ['sb-disconnected', 'm2'],
    ])
  })
})
