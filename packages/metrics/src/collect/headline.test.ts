import type { Row, Verdict } from '@ocp-perf/panel'
import { describe, expect, test } from 'vitest'
import { type Metric, metricSchema } from '../catalog-schema.ts'
import { clockTime, list, metricHeadline, sourceName } from './headline.ts'
import { limitsOf } from './judge.ts'

const base = {
  id: 'm',
  title: 'WAL fsync p99',
  brief: 'B.',
  unit: 'seconds',
  better: 'lower',
  by: ['member'],
  query: 'm{$etcd}',
  bands: { watch: 0.01, degraded: 0.02, critical: 0.5, source: 'https://etcd.io/docs/v3.6/faq/' },
}
const metricWith = (changes: Record<string, unknown> = {}) => metricSchema.parse({ ...base, ...changes })

function row(
  labels: Record<string, string>,
  verdict: Verdict,
  worst: number | null,
  over = 0,
  since: number | null = null,
): Row {
  return { labels, last: worst, mean: worst, min: worst, max: worst, p95: worst, verdict, over, since }
}
const member = (name: string, verdict: Verdict, worst: number | null, over = 0, since: number | null = null) =>
  row({ member: name }, verdict, worst, over, since)

const onset = Date.parse('2026-09-21T07:31:15.600Z') / 1000
const window = { start: onset - 1800, end: onset + 1800, step: 30 }
/** Rows that did not recover, unless `ongoing` names others. */
const say = (rows: Row[], metric: Metric = metricWith(), ongoing: readonly Row[] = rows) =>
  metricHeadline(rows, { metric, limits: limitsOf(metric, 'standalone'), window, ongoing: new Set(ongoing) })

describe('a headline', () => {
  test('names the worst row with value, limit, source, share and onset, then what was fine', () => {
    const rows = [member('m2', 'critical', 1.02, 0.84, onset), member('m1', 'ok', 0.0041), member('m3', 'ok', 0.003)]
    expect(say(rows)).toBe(
      'WAL fsync p99: m2 critical, up to 1.02 s (limit 500 ms, etcd.io) for 84% of the window since 07:31:15Z, still; m1 and m3 ok (≤ 4.1 ms)',
    )
  })

  test('says whether it is still so: the latest value of a row that recovered, or that it has none', () => {
    const recovered = { ...member('m2', 'critical', 1.02, 0.2, onset), last: 0.007 }
    const gone = { ...member('m3', 'critical', 1, 0.2, onset), last: null }
    const lasting = member('m1', 'critical', 0.6, 0.1, onset)
    expect(say([recovered], metricWith(), [])).toBe(
      'WAL fsync p99: m2 critical, up to 1.02 s (limit 500 ms, etcd.io) for 20% of the window since 07:31:15Z, now 7 ms',
    )
    expect(say([lasting, recovered, gone], metricWith(), [lasting])).toBe(
      'WAL fsync p99: m1 critical, up to 600 ms (limit 500 ms, etcd.io) for 10% of the window since 07:31:15Z, still; ' +
        'm2 critical, up to 1.02 s, now 7 ms; m3 critical, up to 1 s, now no sample',
    )
  })

  test('does not take the window’s first point for the onset', () => {
    expect(say([member('m2', 'critical', 1.02, 1, window.start)])).toContain(
      ' for all of the window since before 07:01:15Z, still',
    )
    expect(say([member('m2', 'critical', 1.02, 0.99, window.start + 30)])).toContain(' since 07:01:45Z, still')
  })

  test('says what is kept when all is well', () => {
    expect(say([member('m1', 'ok', 0.0041), member('m2', 'ok', 0.003)])).toBe(
      'WAL fsync p99: m1 and m2 ok (≤ 4.1 ms, limit 10 ms, etcd.io)',
    )
  })

  test('does not hide brief trouble of a row that is ok', () => {
    expect(say([member('m1', 'ok', 0.6, 0.004, onset)])).toBe(
      'WAL fsync p99: m1 ok (≤ 600 ms, limit 10 ms, etcd.io, beyond the limit for at most 1% of the window)',
    )
  })

  test('is brief about many bad rows and many good ones', () => {
    const bad = Array.from({ length: 6 }, (_, index) => member(`b${index}`, 'degraded', 0.03, 1, onset))
    const good = Array.from({ length: 6 }, (_, index) => member(`g${index}`, 'ok', 0.001))
    expect(say([...bad, ...good])).toBe(
      'WAL fsync p99: b0 degraded, up to 30 ms (limit 20 ms, etcd.io) for all of the window since 07:31:15Z, still; ' +
        'b1 degraded, up to 30 ms, still; b2 degraded, up to 30 ms, still; 3 more beyond a limit; g0, g1, g2 and 3 more ok (≤ 1 ms)',
    )
  })

  test('names rows without a sample', () => {
    expect(say([member('m3', 'no_data', null), member('m1', 'ok', 0.001)])).toContain('; m3 no data')
  })

  test('looks down where higher is better', () => {
    const metric = metricWith({
      title: 'Free',
      unit: 'ratio',
      better: 'higher',
      bands: { watch: 0.2, source: 'https://www.x.io' },
    })
    expect(say([member('m1', 'watch', 0.1, 0.5, onset), member('m2', 'ok', 0.6)], metric)).toBe(
      'Free: m1 watch, down to 10% (limit 20%, x.io) for 50% of the window since 07:31:15Z, still; m2 ok (≥ 60%)',
    )
  })

  test('of a yes or no has no limit to tell', () => {
    const metric = metricWith({
      title: 'Has a leader',
      unit: 'boolean',
      better: 'higher',
      bands: { critical: 1, source: 'https://github.com/etcd-io/etcd/blob/x' },
    })
    expect(say([member('m1', 'critical', 0, 0.1, onset), member('m2', 'ok', 1)], metric)).toBe(
      'Has a leader: m1 critical, no (etcd-io/etcd) for 10% of the window since 07:31:15Z, still; m2 ok',
    )
  })

  test('of a metric of one row needs no name', () => {
    expect(say([row({}, 'ok', 0.001)], metricWith({ by: [] }))).toBe('WAL fsync p99: ok (≤ 1 ms, limit 10 ms, etcd.io)')
  })

  test('of a pair shows its direction, of a device its node', () => {
    const pair = metricWith({ by: ['member', 'peer'] })
    expect(say([row({ member: 'm1', peer: 'm3', node: 'n1' }, 'ok', 0.001)], pair)).toContain('m1 → m3 ok')
    const device = metricWith({ by: ['node', 'device'] })
    expect(say([row({ node: 'n1', device: 'sda' }, 'ok', 0.001)], device)).toContain('n1/sda ok')
  })

  test('without limits gives the latest values, largest first', () => {
    const metric = metricWith({ bands: undefined })
    const rows = [
      member('m1', 'unknown', 3),
      member('m2', 'unknown', 2),
      member('m3', 'no_data', null),
      member('m4', 'unknown', 1),
    ]
    expect(say(rows, metric)).toBe('WAL fsync p99: m1 3 s, m2 2 s, m4 1 s and 1 more (latest; no published limit)')
  })
})

test('a long window dates its times', () => {
  expect(clockTime(onset, 3600)).toBe('07:31:15Z')
  expect(clockTime(onset, 90_000)).toBe('2026-09-21 07:31:15Z')
})

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
])('%j is listed as %j', (items, text) => {
  expect(list(items)).toBe(text)
})

test.each([
  ['https://etcd.io/docs/v3.6/faq/', 'etcd.io'],
  ['https://www.redhat.com/x', 'redhat.com'],
  ['https://github.com/openshift/runbooks/blob/master/a.md', 'openshift/runbooks'],
  ['https://github.com/', 'github.com'],
  ['config/thresholds.yml', 'config/thresholds.yml'],
])('%s is called %s', (source, name) => {
  expect(sourceName(source)).toBe(name)
})
