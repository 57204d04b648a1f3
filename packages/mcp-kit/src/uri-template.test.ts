import { expect, test } from 'vitest'
import { parseUriTemplate } from './uri-template.ts'

test('path variables are read and decoded', () => {
  const { match } = parseUriTemplate('metric://{cluster}/{id}')
  expect(match('metric://prod/etcd_wal_fsync_p99')).toEqual({ cluster: 'prod', id: 'etcd_wal_fsync_p99' })
  expect(match('metric://prod%20eu/a')).toEqual({ cluster: 'prod eu', id: 'a' })
  expect(match('metric://50%/a')).toEqual({ cluster: '50%', id: 'a' })
})

test('query parameters are optional, in any order, and only the named ones', () => {
  const { match, names } = parseUriTemplate('metric://{cluster}/{id}{?start,end}')
  expect(names).toEqual(['cluster', 'id', 'start', 'end'])
  expect(match('metric://a/b')).toEqual({ cluster: 'a', id: 'b' })
  expect(match('metric://a/b?end=2&start=1')).toEqual({ cluster: 'a', id: 'b', start: '1', end: '2' })
  expect(match('metric://a/b?other=1')).toBeUndefined()
})

test('another path does not match', () => {
  const { match } = parseUriTemplate('metric://{cluster}/{id}')
  expect(match('metric://a/b/c')).toBeUndefined()
  expect(match('metric://a/')).toBeUndefined()
  expect(match('other://a/b')).toBeUndefined()
})

test('a URI without variables matches itself alone', () => {
  const { match } = parseUriTemplate('catalog://metrics.all')
  expect(match('catalog://metrics.all')).toEqual({})
  expect(match('catalog://metricsXall')).toBeUndefined()
})

test.each(['a://{+path}', 'a://{b', 'a://{?q}/c', 'a://{b*}'])('%s is refused', (template) => {
  expect(() => parseUriTemplate(template)).toThrow(/not a URI template/)
})
