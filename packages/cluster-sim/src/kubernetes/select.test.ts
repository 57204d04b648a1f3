import { expect, test } from 'vitest'
import { metadata } from './resource.ts'
import { fieldSelector, labelSelector } from './select.ts'

const object = {
  metadata: metadata({ kind: 'Pod', name: 'etcd-0', namespace: 'etcd', labels: { app: 'etcd', tier: '' }, created: 0 }),
  spec: { nodeName: 'node-0' },
}

test.each([
  ['app=etcd', true],
  ['app==etcd,tier', true],
  ['app=other', false],
  ['app!=other', true],
  ['none!=x', true],
  ['tier=', true],
  ['!app', false],
  ['!none', true],
  ['none', false],
  ['app in (etcd, other)', true],
  ['app in (other),tier', false],
  ['app notin (etcd,other)', false],
  ['none notin (a)', true],
])('the label selector %s fits: %s', (selector, fits) => {
  expect(labelSelector(selector)(object)).toBe(fits)
})

test.each([
  ['metadata.name=etcd-0', true],
  ['metadata.name=etcd-0,metadata.namespace!=etcd', false],
  ['spec.nodeName=node-0', true],
  ['spec.nodeName!=node-0', false],
])('the field selector %s fits: %s', (selector, fits) => {
  expect(fieldSelector(selector, ['spec.nodeName'])(object)).toBe(fits)
})

test('a selector that cannot be read, or of a field that is not offered, is refused in words', () => {
  expect(() => labelSelector('a b c')).toThrow('unable to parse requirement: a b c')
  expect(() => labelSelector('')).toThrow('unable to parse')
  expect(() => fieldSelector('spec.nodeName=x', [])).toThrow('field label not supported: spec.nodeName')
})
