import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../create-engine.ts'
import type { Engine } from '../engine.ts'
import { createMemoryStore } from '../samples/memory-store.ts'
import type { SampleStore } from '../samples/sample-store.ts'
import { smallRecording, smallStore } from '../testing/small-store.ts'
import { createEngineSource } from './engine-source.ts'

const store = smallStore()
const { start, end } = smallRecording

const source = createEngineSource({ store, recording: smallRecording })

/** An engine that evaluates when told, and counts what it is asked. */
function waitingEngine() {
  const asked: Parameters<Engine['query']>[0][] = []
  let release: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const inner = createEngine({ store })
  const engine: Engine = {
    async query(query) {
      asked.push(query)
      await Promise.race([gate, new Promise((resolve) => query.signal?.addEventListener('abort', resolve))])
      return await inner.query(query)
    },
  }
  return { engine, asked, release: () => release() }
}

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.then(
    () => 'an answer',
    (error: unknown) => error,
  )
  if (outcome instanceof AppError) return outcome
  throw new Error('The call did not end with an AppError.', { cause: outcome })
}

describe('queries', () => {
  test('an instant query without a time is of the end of the recording', async () => {
    const frame = await source.instant('up')
    expect(frame.series.map(({ times }) => times[0])).toEqual([end, end])
    expect(frame.series.map(({ values }) => values[0])).toEqual([1, 0])
    expect(frame).toMatchObject({ warnings: [], partial: false })
  })

  test('without a recording, now is the time of the clock', async () => {
    const live = createEngineSource({ store, now: () => start + 60 })
    expect((await live.instant('time()')).series[0]?.values).toEqual(Float64Array.of(start + 60))
    expect(live.recording).toBeUndefined()
    expect(await live.retentionSeconds()).toBeNull()
  })

  test('a string comes as a label, a scalar as a series without labels, a range selector with its samples', async () => {
    const [text] = (await source.instant('"a<b"', { time: start })).series
    expect(text).toEqual({
      labels: { value: 'a<b' },
      times: Float64Array.of(start),
      values: Float64Array.of(Number.NaN),
    })
    expect((await source.instant('1 / 3')).series).toEqual([
      { labels: {}, times: Float64Array.of(end), values: Float64Array.of(1 / 3) },
    ])
    expect((await source.instant('up{instance="a:1"}[1m]')).series[0]?.times).toHaveLength(4)
  })

  test('a range moves down to the grid of its step, as over HTTP', async () => {
    const { series } = await source.range('time()', { start: start + 7, end: start + 113, step: 30 })
    expect([...(series[0]?.times ?? [])]).toEqual([0, 30, 60, 90].map((offset) => start - (start % 30) + offset))
  })

  test('a range of more points than one request could have is whole, its own start() included', async () => {
    const window = { start, end: start + 20_000, step: 1 }
    const { series } = await source.range('scalar(up{instance="a:1"} @ start())', window)
    expect(series[0]?.times).toHaveLength(20_001)
  })

  test('semantics decide whether a range holds its left end', async () => {
    const query = 'count_over_time(up{instance="a:1"}[1m])'
    const old = createEngineSource({ store, recording: smallRecording, semantics: 'v2' })
    expect((await source.instant(query)).series[0]?.values[0]).toBe(4)
    expect((await old.instant(query)).series[0]?.values[0]).toBe(5)
    expect((await source.buildInfo()).version).toMatch(/^3\./)
    expect((await old.buildInfo()).version).toMatch(/^2\./)
  })

  test('the look-back is an option', async () => {
    const short = createEngineSource({ store, lookbackMs: 5_000 })
    expect((await short.instant('up', { time: end + 6 })).series).toEqual([])
    expect((await source.instant('up', { time: end + 6 })).series).toHaveLength(2)
  })
})

describe('labels, series and what is known of them', () => {
  test('names and values are sorted, each once, within the selectors and the limit', async () => {
    expect(await source.labelNames({ match: ['up', 'requests_total'] })).toEqual([
      '__name__',
      'code',
      'instance',
      'job',
    ])
    expect(await source.labelValues('instance')).toEqual(['a:1', 'b:1'])
    expect(await source.labelValues('code', { match: ['up'] })).toEqual([])
    expect(await source.labelValues('__name__', { limit: 2 })).toEqual(['ALERTS', 'ALERTS_FOR_STATE'])
    expect(await source.labelValues('no such.label')).toEqual([])
  })

  test('series come in order, once for several selectors, and only from the window', async () => {
    const found = await source.series({ match: ['up{instance="b:1"}', 'up', '{code=~"2.."}'] })
    expect(found).toEqual([
      { __name__: 'requests_total', code: '200' },
      { __name__: 'up', job: 'etcd', instance: 'a:1' },
      { __name__: 'up', job: 'etcd', instance: 'b:1' },
    ])
    expect(await source.series({ match: ['ended'], start: end - 60 })).toEqual([])
    expect(await source.series({ match: ['ended'], start, end: start + 60 })).toHaveLength(1)
    expect(await source.series({ match: ['up'], start: end + 1_000 })).toEqual([])
    expect(await source.series({ match: ['up'], limit: 1 })).toHaveLength(1)
  })

  test('metadata is what the dump says, and unknown where it says nothing', async () => {
    const all = await source.metadata()
    expect(all.get('requests_total')).toEqual({ type: 'counter', help: 'Requests <all>.', unit: '' })
    expect(all.get('up')).toEqual({ type: 'unknown', help: '', unit: '' })
    expect([...(await source.metadata('requests_total')).keys()]).toEqual(['requests_total'])
    expect((await source.metadata('no_such_metric')).size).toBe(0)
  })

  test('the parts of a described histogram are not taken for metrics of which nothing is known', async () => {
    const described = new Map([['h', { type: 'histogram', help: '', unit: '' }]])
    const part = { labels: { __name__: 'h_bucket', le: '1' }, times: Float64Array.of(1), values: Float64Array.of(1) }
    const { metadata } = createEngineSource({ store: createMemoryStore([part], described) })
    expect([...(await metadata()).keys()]).toEqual(['h'])
  })

  test('the status counts series and names the metrics that have the most', async () => {
    const { seriesCount, topMetrics } = await source.tsdbStatus()
    expect(seriesCount).toBe(12)
    expect(topMetrics[0]).toEqual({ name: 'latency_seconds_bucket', series: 3 })
  })

  test('a store without a sample answers everything with nothing', async () => {
    const empty = createEngineSource({ store: createMemoryStore([]) })
    expect(await empty.labelNames()).toEqual([])
    expect(await empty.series({ match: ['up'] })).toEqual([])
    expect(await empty.targets()).toEqual([])
    expect(await empty.alerts()).toEqual([])
    expect(await empty.tsdbStatus()).toEqual({ seriesCount: 0, topMetrics: [] })
    expect((await empty.instant('up')).series).toEqual([])
  })
})

describe('what samples tell of targets, alerts and the server', () => {
  test('targets come from `up`, with the interval of its samples', async () => {
    expect(await source.targets()).toEqual([
      {
        labels: { job: 'etcd', instance: 'a:1' },
        health: 'up',
        lastError: '',
        scrapeUrl: '',
        scrapeIntervalSeconds: 15,
      },
      {
        labels: { job: 'etcd', instance: 'b:1' },
        health: 'down',
        lastError: '',
        scrapeUrl: '',
        scrapeIntervalSeconds: 15,
      },
    ])
  })

  test('an interval is the usual one, whatever scrapes are late or missing, and unknown from one sample', async () => {
    const times = [0, 29_990, 60_020, 90_000, 150_001, 180_000].map((offset) => start * 1000 + offset)
    const values = times.map(() => 1)
    const labels = { __name__: 'up', job: 'x' }
    const late = createMemoryStore([{ labels, times: Float64Array.from(times), values: Float64Array.from(values) }])
    const intervalOf = async (one: SampleStore) =>
      (await createEngineSource({ store: one, now: () => start + 180 }).targets())[0]?.scrapeIntervalSeconds
    expect(await intervalOf(late)).toBe(30)
    const once = createMemoryStore([{ labels, times: Float64Array.of(start * 1000 + 1), values: Float64Array.of(1) }])
    expect(await intervalOf(once)).toBeNull()
  })

  test('alerts come from ALERTS, their beginning from ALERTS_FOR_STATE', async () => {
    expect(await source.alerts()).toEqual([
      {
        labels: { alertname: 'Down', severity: 'critical' },
        annotations: {},
        state: 'firing',
        activeAt: start + 60,
        value: null,
      },
    ])
    expect(await source.rules()).toEqual([])
  })

  test('it says what it is and how far it reaches', async () => {
    expect((await source.buildInfo()).application).toBe('embedded PromQL')
    expect(await source.retentionSeconds()).toBe(end - start)
    expect(source.recording).toBe(smallRecording)
  })
})

describe('failures have the codes of the HTTP client', () => {
  test.each([
    ['a query that does not parse', () => source.instant('sum(')],
    ['an empty query', () => source.instant('')],
    ['a query of the wrong types', () => source.instant('rate(up)')],
    ['a range selector over a window', () => source.range('up[5m]', { start, end, step: 60 })],
    ['a string over a window', () => source.range('"a"', { start, end, step: 60 })],
    ['a window of one point that is one all the same', () => source.range('up[5m]', { start: end, end, step: 60 })],
    ['many-to-many matching', () => source.instant('up * on (job) up')],
    ['a regular expression that is none', () => source.instant('up{job=~"("}')],
    ['a selector that is none', () => source.labelNames({ match: ['up + 1'] })],
    ['a selector with an offset', () => source.series({ match: ['up offset 5m'] })],
    ['a selector of everything', () => source.series({ match: ['{job=~".*"}'] })],
    ['no selector', () => source.series({})],
  ])('%s is bad_query', async (_name, ask) => {
    const failed = await failureOf(ask())
    expect(failed).toMatchObject({ code: 'bad_query', retryable: false })
    expect(failed.message.length + (failed.hint?.length ?? 0)).toBeGreaterThan(30)
  })

  test.each([
    ['a time', () => source.instant('up', { time: Number.NaN })],
    ['a start', () => source.labelNames({ start: Number.NEGATIVE_INFINITY })],
    ['a limit', () => source.series({ match: ['up'], limit: Number.NaN })],
    ['a step', () => source.range('up', { start, end, step: 0 })],
    ['a label', () => source.labelValues('')],
    ['an end', () => source.range('up', { start: end, end: start, step: 1 })],
  ])('%s that is none is invalid_input', async (_name, ask) => {
    expect(await failureOf(ask())).toMatchObject({ code: 'invalid_input', hint: expect.any(String) })
  })

  test('a window that is too fine, and a query that holds too much, are too_large', async () => {
    const fine = { start, end: start + 2_000_000, step: 1 }
    expect(await failureOf(source.range('up', fine))).toMatchObject({ code: 'too_large' })
    const small = createEngineSource({ store, maxSamples: 100 })
    const failed = await failureOf(small.range('up', { start, end, step: 1 }))
    expect(failed).toMatchObject({ code: 'too_large', hint: expect.stringContaining('larger step') })
  })
})

describe('time limits, aborts and sharing', () => {
  test('callers who ask the same share one evaluation, and another time is another question', async () => {
    const { engine, asked, release } = waitingEngine()
    const shared = createEngineSource({ store, engine, recording: smallRecording })
    const all = [
      shared.instant('up'),
      shared.instant('up'),
      shared.instant('up', { time: end }),
      shared.instant('up', { time: start }),
    ]
    release()
    const [one, other] = await Promise.all(all)
    expect(asked).toHaveLength(2)
    expect(one).toBe(other)
  })

  test('an abort takes out only its caller; the last one stops the evaluation', async () => {
    const { engine, asked, release } = waitingEngine()
    const shared = createEngineSource({ store, engine, recording: smallRecording })
    const controller = new AbortController()
    const left = shared.instant('up', { signal: controller.signal })
    const stayed = shared.instant('up')
    const alone = shared.instant('down', { signal: controller.signal })
    await sleep(1)
    controller.abort()
    await expect(left).rejects.toMatchObject({ name: 'AbortError' })
    await expect(alone).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked.find(({ text }) => text === 'down')?.signal?.aborted).toBe(true)
    release()
    expect((await stayed).series).toHaveLength(2)
  })

  test('a caller whose time is over gets timeout, with what to do', async () => {
    const { engine } = waitingEngine()
    const slow = createEngineSource({ store, engine, recording: smallRecording, timeoutMs: 20 })
    const failed = await failureOf(slow.instant('up'))
    expect(failed).toMatchObject({ code: 'timeout', retryable: true, hint: expect.stringContaining('shorter window') })
    expect(failed.message).toContain('a small dump did not answer within 0.02 s')
  })

  test('an evaluation that keeps the thread busy ends at its time limit as well', async () => {
    const before = performance.now()
    const heavy = source.instant('sum_over_time(vector(1)[300d:1s])', { timeoutMs: 50 })
    expect(await failureOf(heavy)).toMatchObject({ code: expect.stringMatching(/^(timeout|too_large)$/) })
    expect(performance.now() - before).toBeLessThan(2_000)
  })

  test('no more queries are evaluated at once than allowed', async () => {
    const { engine, asked, release } = waitingEngine()
    const narrow = createEngineSource({ store, engine, recording: smallRecording, concurrency: 2 })
    const all = Array.from({ length: 5 }, (_, index) => narrow.instant(`up + ${index}`))
    await sleep(5)
    expect(asked).toHaveLength(2)
    release()
    expect(await Promise.all(all)).toHaveLength(5)
  })

  test('closing ends what is under way, and nothing can be asked afterwards', async () => {
    const { engine } = waitingEngine()
    const closing = createEngineSource({ store, engine, recording: smallRecording })
    const open = failureOf(closing.instant('up'))
    await sleep(1)
    await closing.close()
    expect(await open).toMatchObject({ code: 'unreachable', message: expect.stringContaining('closed') })
    for (const ask of [closing.instant('up'), closing.labelNames(), closing.buildInfo(), closing.targets()]) {
      expect(await failureOf(ask)).toMatchObject({ code: 'unreachable', retryable: false })
    }
  })
})
