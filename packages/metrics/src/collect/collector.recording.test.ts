import type { RangeWindow } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { rangeFrame } from '../testing/fake-source.ts'
import { lab, labNow } from '../testing/lab.ts'

/** Ten minutes that ended a month before the clock of the lab. */
const end = labNow - 30 * 86_400
const recording = { name: 'the dump x.om', start: end - 600, end, warnings: ['The dump was cut short.'] }
const answer = (_: string, window: RangeWindow) =>
  rangeFrame(window, [{ labels: { instance: 'm1' }, values: Array.from({ length: 100 }, () => 0.001) }])

test('now is the end of the recording: the window ends there, and is cut where the data begin', async () => {
  const { collector } = await lab({ recording, range: answer })
  const { panel } = await collector.group('etcd/fsync', { duration: '1h' })
  expect(panel.window).toEqual({ start: end - 600, end, step: 30 })
  expect(panel.verdict).toBe('ok')
  expect(panel.notes.slice(0, 3)).toEqual([
    'From the dump x.om: "now" is 14:00:00 UTC on 2026-08-22, the end of its data (10m in all).',
    'The dump was cut short.',
    'Its data begin at 13:50:00Z: the 50m of the window before that are not in it.',
  ])
})

test('who asked for no length in particular is not told what is missing of it', async () => {
  const { collector } = await lab({ recording, range: answer })
  for (const request of [{}, { recent: '15m' }]) {
    const { panel } = await collector.group('etcd/fsync', request)
    expect(panel.window).toEqual({ start: end - 600, end, step: 30 })
    expect(panel.notes.filter((note) => note.startsWith('Its data begin'))).toEqual([])
  }
})

test('a window within the data has no note on what is missing, and one outside is refused', async () => {
  const { collector } = await lab({ recording, range: answer })
  const { panel } = await collector.group('etcd/fsync', { duration: '5m' })
  expect(panel.window).toEqual({ start: end - 300, end, step: 30 })
  expect(panel.notes.filter((note) => note.startsWith('Its data begin'))).toEqual([])
  await expect(collector.group('etcd/fsync', { end_time: 'now-1h' })).rejects.toMatchObject({ code: 'invalid_input' })
})

test('the platform is that of the end of the recording, and is never read anew', async () => {
  const { collector, platform, source, pass } = await lab({ recording, range: answer, retention: 5 })
  expect(platform.profile.id).toBe('standalone')
  expect(new Set(source.asked.times)).toEqual(new Set([end]))
  expect(platform.keptSeconds).toBeUndefined()
  const { length } = source.asked.instant
  const { names } = source.asked
  pass(86_400)
  await collector.group('etcd/calls', {})
  expect(source.asked.names).toBe(names)
  // Who is down is asked with the figures.
  expect(source.asked.instant.length).toBeLessThanOrEqual(length + 1)
})

test('what a recording has no series of is absent for good', async () => {
  const { collector, pass } = await lab({ recording, range: answer, names: ['up', 'fsync_bucket'] })
  pass(3600)
  const { panel } = await collector.group('etcd/traffic', {})
  expect(panel.metrics[0]).toMatchObject({ verdict: 'no_data', reason: 'not recorded: sent_total' })
  expect(panel.notes).toContain('No data (not recorded): Traffic.')
})

test('one that fits no profile is named, with the jobs of its last ten minutes', async () => {
  await expect(lab({ recording, jobs: [{ job: 'web' }] })).rejects.toMatchObject({
    code: 'not_found',
    message: 'the dump x.om fits no platform profile: its last ten minutes hold the jobs web',
  })
})

test('what no job of a recording tells of may have been left out of it', async () => {
  const { collector } = await lab({ recording, range: answer, jobs: [{ job: 'node' }], names: ['up'] })
  const { panel } = await collector.group('etcd/fsync', {})
  expect(panel.metrics[0]?.reason).toMatch(/^not scraped or not recorded: no target has job=/)
})
