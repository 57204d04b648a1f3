import { describe, expect, test } from 'vitest'
import { describeNodeDomain, diagnoser } from './testing/describe-domain.ts'
import { ovnkRules } from './testing/measured.ts'
import { ovnkSignatures } from './testing/ovnk-signatures.ts'
import { everywhere, on } from './testing/signatures.ts'

const diagnose = diagnoser(ovnkRules)

describeNodeDomain(ovnkRules, ovnkSignatures)

test('OVN-Kubernetes is healthy while many pods are rolled out in time', () => {
  const rollout = everywhere({
    ovs_dp_flows: 4_500,
    ovs_dp_miss_rate: 300,
    ovn_pod_creation_p99: 2,
    kubelet_pod_run_p99: 6,
  })
  expect(diagnose(rollout).causes).toEqual([])
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
