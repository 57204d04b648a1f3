import { expect, test } from 'vitest'
import { lineNames } from './line-names.ts'

test('a line is called by what tells it from the others', () => {
  expect(
    lineNames([
      { member: 'm1', node: 'n1' },
      { member: 'm2', node: 'n2' },
    ]),
  ).toEqual(['m1', 'm2'])
  expect(
    lineNames([
      { node: 'n1', device: 'eth0' },
      { node: 'n1', device: 'eth1' },
    ]),
  ).toEqual(['eth0', 'eth1'])
  const pairs = ['n1', 'n2'].flatMap((node) => ['eth0', 'eth1'].map((device) => ({ node, device })))
  expect(lineNames(pairs)).toEqual(['n1 eth0', 'n1 eth1', 'n2 eth0', 'n2 eth1'])
})

test('a single line is called after its first label, and one without labels is all there is', () => {
  expect(lineNames([{ member: 'm1', node: 'n1' }])).toEqual(['m1'])
  expect(lineNames([{}])).toEqual(['all'])
})
