import { expect, test } from 'vitest'
import { labState } from './__fixtures__/lab-state.ts'
import { bestNetwork, whyMissing, whyNotNetwork } from './needs.ts'

test('a lab on loopback offers nothing that wants a network or a disk of its own', () => {
  const lab = { network: 'loopback', members: [{}] } as const
  for (const need of ['namespaces', 'wire', 'bridge', 'own-disk', 'packet-filter', 'traffic-control'] as const) {
    expect(whyMissing(need, lab), need).toBeTypeOf('string')
  }
})

test('a lab on the switch is no bridge', () => {
  expect(whyMissing('wire', labState())).toBeUndefined()
  expect(whyMissing('bridge', labState())).toContain('--net bridge')
})

test('loopback always works, and the best network is one that works', () => {
  expect(whyNotNetwork('loopback')).toBeUndefined()
  expect(whyNotNetwork(bestNetwork())).toBeUndefined()
})
