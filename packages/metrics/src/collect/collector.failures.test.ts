import { setTimeout as wait } from 'node:timers/promises'
import { AppError, type ErrorCode } from '@ocp-perf/errors'
import type { RangeWindow } from '@ocp-perf/promql'
import { describe, expect, test } from 'vitest'
import { rangeFrame } from '../testing/fake-source.ts'
import { lab, labNow } from '../testing/lab.ts'

const answer = (_: string, window: RangeWindow) =>
  rangeFrame(window, [{ labels: { instance: 'm1' }, values: Array.from({ length: 121 }, () => 0) }])
const failing =
  (part: string, code: ErrorCode, message = 'it failed') =>
  (query: string, window: RangeWindow) => {
    if (query.includes(part)) throw new AppError(code, message, { hint: 'Try less.' })
    return answer(query, window)
  }

describe('one metric that fails', () => {
  test.each(['timeout', 'bad_query', 'upstream', 'too_large'] as const)('with %s hides no other', async (code) => {
    const { collector } = await lab({ range: failing('fsync', code) })
    const { panel } = await collector.group('etcd/all', {})
    expect(panel.metrics.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'ok'])
    expect(panel.metrics[0]).toMatchObject({
      reason: 'it failed. Try less',
      headline: 'WAL fsync p99: not measured (it failed. Try less)',
      rows: [],
    })
    expect(panel.verdict).toBe('unknown')
    expect(panel.notes).toContain('Not measured (it failed. Try less): WAL fsync p99.')
  })

  test('is never ok, whatever the others are', async () => {
    const { collector } = await lab({ range: failing('changes', 'timeout') })
    expect((await collector.group('etcd/leaders', {}).catch((error: unknown) => error)) as unknown).toMatchObject({
      code: 'timeout',
    })
    expect((await collector.group(['etcd/fsync', 'etcd/leaders'], {})).panel.verdict).toBe('unknown')
  })

  test('keeps its own fault as a reading even when it is all that was asked', async () => {
    const { collector } = await lab({ range: failing('fsync', 'bad_query') })
    expect((await collector.group('etcd/fsync', {})).panel.metrics[0]).toMatchObject({ verdict: 'unknown' })
  })
})

describe('a source that fails as a whole throws its error', () => {
  test.each(['unreachable', 'unauthorized', 'forbidden', 'timeout', 'rate_limited', 'upstream'] as const)(
    '%s',
    async (code) => {
      const { collector } = await lab({ range: failing('', code) })
      await expect(collector.group('etcd/all', {})).rejects.toMatchObject({ code, hint: 'Try less.' })
    },
  )

  test('but not when each query is at fault itself', async () => {
    const { collector } = await lab({ range: failing('', 'bad_query') })
    expect((await collector.group('etcd/all', {})).panel.verdict).toBe('unknown')
  })

  test('a bug is no reading', async () => {
    const range = () => {
      throw new TypeError('undefined is not a function')
    }
    const { collector } = await lab({ range })
    await expect(collector.group('etcd/all', {})).rejects.toThrow(TypeError)
  })
})

describe('queries of a call', () => {
  test('leave all at once, each with its time limit', async () => {
    let waiting = 0
    let most = 0
    const limits: (number | undefined)[] = []
    const { collector } = await lab({
      limits: { timeoutMs: 1234 },
      range: async (query, window, options) => {
        limits.push(options?.timeoutMs)
        most = Math.max(most, ++waiting)
        await wait(5)
        waiting--
        return answer(query, window)
      },
    })
    await collector.group('etcd/all', {})
    expect(most).toBe(3)
    expect(limits).toEqual([1234, 1234, 1234])
  })

  test('are sent once where metrics share them, over the same grid', async () => {
    const windows = new Set<string>()
    const { collector, source } = await lab({
      range: (query, window) => {
        windows.add(JSON.stringify(window))
        return answer(query, window)
      },
    })
    const { panel } = await collector.group(['etcd/fsync', 'etcd/all'], { duration: '3h' })
    expect(panel.metrics.map(({ id }) => id)).toEqual(['fsync_p99', 'fsync_again', 'traffic_again', 'leaders_again'])
    expect(panel.metrics[1]?.verdict).toBe('ok')
    expect(source.asked.range).toHaveLength(3)
    expect(windows.size).toBe(1)
  })

  test('of a warm platform wait for nothing: only who is down is asked, and beside them', async () => {
    let askedBefore = 0
    const { collector, source, pass } = await lab({
      range: (query, window) => {
        askedBefore = Math.max(askedBefore, source.asked.instant.length)
        return answer(query, window)
      },
    })
    const before = source.asked.instant.length
    pass(10)
    await collector.group('etcd/all', {})
    // The one question more is who is down; the figures are asked for in the same turn.
    expect(askedBefore).toBeLessThanOrEqual(before + 1)
    expect(source.asked.instant).toHaveLength(before + 1)
  })

  test('stop with the caller', async () => {
    const controller = new AbortController()
    const { collector } = await lab({
      range: async (_query, _window, options) => {
        await wait(10_000, undefined, { signal: options?.signal })
        return undefined
      },
    })
    const running = collector.group('etcd/all', {}, controller.signal)
    controller.abort()
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('have rate windows of four scrapes, or of what the metric needs', async () => {
    const { collector, source } = await lab({ jobs: [{ job: 'etcd', interval: 10 }], range: answer })
    await collector.group('etcd/all', { duration: '30m' })
    expect(source.asked.range.map((query) => /\[(\w+)\]/.exec(query)?.[1])).toEqual(['40s', '5m', '40s'])
    await collector.group('etcd/all', { duration: '7d' })
    expect(source.asked.range.slice(3).map((query) => /\[(\w+)\]/.exec(query)?.[1])).toEqual(['1h', '1h', '1h'])
  })
})

test('what selects no target, such as alerts, is not looked at for longer than a step', async () => {
  const { collector, source } = await lab({ range: answer })
  await collector.group('alerts/firing', { duration: '1h' })
  await collector.group('alerts/firing', { duration: '7d' })
  expect(source.asked.range.map((query) => /\[(\w+)\]/.exec(query)?.[1])).toEqual(['2m', '1h'])
})

describe('a request that makes no sense is refused before anything is sent', () => {
  test.each([
    [{ duration: 'garbage' }, 'invalid_input'],
    [{ duration: '90d' }, 'invalid_input'],
    [{ start_time: 'now-1h', end_time: 'now-2h' }, 'invalid_input'],
    [{ end_time: '2199-01-01T00:00:00Z' }, 'invalid_input'],
  ])('%j', async (request, code) => {
    const { collector, source } = await lab({ range: answer })
    await expect(collector.group('etcd/fsync', request)).rejects.toMatchObject({ code, hint: expect.any(String) })
    expect(source.asked.range).toEqual([])
  })

  test('an unknown group, with what is near', async () => {
    const { collector } = await lab()
    await expect(collector.group('etcd/fsnyc', {})).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('etcd/fsync'),
    })
  })

  test('a window longer than the source keeps', async () => {
    const { collector } = await lab({ limits: { maxWindowSeconds: 3600 } })
    await expect(collector.group('etcd/fsync', { duration: '2h' })).rejects.toMatchObject({ code: 'invalid_input' })
    expect((await collector.group('etcd/fsync', { duration: '1h' })).panel.window.end).toBe(labNow)
  })
})
