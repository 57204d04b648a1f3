import { AppError } from '@ocp-perf/errors'
import type { RangeWindow } from '@ocp-perf/promql'
import { describe, expect, test } from 'vitest'
import { frame, rangeFrame } from '../testing/fake-source.ts'
import { fsyncAnswer, lab, labNames, steady } from '../testing/lab.ts'

describe('what there is nothing of', () => {
  const reasonOf = async (groupName: string, options: Parameters<typeof lab>[0]) => {
    const { collector, source } = await lab(options)
    const { panel } = await collector.group(groupName, {})
    const [metric] = panel.metrics
    return { verdict: metric?.verdict, reason: metric?.reason, panel, asked: source.asked.range.length }
  }

  test('an empty answer is no data in this window', async () => {
    expect(await reasonOf('etcd/fsync', {})).toMatchObject({
      verdict: 'no_data',
      reason: 'no series in this window',
      asked: 1,
    })
  })

  test('only NaN is no data', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(Number.NaN) }])
    expect(await reasonOf('etcd/fsync', { range })).toMatchObject({
      verdict: 'no_data',
      reason: expect.stringContaining('only NaN'),
    })
  })

  test('a metric that does not exist is not asked for', async () => {
    const names = labNames.filter((name) => name !== 'fsync_bucket')
    expect(await reasonOf('etcd/fsync', { names })).toMatchObject({
      verdict: 'no_data',
      reason: 'not exported here: fsync_bucket',
      asked: 0,
    })
  })

  test('the minimal collection profile is named where it may be the cause', async () => {
    const jobs = [{ job: 'etcd', namespace: 'openshift-etcd' }]
    const answer = await reasonOf('etcd/leaders', { jobs, names: ['up'] })
    expect(answer.reason).toMatch(/not exported here: changes_total and is_leader \(the minimal collection profile/)
  })

  test('nothing scraped is told with what was looked for', async () => {
    const answer = await reasonOf('etcd/fsync', { jobs: [{ job: 'node' }], names: ['up'] })
    expect(answer.reason).toMatch(/not scraped: no target has job=~"\.\*etcd\.\*".*selectors\.etcd/)
  })

  test('targets that are down are told apart', async () => {
    const jobs = [{ job: 'node' }, { job: 'etcd', up: false }]
    expect((await reasonOf('etcd/fsync', { jobs })).reason).toBe('no target of $etcd is up (job=~".*etcd.*")')
  })

  test('a metric under other labels is told apart', async () => {
    const answer = await reasonOf('etcd/fsync', { jobs: [{ job: 'node' }] })
    expect(answer.reason).toMatch(/^present under other labels only; not scraped/)
  })

  test('what the platform does not have is no gap in the evidence', async () => {
    const { collector, source } = await lab({ range: fsyncAnswer })
    const { panel } = await collector.group(['etcd/fsync', 'etcd/pods'], { only: { member: ['m1'] } })
    expect(panel.verdict).toBe('ok')
    expect(panel.metrics[1]).toMatchObject({
      verdict: 'no_data',
      reason: 'Bare etcd and node_exporter has no kubelet to measure',
    })
    expect(panel.notes.join()).toContain('Nothing to judge')
    expect(source.asked.range).toHaveLength(1)
  })

  test('a quiet metric is no gap in the evidence while all is scraped', async () => {
    const fsyncOnly = (query: string, window: RangeWindow) =>
      query.includes('fsync') ? rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(0.004) }]) : frame([])
    const idle = (query: string, window: RangeWindow) =>
      rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(query.includes('fsync') ? 0.004 : Number.NaN) }])
    for (const range of [fsyncOnly, idle]) {
      const { collector } = await lab({ range })
      const { panel } = await collector.group(['etcd/fsync', 'etcd/calls'], {})
      expect(panel.verdict).toBe('ok')
      expect(panel.metrics[1]).toMatchObject({ verdict: 'no_data', reason: 'nobody called' })
      expect(panel.notes).toEqual(['Nothing to judge (nobody called): Call p99.'])
    }
    const { collector } = await lab({ range: fsyncOnly, jobs: [{ job: 'node' }, { job: 'etcd', up: false }] })
    expect((await collector.group(['etcd/fsync', 'etcd/calls'], {})).panel.verdict).toBe('no_data')
  })

  test('a quiet row does not speak for the rows that were measured', async () => {
    const range = (_: string, window: RangeWindow) =>
      rangeFrame(window, [
        { labels: { instance: 'm1' }, values: steady(0.2) },
        { labels: { instance: 'm2' }, values: steady(Number.NaN) },
      ])
    const { collector } = await lab({ range })
    expect((await collector.group('etcd/calls', {})).panel.verdict).toBe('ok')
    expect((await collector.group('etcd/fsync', {})).panel.metrics[0]?.rows[1]?.verdict).toBe('no_data')
  })

  test('what only a newer version exports is no gap in the evidence', async () => {
    const { collector } = await lab({ range: fsyncAnswer })
    const { panel } = await collector.group(['etcd/fsync', 'etcd/newer'], { only: { member: ['m1'] } })
    expect(panel.verdict).toBe('ok')
    expect(panel.metrics[1]).toMatchObject({ verdict: 'no_data', reason: 'not exported here: newer (since etcd 9)' })
  })

  test('missing metrics share a note, not one each', async () => {
    const { collector } = await lab()
    const { panel } = await collector.group('etcd/all', {})
    expect(panel.verdict).toBe('no_data')
    expect(panel.notes).toEqual(['No data (no series in this window): WAL fsync p99, Traffic and Leader changes.'])
  })
})

describe('a fallback', () => {
  const leaderAnswer = (query: string, window: RangeWindow) =>
    query.includes('is_leader') ? rangeFrame(window, [{ labels: { instance: 'm1' }, values: steady(0) }]) : frame([])

  test('is chosen before anything is asked where the metric does not exist', async () => {
    const names = labNames.filter((name) => name !== 'changes_total')
    const { collector, source } = await lab({ names, range: leaderAnswer })
    const { panel } = await collector.group('etcd/leaders', {})
    expect(panel.verdict).toBe('ok')
    expect(source.asked.range).toEqual([expect.stringContaining('is_leader')])
  })

  test('goes out together with the first where it is not known what exists', async () => {
    const { collector, source } = await lab({ names: new AppError('forbidden', 'no'), range: leaderAnswer })
    expect((await collector.group('etcd/leaders', {})).panel.verdict).toBe('ok')
    expect(source.asked.range).toHaveLength(2)
  })

  test('costs a second round trip only once', async () => {
    let waiting = 0
    let most = 0
    const { collector, source } = await lab({
      range: async (query, window) => {
        most = Math.max(most, ++waiting)
        await new Promise((resolve) => setImmediate(resolve))
        waiting--
        return leaderAnswer(query, window)
      },
    })
    await collector.group('etcd/leaders', {})
    expect([source.asked.range.length, most]).toEqual([2, 1])
    expect((await collector.group('etcd/leaders', {})).panel.verdict).toBe('ok')
    expect([source.asked.range.length, most]).toEqual([4, 2])
  })

  test('is not asked for where the first answers', async () => {
    const { collector, source } = await lab({ range: fsyncAnswer })
    await collector.group('etcd/leaders', {})
    expect(source.asked.range).toEqual([expect.stringContaining('changes_total')])
  })
})
