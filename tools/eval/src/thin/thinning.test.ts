import { metricNamesOf } from '@ocp-perf/metrics'
import { describe, expect, test } from 'vitest'
import { catalog } from '../testing/samples.ts'
import { parseThinning } from './thinning.ts'

const families = new Set(Array.from({ length: 101 }, (_, index) => `family_${index}`))
const left = (text: string, of = families) => {
  const hidden = parseThinning(text).hides(of)
  return [...of].filter((__name__) => !hidden({ __name__ }))
}

describe('random', () => {
  test('leaves half of the families, the same ones for the same seed', () => {
    expect(left('random:1')).toHaveLength(50)
    expect(left('random:1')).toEqual(left('random:1'))
    expect(left('random:2')).not.toEqual(left('random:1'))
  })

  test('a further family moves the lot of few others', () => {
    const more = new Set([...families, 'one_more'])
    const before = new Set(left('random:1'))
    expect(left('random:1', more).filter((name) => !before.has(name)).length).toBeLessThanOrEqual(2)
  })
})

describe('minimal', () => {
  const hidden = parseThinning('minimal').hides(new Set())

  test("keeps what OpenShift's profile keeps of a job, and the scrape's own series", () => {
    expect(hidden({ job: 'etcd', __name__: 'etcd_server_has_leader' })).toBe(false)
    expect(hidden({ job: 'etcd', __name__: 'etcd_server_leader_changes_seen_total' })).toBe(true)
    expect(hidden({ job: 'node-exporter', __name__: 'node_load1' })).toBe(false)
    expect(hidden({ job: 'node-exporter', __name__: 'node_netstat_TcpExt_ListenDrops' })).toBe(true)
    expect(hidden({ job: 'etcd', __name__: 'up' })).toBe(false)
  })

  test('leaves other jobs alone', () => {
    expect(hidden({ job: 'apiserver', __name__: 'apiserver_request_total' })).toBe(false)
    expect(hidden({ __name__: 'ALERTS' })).toBe(false)
  })

  test('is what the catalog says of its metrics', () => {
    const jobOf = (name: string) => (name.startsWith('node_') ? 'node-exporter' : 'etcd')
    const isKept = (expression: string) => {
      const { names } = metricNamesOf(expression)
      return names.every((__name__) => !hidden({ job: jobOf(__name__), __name__ }))
    }
    const metrics = [...catalog.groups.values()]
      .flatMap((group) => group.metrics)
      .filter(({ query }) => metricNamesOf(query).names.every((name) => /^(etcd_(?!request_)|node_)/.test(name)))
    expect(metrics.length).toBeGreaterThan(50)
    const wrong = metrics.filter(({ query, fallback, minimal }) => [query, fallback ?? query].some(isKept) !== minimal)
    expect(wrong.map(({ id }) => id)).toEqual([])
  })
})

test.each(['half', 'random', 'random:x', 'random:-1', ''])('%j is nothing that could be left out', (text) => {
  expect(() => parseThinning(text)).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringContaining('random:1') }),
  )
})
