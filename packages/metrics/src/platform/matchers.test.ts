import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMatchers, fitsMatchers, matchersText } from './matchers.ts'

test.each([
  [{ job: 'etcd', namespace: 'openshift-etcd' }, 'job="etcd",namespace="openshift-etcd"'],
  [{ job: '~ovnkube-.+' }, 'job=~"ovnkube-.+"'],
  [{ job: '!etcd', pod: '!~etcd-.*' }, 'job!="etcd",pod!~"etcd-.*"'],
  [{ job: 'a"} or up{x="\\' }, 'job="a\\"} or up{x=\\"\\\\"'],
])('%j is written as %s', (matchers, text) => {
  expect(matchersText(matchers)).toBe(text)
})

test('whatever a value holds, it stays one quoted string', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = matchersText({ job: `~${value}`, namespace: 'x' })
      expect(text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""')).toBe('job=~"",namespace=""')
      expect(JSON.parse(text.slice('job=~'.length, text.lastIndexOf(',namespace=')))).toBe(value)
    }),
    { numRuns: 100 },
  )
})

describe('matchers fit labels as in PromQL', () => {
  test.each([
    [{ job: 'etcd' }, { job: 'etcd' }, true],
    [{ job: 'etcd' }, { job: 'etcd-2' }, false],
    [{ job: '~etcd' }, { job: 'my-etcd' }, false],
    [{ job: '~.*etcd|node' }, { job: 'node' }, true],
    [{ job: '~.*etcd|node' }, { job: 'node-exporter' }, false],
    [{ namespace: '~.+' }, {}, false],
    [{ namespace: '' }, {}, true],
    [{ job: '!etcd' }, { job: 'node' }, true],
    [{ job: '!~etcd.*' }, { job: 'etcd-a' }, false],
    [{ job: '~(?i)ETCD' }, { job: 'etcd' }, true],
    [{ job: '~a.b' }, { job: 'a\nb' }, true],
  ])('%j on %j: %s', (matchers, labels, fits) => {
    expect(fitsMatchers(matchers, labels)).toBe(fits)
  })
})

test('an expression that cannot be read is refused with its place', () => {
  expect(() => checkMatchers('selector etcd', { job: '~(etcd' })).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining('selector etcd, label job') }),
  )
  expect(() => checkMatchers('selector etcd', { job: '(etcd' })).not.toThrow()
})
