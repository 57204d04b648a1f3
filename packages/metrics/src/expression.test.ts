import { describe, expect, test } from 'vitest'
import { checkPlaceholders, expandQuery, metricNamesOf, placeholdersOf, targetSelectorsOf } from './expression.ts'
import { shippedProfile, shippedProfiles } from './testing/shipped-config.ts'

const openshift = shippedProfile('openshift')
const standalone = shippedProfile('standalone')
const fsync = 'histogram_quantile(0.99, sum by ($member, le) (rate(etcd_x_bucket{$etcd,le!=""}[$window])))'

test('selectors, labels and the rate window are filled in as the platform has them', () => {
  expect(expandQuery(fsync, openshift, 120)).toEqual({
    query:
      'histogram_quantile(0.99, sum by (pod, le) (rate(etcd_x_bucket{job="etcd",namespace="openshift-etcd",le!=""}[2m])))',
  })
  expect(expandQuery(fsync, standalone, 90)).toEqual({
    query: 'histogram_quantile(0.99, sum by (instance, le) (rate(etcd_x_bucket{job=~".*etcd.*",le!=""}[1m30s])))',
  })
})

test('a part that the platform lacks is named instead', () => {
  expect(expandQuery('a{$kubelet,$etcdContainer} / b{$node}', standalone, 60)).toEqual({
    missing: ['kubelet', 'etcdContainer'],
  })
})

test('names from a prototype are no placeholders', () => {
  expect(expandQuery('a{$constructor}', standalone, 60)).toEqual({ missing: ['constructor'] })
})

test('the $1 of label_replace stays', () => {
  expect(placeholdersOf('label_replace(up{$node}, "$nodeLabel", "$1", "x", "(.*)")')).toEqual(['node', 'nodeLabel'])
})

test('only selectors count as selectors of targets, and those that narrow another do not', () => {
  expect(targetSelectorsOf('rate(a{$etcd}[$window]) by ($member) + b{$kubelet}', standalone)).toEqual(['etcd'])
  expect(targetSelectorsOf('rate(a{$node,$disk}[$window])', openshift)).toEqual(['node'])
  expect(targetSelectorsOf('a{$kubelet,$etcdPods}', openshift)).toEqual(['kubelet'])
})

test('a selector that a user configured without a job still counts where there is no other', () => {
  const byNamespace = { ...openshift, selectors: { ...openshift.selectors, etcd: { namespace: 'my-etcd' } } }
  expect(targetSelectorsOf('a{$etcd}', byNamespace)).toEqual(['etcd'])
})

test('a placeholder that no platform knows is a fault of the catalog', () => {
  expect(() => checkPlaceholders('m', fsync, shippedProfiles)).not.toThrow()
  expect(() => checkPlaceholders('m', 'a{$ectd}', shippedProfiles)).toThrow(/metric m: no profile defines \$ectd/)
})

describe('metric names', () => {
  test.each([
    ['rate(a_total{$etcd}[5m]) / b:rule{x="c{d}"}', ['a_total', 'b:rule'], false, false],
    ['sum by (x) (a {$etcd}) or b{}', ['a', 'b'], true, false],
    ['a{x="or"}', ['a'], false, false],
    ['a{} unless b{} offset 5m', ['a', 'b'], true, false],
    ['absent(a{$etcd})', ['a'], false, true],
    ['vector(1)', [], false, false],
    ['a{x="\\"} b{"}', ['a'], false, false],
  ])('of %s', (expression, names, anyWillDo, asksForAbsence) => {
    expect(metricNamesOf(expression)).toEqual({ names, anyWillDo, asksForAbsence })
  })
})
