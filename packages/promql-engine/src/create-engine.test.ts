import type { LabelMatcher } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { createEngine } from './create-engine.ts'
import type { EngineAnswer, EngineOptions } from './engine.ts'
import type { Grid } from './evaluate/value.ts'
import { createMemoryStore } from './samples/memory-store.ts'
import type { SampleStore, StoredSeries, TimeSpan } from './samples/sample-store.ts'
import { stored } from './testing/evaluation.ts'

/** A counter of 1 a second from 0 on, each 10 s. */
function counter(labels: Record<string, string>, count = 100, perSample = 10): StoredSeries {
  return stored(
    labels,
    Array.from({ length: count }, (_, index) => [index * 10_000, index * perSample] as const),
  )
}

const store = createMemoryStore([
  counter({ __name__: 'requests_total', job: 'b' }),
  counter({ __name__: 'requests_total', job: 'a' }, 100, 20),
  counter({ __name__: 'temperature', job: 'a' }),
])

const instant = (start: number) => ({ start, step: 1, count: 1 })

function ask(text: string, grid: Grid = instant(500_000), options: Partial<EngineOptions> = {}): Promise<EngineAnswer> {
  return createEngine({ store, ...options }).query({ text, grid })
}

/** Labels and points in plain arrays. */
function plain({ frame }: EngineAnswer) {
  return frame.series.map(({ labels, times, values }) => [labels, [...times], [...values]])
}

test('an instant vector has one point a series, in seconds, in the order of the store', async () => {
  const answer = await ask('requests_total')
  expect(answer.type).toBe('vector')
  expect(plain(answer)).toEqual([
    [{ __name__: 'requests_total', job: 'a' }, [500], [1000]],
    [{ __name__: 'requests_total', job: 'b' }, [500], [500]],
  ])
})

test('a range query is a matrix in the order of labels, without the points that are not there', async () => {
  const answer = await ask('requests_total > 900', { start: 440_000, step: 20_000, count: 4 })
  expect(answer.type).toBe('matrix')
  expect(plain(answer)).toEqual([[{ __name__: 'requests_total', job: 'a' }, [460, 480, 500], [920, 960, 1000]]])
  const all = await ask('requests_total', { start: 0, step: 10_000, count: 2 })
  expect(all.frame.series.map(({ labels }) => labels.job)).toEqual(['a', 'b'])
})

test('a range query of one step stays a matrix when it says what it is', async () => {
  const answer = await createEngine({ store }).query({ text: 'vector(1)', grid: instant(0), kind: 'range' })
  expect(answer.type).toBe('matrix')
})

test('scalars and strings have their own types', async () => {
  expect(await ask('1 + 1')).toMatchObject({ type: 'scalar', frame: { series: [{ labels: {} }] } })
  expect(plain(await ask('1 + 1'))).toEqual([[{}, [500], [2]]])
  expect(await ask('"text"')).toMatchObject({ type: 'string', text: 'text', frame: { series: [] } })
  expect(plain(await ask('time()', { start: 0, step: 1_500, count: 2 }))).toEqual([[{}, [0, 1.5], [0, 1.5]]])
})

test('an instant query of a range selector gives the samples themselves', async () => {
  const answer = await ask('requests_total{job="a"}[25s] offset 5s')
  expect(answer.type).toBe('matrix')
  expect(plain(answer)).toEqual([[{ __name__: 'requests_total', job: 'a' }, [480, 490], [960, 980]]])
  const [series] = answer.frame.series
  series?.values.fill(-1)
  expect(plain(await ask('requests_total{job="a"}[15s] offset 5s'))[0]?.[2]).toEqual([980])
})

test('a range query of a range or a string is refused with its place', async () => {
  const grid = { start: 0, step: 1, count: 2 }
  await expect(ask('requests_total[5m]', grid)).rejects.toMatchObject({
    code: 'bad_query',
    message: expect.stringMatching(
      /^invalid expression type "range vector" for range query, must be Scalar or instant Vector.*line 1, column 1/,
    ),
  })
  await expect(ask('"text"', grid)).rejects.toThrow('invalid expression type "string"')
})

test('rate counts over the window and drops the name', async () => {
  expect(
    plain(await ask('sum by (job) (rate(requests_total[1m]))', { start: 300_000, step: 30_000, count: 2 })),
  ).toEqual([
    [{ job: 'a' }, [300, 330], [2, 2]],
    [{ job: 'b' }, [300, 330], [1, 1]],
  ])
})

test('up to Prometheus 2 a range includes its left end', async () => {
  const text = 'count_over_time(temperature[1m])'
  expect(plain(await ask(text))).toEqual([[{ job: 'a' }, [500], [6]]])
  expect(plain(await ask(text, undefined, { semantics: 'v2' }))).toEqual([[{ job: 'a' }, [500], [7]]])
  expect(plain(await ask('count_over_time(temperature[1m:10s])', undefined, { semantics: 'v2' }))[0]?.[2]).toEqual([7])
})

test('a subquery without a step takes the default one', async () => {
  const text = 'count_over_time(temperature[5m:])'
  expect(plain(await ask(text))[0]?.[2]).toEqual([5])
  expect(plain(await ask(text, undefined, { defaultStepMs: 30_000 }))[0]?.[2]).toEqual([10])
})

test('a subquery whose window holds no multiple of its step is empty', async () => {
  expect(plain(await ask('sum_over_time(temperature[10s:1h])'))).toEqual([])
})

test('what @ pins is the same at every step, and asked for once', async () => {
  const grid = { start: 0, step: 100_000, count: 3 }
  expect(plain(await ask('temperature @ end()', grid))[0]?.[2]).toEqual([200, 200, 200])
  expect(plain(await ask('temperature @ end()', { ...grid, end: 250_000 }))[0]?.[2]).toEqual([250, 250, 250])
  expect(plain(await ask('temperature - temperature @ start()', grid))[0]?.[2]).toEqual([0, 100, 200])
  expect(plain(await ask('sum_over_time(temperature[30s:10s] @ 30) + time()', grid))[0]?.[2]).toEqual([60, 160, 260])
  expect(plain(await ask('timestamp(temperature @ 15)', grid))[0]?.[2]).toEqual([10, 10, 10])
  expect(plain(await ask('timestamp(-(temperature @ 15))', grid))[0]?.[2]).toEqual([0, 100, 200])
})

test('timestamp sees through parentheses', async () => {
  expect(plain(await ask('timestamp(((temperature offset 5s)))'))[0]?.[2]).toEqual([490])
})

test('each selector is asked of the store once, for all that its steps can see', async () => {
  const asked: { name: string | undefined; span: TimeSpan }[] = []
  const watched: SampleStore = {
    ...store,
    select: (matchers: readonly LabelMatcher[], span, signal) => {
      asked.push({ name: matchers[0]?.value, span })
      return store.select(matchers, span, signal)
    },
  }
  const grid = { start: 400_000, step: 10_000, count: 11 }
  const text = `temperature / rate(temperature[1m] offset -30s)
    + on() group_left() max_over_time(requests_total{job="a"}[2m:10s] offset 10s) + on() group_left() (up @ 100)`
  await ask(text, grid, { store: watched })
  expect(asked).toEqual([
    { name: 'temperature', span: { from: 100_000, to: 530_000 } },
    { name: 'requests_total', span: { from: -30_000, to: 490_000 } },
    { name: 'up', span: { from: -200_000, to: 100_000 } },
  ])
})

test('annotations stand beside the answer, each once, with their places', async () => {
  const { frame } = await ask('1 + rate(temperature[1m])', { start: 300_000, step: 10_000, count: 5 })
  expect(frame.warnings).toEqual([
    'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "temperature" (1:10)',
  ])
  expect((await ask('rate(requests_total[1m])')).frame.warnings).toEqual([])
})

test('a sort says that it changes nothing in a range query', async () => {
  const grid = { start: 0, step: 10_000, count: 2 }
  expect((await ask('sum(sort(temperature))', grid)).frame.warnings).toEqual([
    'PromQL warning: sort is ineffective for range queries since results are always ordered by labels (1:5)',
  ])
  expect((await ask('sort(temperature)')).frame.warnings).toEqual([])
})

test('an instant query keeps the order of sort', async () => {
  const { frame } = await ask('sort_desc(requests_total)')
  expect(frame.series.map(({ labels }) => labels.job)).toEqual(['a', 'b'])
})

test('what goes wrong in the evaluation names its place', async () => {
  const metrics = createMemoryStore([counter({ __name__: 'x', a: '1' }), counter({ __name__: 'y', a: '1' })])
  await expect(ask('1 +\n  abs({a="1"})', undefined, { store: metrics })).rejects.toMatchObject({
    code: 'bad_query',
    message: expect.stringMatching(/^vector cannot contain metrics with the same labelset.*line 2, column 3/),
    hint: expect.any(String),
  })
  await expect(ask('rate({a="1"}[1m])', undefined, { store: metrics })).rejects.toThrow('same labelset')
  await expect(ask('-{a="1"}', undefined, { store: metrics })).rejects.toThrow('line 1, column 1')
  await expect(ask('x * on (b) {a="1"}', undefined, { store: metrics })).rejects.toThrow('line 1, column 1')
})

test('a query that would hold too much is refused before it holds it', async () => {
  const grid = { start: 0, step: 1, count: 1_000_000 }
  await expect(ask('requests_total', grid, { maxSamples: 1_999_999 })).rejects.toMatchObject({ code: 'too_large' })
  await expect(ask('1', grid, { maxSamples: 10 })).rejects.toMatchObject({ code: 'too_large' })
})

test('a subquery of endless steps and a grid of endless steps are refused, not tried', async () => {
  await expect(ask('count_over_time(vector(1)[100y:1ms])')).rejects.toMatchObject({ code: 'too_large' })
  await expect(ask('time()', { start: 0, step: 1, count: 1e12 })).rejects.toMatchObject({ code: 'too_large' })
})

test('only what is held at once counts', async () => {
  const grid = { start: 0, step: 1_000, count: 100 }
  const text = Array.from({ length: 20 }, () => 'sum(requests_total)').join(' + ')
  await expect(ask(text, grid, { maxSamples: 1_000 })).resolves.toMatchObject({ type: 'matrix' })
})

test('a deadline that has passed is a timeout, and an abort passes through', async () => {
  const engine = createEngine({ store })
  const query = { text: 'requests_total', grid: instant(0) }
  await expect(engine.query({ ...query, deadline: performance.now() - 1 })).rejects.toMatchObject({ code: 'timeout' })
  await expect(engine.query({ ...query, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
})

test('a store that does not answer is waited for until the deadline', async () => {
  const slow: SampleStore = {
    ...store,
    select: (_matchers, _span, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  }
  const engine = createEngine({ store: slow })
  const query = { text: 'requests_total', grid: instant(0) }
  await expect(engine.query({ ...query, deadline: performance.now() + 20 })).rejects.toMatchObject({ code: 'timeout' })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 5)
  const waiting = engine.query({ ...query, signal: controller.signal, deadline: performance.now() + 10_000 })
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
})

test('subqueries nest, each with steps of its own', async () => {
  // At 100 s, 110 s and 120 s the inner windows hold the samples of 90 to 120 s.
  const text = 'sum_over_time(sum_over_time(temperature[20s:10s])[30s:10s] offset 5s)'
  expect(plain(await ask(text, instant(125_000)))[0]?.[2]).toEqual([90 + 100 + 100 + 110 + 110 + 120])
  const pinned = 'sum_over_time(sum_over_time(temperature[20s:10s] @ 100)[30s:10s] @ 7)'
  expect(plain(await ask(pinned, instant(125_000)))[0]?.[2]).toEqual([3 * (90 + 100)])
})

test('a failing store fails the query', async () => {
  const broken: SampleStore = { ...store, select: () => Promise.reject(new Error('the disk is gone')) }
  await expect(ask('requests_total', undefined, { store: broken })).rejects.toThrow('the disk is gone')
})

test('a grid without steps is invalid', async () => {
  for (const grid of [
    { start: 0, step: 0, count: 2 },
    { start: 0, step: 1, count: 0 },
    { start: Number.NaN, step: 1, count: 1 },
    { start: 0, step: 1, count: 1.5 },
  ]) {
    await expect(ask('1', grid)).rejects.toMatchObject({ code: 'invalid_input' })
  }
})

test('nothing is found: an empty frame', async () => {
  expect(plain(await ask('nothing'))).toEqual([])
  expect(plain(await ask('rate(nothing[5m])', { start: 0, step: 1, count: 3 }))).toEqual([])
})
