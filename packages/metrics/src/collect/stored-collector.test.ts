import { AppError } from '@ocp-perf/errors'
import type { Frame } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { createCatalog } from '../catalog/catalog.ts'
import { groupSchema } from '../catalog-schema.ts'
import { storedPlatform } from '../platform/stored-platform.ts'
import { shippedProfiles } from '../testing/shipped-config.ts'
import { createStoredCollector, type StoredMetrics } from './stored-collector.ts'

const base = { brief: 'B.', unit: 'seconds', better: 'lower', by: ['member'] }
const bands = { watch: 0.01, degraded: 0.02, critical: 0.5, source: 'https://etcd.io' }
const metrics = [
  { ...base, id: 'fsync', title: 'Fsync', query: 'max by ($member) (rate(x{$etcd}[$window]))', bands },
  { ...base, id: 'commit', title: 'Commit', query: 'max by ($member) (y{$etcd})', bands },
  { ...base, id: 'calls', title: 'Calls', query: 'max by ($member) (z{$etcd})', bands, quiet: 'nobody called' },
  { ...base, id: 'pods', title: 'Pods', query: 'max by ($member) (z{$kubelet})', bands },
]
const catalog = createCatalog([{ ...groupSchema.parse({ title: 'G', brief: 'B.', metrics }), name: 'g' }])
const start = 1_789_999_980
const end = start + 7200
const recording = { name: 'the history of lab', start, end }

/** A member's points from one time to another. */
function points(
  from: number,
  to: number,
  value: (time: number) => number,
  labels = { member: 'm1', node: 'n1' },
): Frame {
  const times = Float64Array.from({ length: (to - from) / 15 + 1 }, (_, index) => from + index * 15)
  return { series: [{ labels, times, values: times.map(value) }], warnings: [], partial: false }
}

function collectorOver(frames: Record<string, Frame>, more: Partial<StoredMetrics> = {}) {
  const profile = shippedProfiles.find(({ id }) => id === 'standalone')
  if (profile === undefined) throw new Error('it is shipped')
  const labelSets = Object.values(frames).flatMap(({ series }) => series.map(({ labels }) => labels))
  const stored: StoredMetrics = {
    frames: async () => new Map(Object.entries(frames)),
    unmeasured: async () => new Map(),
    ...more,
  }
  const view = storedPlatform(profile, labelSets).view()
  return createStoredCollector({ catalog, stored, profile, view, recording, cluster: 'lab' })
}

const slowInTheEnd = (time: number) => (time > end - 900 ? 0.6 : 0.001)

test('what runs recorded is judged as a live answer is, on its own step, with the keys that rows had', async () => {
  const collector = collectorOver({ fsync: points(start, end, slowInTheEnd) })
  const { panel, frames, scrapeSeconds } = await collector.metrics('fsync', [catalog.metric('fsync')], {
    duration: '1h',
  })
  expect(scrapeSeconds).toBe(15)
  expect(panel).toMatchObject({ verdict: 'critical', platform: 'standalone', window: { end, step: 15 } })
  expect(panel.metrics[0]?.rows).toMatchObject([
    { labels: { member: 'm1', node: 'n1' }, verdict: 'critical', since: end - 885, last: 0.6 },
  ])
  expect(frames.get('fsync')?.series[0]?.times).toHaveLength(241)
  expect(panel.notes).toEqual([
    expect.stringMatching(/^From the history of lab: "now" is /),
    'Onsets are known to within 1m, the rate window: Fsync.',
  ])
})

test('what nobody recorded is not recorded, never ok', async () => {
  const collector = collectorOver({ fsync: points(start, end, () => 0.001) })
  const { panel, inapplicable } = await collector.group('g', { duration: '1h' })
  expect(panel.metrics.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
    ['fsync', 'ok', undefined],
    ['commit', 'no_data', 'not recorded in this window'],
    ['calls', 'no_data', 'not recorded in this window'],
    ['pods', 'no_data', 'Bare etcd and node_exporter has no kubelet to measure'],
  ])
  expect(panel.verdict).not.toBe('ok')
  expect([...inapplicable]).toEqual(['pods'])
  expect(panel.notes).toContain('No data (not recorded): Commit and Calls.')
})

test('what a run asked for in vain has the reason that it was given then', async () => {
  const reasons = new Map([
    ['commit', 'no target of $etcd is up (job="etcd")'],
    ['calls', 'nobody called'],
  ])
  const collector = collectorOver({ fsync: points(start, end, () => 0.001) }, { unmeasured: async () => reasons })
  const { panel, inapplicable } = await collector.group('g', { duration: '1h' })
  expect(panel.metrics.map(({ reason }) => reason).slice(1, 3)).toEqual([...reasons.values()])
  expect([...inapplicable]).toEqual(['calls', 'pods'])
})

test('a window that runs recorded in part is judged by that part, and says how much it is', async () => {
  const collector = collectorOver({
    fsync: points(start + 5400, end, (time) => (time > end - 300 ? 0.6 : 0.001)),
    commit: points(end - 300, end, () => 0.001),
  })
  const { panel } = await collector.group('g', { start_time: String(start), end_time: String(end) })
  expect(panel.metrics[0]?.verdict).toBe('critical')
  expect(panel.notes).toContain(
    'Runs recorded 25% of this window, and verdicts are of that; shares are of the whole window.',
  )
  expect(panel.notes).toContain('Much less was recorded of Commit.')
})

test('a window that nothing was recorded in has no data, and one beside the history is refused', async () => {
  const collector = collectorOver({ fsync: points(end - 600, end, () => 0.001) })
  const { panel } = await collector.group('g', { start_time: String(start), end_time: String(start + 600) })
  expect(panel.verdict).toBe('no_data')
  await expect(collector.group('g', { end_time: String(start - 3600) })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('a metric that cannot be read hides no other, and a history that cannot be read is an error', async () => {
  const fsync = points(start, end, () => 0.001)
  const large = new AppError('too_large', 'There are more points than that', { hint: 'Ask for less.' })
  const frames = new Map<string, Frame | AppError>([
    ['fsync', fsync],
    ['commit', large],
  ])
  const { panel } = await collectorOver({}, { frames: async () => frames }).group('g', { duration: '1h' })
  const reason = 'There are more points than that. Ask for less'
  expect(panel.metrics).toMatchObject([{ verdict: 'ok' }, { verdict: 'unknown', reason }, {}, {}])
  const damaged = async () => {
    throw new AppError('upstream', 'The history file is damaged.')
  }
  await expect(collectorOver({}, { frames: damaged }).group('g', {})).rejects.toMatchObject({ code: 'upstream' })
})
