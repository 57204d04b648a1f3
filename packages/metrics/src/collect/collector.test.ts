import { panelResultSchema } from '@ocp-perf/panel'
import type { RangeWindow } from '@ocp-perf/promql'
import { describe, expect, test } from 'vitest'
import { rangeFrame } from '../testing/fake-source.ts'
import { fsyncAnswer, lab, labNow, steady } from '../testing/lab.ts'

describe('a panel', () => {
  test('names the member that is slow and the ones that are not', async () => {
    const { collector } = await lab({ range: fsyncAnswer })
    const { panel, frames } = await collector.group('etcd/fsync', { duration: '1h' })
    expect(panelResultSchema.parse(panel)).toEqual(panel)
    expect(panel).toMatchObject({
      cluster: 'lab',
      panel: 'etcd/fsync',
      platform: 'standalone',
      verdict: 'critical',
      window: { start: labNow - 3600, end: labNow, step: 30 },
      headline:
        'WAL fsync p99: m2 critical, up to 1.02 s (limit 500 ms, etcd.io) for 83% of the window since 13:10:00Z, still; m1 and m3 ok (≤ 4.1 ms)',
    })
    const [metric] = panel.metrics
    expect(metric?.rows.map(({ labels, verdict }) => [labels.member, verdict])).toEqual([
      ['m2', 'critical'],
      ['m1', 'ok'],
      ['m3', 'ok'],
    ])
    expect(metric?.rows[0]).toMatchObject({ last: 1.02, max: 1.02, min: 0.004, p95: 1.02, since: labNow - 3000 })
    expect(metric?.uri).toBe(`metric://lab/fsync_p99?start=${labNow - 3600}&end=${labNow}&step=30`)
    expect(panel.notes).toEqual(['Onsets are known to within 2m, the rate window: WAL fsync p99.'])
    const points = frames.get('fsync_p99')
    expect(points?.series.map(({ labels }) => labels)).toContainEqual({ member: 'm1', node: 'm1:9100' })
    expect(points?.series[0]?.values).toHaveLength(121)
  })

  test('is ok only when all that can be judged was seen', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(0) }])
    const { collector } = await lab({ range })
    const { panel } = await collector.group(['etcd/fsync', 'etcd/leaders'], {})
    expect(panel).toMatchObject({ verdict: 'ok', headline: 'both limits are kept', panel: 'etcd/fsync+etcd/leaders' })
  })

  test('does not claim that a limit was kept all the time which was passed for a moment', async () => {
    const moment = steady(0.001).map((value, index) => (index > 0 && index < 4 ? 8 : value))
    const range = (query: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1' }, values: query.includes('fsync') ? moment : steady(0) }])
    const { collector } = await lab({ range })
    const { panel } = await collector.group(['etcd/fsync', 'etcd/leaders'], {})
    expect(panel.headline).toBe('both limits are kept, though not all the time: WAL fsync p99')
  })

  test('without any limit is unknown', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1', To: 'a2' }, values: steady(2048) }])
    const { collector } = await lab({ range })
    const { panel } = await collector.group('etcd/traffic', {})
    expect(panel.verdict).toBe('unknown')
    expect(panel.headline).toBe('Traffic: m1 → m2 2 KiB/s (latest; no published limit)')
    expect(panel.metrics[0]).toMatchObject({
      reason: 'no published limit',
      rows: [{ labels: { member: 'm1', peer: 'm2' } }],
    })
  })

  test('shows the worst rows and counts the rest', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(
        window,
        Array.from({ length: 25 }, (_, index) => ({ labels: { instance: `n${index}` }, values: steady(index / 1000) })),
      )
    const { collector } = await lab({ range })
    const { panel, frames } = await collector.group('etcd/fsync', { top: 3 })
    const [metric] = panel.metrics
    expect(metric?.rows.map(({ labels }) => labels.member)).toEqual(['n24', 'n23', 'n22'])
    expect(metric?.omitted).toBe(22)
    expect(panel.notes).toContain('Rows left out, raise top or narrow the question: WAL fsync p99 (22).')
    expect(frames.get('fsync_p99')?.series).toHaveLength(25)
  })

  test('can be narrowed to rows by key, and says so when that leaves nothing', async () => {
    const { collector } = await lab({ range: fsyncAnswer })
    const kept = await collector.group('etcd/fsync', { only: { member: ['m1', 'm3'] } })
    expect(kept.panel.verdict).toBe('ok')
    expect(kept.panel.metrics[0]?.rows).toHaveLength(2)
    const byNode = await collector.group('etcd/fsync', { only: { node: ['m1:9100'] } })
    expect(byNode.panel.metrics[0]?.rows.map(({ labels }) => labels.member)).toEqual(['m1'])
    const other = await collector.group('etcd/fsync', { only: { device: ['sda'] } })
    expect(other.panel.metrics[0]?.rows).toHaveLength(3)
    const none = await collector.group('etcd/fsync', { only: { member: ['m9'] } })
    expect(none.panel).toMatchObject({
      verdict: 'no_data',
      metrics: [{ reason: 'no member is m9; there is m1, m2, m3' }],
    })
  })

  test('tells that a member has gone quiet', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [
        { labels: { instance: 'm1' }, values: steady(0.001) },
        { labels: { instance: 'm3' }, values: steady(0.001).map((value, index) => (index < 60 ? value : null)) },
      ])
    const { collector } = await lab({ range })
    const { panel } = await collector.group('etcd/fsync', {})
    expect(panel.notes).toContain('No sample of m3 after 13:29:30Z.')
  })

  test('gives no latest value to a series that has ended', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [
        { labels: { instance: 'm1', To: 'a2' }, values: steady(7).map((value, index) => (index < 100 ? value : null)) },
        { labels: { instance: 'm3', To: 'a2' }, values: steady(5).map((value, index) => (index < 120 ? value : null)) },
      ])
    const { collector } = await lab({ range })
    const { panel } = await collector.group('etcd/traffic', {})
    expect(panel.metrics[0]?.rows.map(({ labels, max, last }) => [labels.member, max, last])).toEqual([
      ['m1', 7, null],
      ['m3', 5, 5],
    ])
    expect(panel.headline).toBe('Traffic: m3 → m2 5 B/s, m1 → m2 – (latest; no published limit)')
  })

  test('counts a series that was there for a part of the window for that part', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [
        { labels: { alertname: 'X' }, values: steady(1).map((value, index) => (index < 12 ? value : null)) },
      ])
    const { collector } = await lab({ range })
    const { panel } = await collector.group('alerts/firing', {})
    expect(panel.metrics[0]?.rows[0]?.over).toBeCloseTo(12 / 121)
    expect(panel.headline).toContain('for 10% of the window')
  })

  test('says beside its good news that the source answered in part', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(0) }], { partial: true })
    const { collector } = await lab({ range })
    const { panel } = await collector.group(['etcd/fsync', 'etcd/leaders'], {})
    expect(panel.headline).toBe('both limits are kept, in the part that the source could reach')
  })

  test('passes on what the source says of its answer', async () => {
    const range = (query: string, window: RangeWindow) => ({
      ...fsyncAnswer(query, window),
      warnings: ['store x is gone', 'store x is gone', 'PromQL info: metric might not be a counter', 'y'.repeat(900)],
      partial: true,
    })
    const { collector } = await lab({ range })
    const { panel } = await collector.group('etcd/fsync', {})
    expect(panel.notes.slice(0, 2)).toEqual([
      'The source answered in part: some of its stores could not be reached.',
      'The source says: store x is gone',
    ])
    expect(Math.max(...panel.notes.map(({ length }) => length))).toBeLessThan(260)
  })

  test('carries no figure that JSON cannot', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(Number.POSITIVE_INFINITY) }])
    const { collector } = await lab({ range })
    const { panel } = await collector.group('etcd/fsync', {})
    expect(panelResultSchema.safeParse(panel).success).toBe(true)
    expect(panel.metrics[0]?.rows[0]).toMatchObject({ max: null, verdict: 'critical', over: 1 })
  })
})

test('the step of disks is that of their node exporter, whatever else is scraped rarely', async () => {
  const jobs = [
    { job: 'node', interval: 15 },
    { job: 'billing', interval: 180 },
  ]
  const { collector, source } = await lab({ jobs })
  const { panel } = await collector.group('disk/writes', { duration: '1h' })
  expect(panel.window.step).toBe(15)
  expect(source.asked.range).toEqual([expect.stringContaining('[1m]')])
})
