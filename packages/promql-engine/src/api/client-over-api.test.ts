import { createPromClient, type MatchWindow, type PromSource } from '@ocp-perf/promql'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallApi } from '../testing/small-api.ts'
import { smallRecording } from '../testing/small-store.ts'

const { api, source } = smallApi()
const { start, end } = smallRecording

/** The HTTP client of every live Prometheus, over the API in this process. */
const client: PromSource = createPromClient({
  endpoint: { url: 'http://localhost:9090' },
  fetch: async (url, init) => await api(new Request(url, init)),
  now: () => end,
})

const selectors = [
  'up',
  'requests_total',
  'latency_seconds_bucket',
  'special',
  'odd',
  'ended',
  'ALERTS',
  'no_such_metric',
  '{job="etcd"}',
  'up{instance!~"b.*"}',
]
const around = [
  (selector: string) => selector,
  (selector: string) => `rate(${selector}[1m])`,
  (selector: string) => `sum by (code, le) (increase(${selector}[2m]))`,
  (selector: string) => `topk(1, ${selector})`,
  (selector: string) => `${selector} offset 1m / 3`,
  (selector: string) => `histogram_quantile(0.9, rate(${selector}[1m]))`,
  (selector: string) => `scalar(${selector})`,
  (selector: string) => `absent(${selector})`,
  (selector: string) => `max_over_time(${selector}[2m:30s])`,
  (selector: string) => `sort_desc(${selector})`,
  (selector: string) => `${selector} and ${selector} > 0.5`,
  (selector: string) => `label_replace(${selector}, "x", "$1", "path", "(.*)")`,
  (selector: string) => `${selector} + on (`,
  (selector: string) => `${selector} * on () ${selector}`,
]

const queries = fc.tuple(fc.constantFrom(...around), fc.constantFrom(...selectors)).map(([wrap, one]) => wrap(one))
const seconds = fc.integer({ min: start - 60, max: end + 400 })

/** An answer, or how it failed as a caller tells cases apart. */
async function outcomeOf<T>(answer: Promise<T>): Promise<T | { code: unknown; retryable: unknown }> {
  return await answer.catch(({ code, retryable }) => ({ code, retryable }))
}

test('an instant query gives the same frame over HTTP and in process', async () => {
  await fc.assert(
    fc.asyncProperty(queries, seconds, fc.integer({ min: 0, max: 999 }), async (query, time, fraction) => {
      const at = { time: time + fraction / 1000 }
      expect(await outcomeOf(client.instant(query, at))).toEqual(await outcomeOf(source.instant(query, at)))
    }),
    { numRuns: 60, examples: ['"text"', '1 / 3', 'up[1m]', 'special[5m]', 'time()'].map((query) => [query, end, 250]) },
  )
})

test('a range gives the same frame over HTTP and in process', async () => {
  const lengths = fc.integer({ min: 0, max: 1_500 })
  const steps = fc.constantFrom(1, 7, 15, 0.5, 60, 90, 3_600)
  await fc.assert(
    fc.asyncProperty(queries, seconds, lengths, steps, async (query, from, length, step) => {
      const window = { start: from, end: from + length, step }
      expect(await outcomeOf(client.range(query, window))).toEqual(await outcomeOf(source.range(query, window)))
    }),
    { numRuns: 40 },
  )
})

test('a range of more points than one request may have is the same, in parts and whole', async () => {
  const window = { start: start - 6_000, end: end + 6_000, step: 0.5 }
  const inParts = await client.range('requests_total', window)
  expect(inParts.series[0]?.times.length).toBeGreaterThan(2_000)
  expect(inParts).toEqual(await source.range('requests_total', window))
})

test.each<[string, (from: PromSource) => Promise<unknown>]>([
  ['metadata', (from) => from.metadata()],
  ['metadata of one metric', (from) => from.metadata('requests_total')],
  ['metadata of none', (from) => from.metadata('no_such_metric')],
  ['alerts', (from) => from.alerts()],
  ['rules', (from) => from.rules()],
  ['targets', (from) => from.targets()],
  ['build info', (from) => from.buildInfo()],
  ['TSDB status', (from) => from.tsdbStatus()],
  ['retention', (from) => from.retentionSeconds()],
  ['values of a label that needs escaping', (from) => from.labelValues('..')],
  ['values of a label of digits', (from) => from.labelValues('0')],
  ['values of no label', (from) => outcomeOf(from.labelValues(''))],
])('%s: the same over HTTP and in process', async (_name, ask) => {
  expect(await ask(client)).toEqual(await ask(source))
})

test('labels, values and series are the same over HTTP and in process', async () => {
  const window: fc.Arbitrary<MatchWindow> = fc.record(
    {
      match: fc.array(fc.constantFrom(...selectors, 'up +', '{}', 'up[5m]'), { maxLength: 3 }),
      start: seconds,
      end: seconds,
      limit: fc.integer({ min: 0, max: 4 }),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(window, async (given) => {
      const asks: ((from: PromSource) => Promise<readonly unknown[]>)[] = [
        (from) => from.labelNames(given),
        (from) => from.labelValues('__name__', given),
        (from) => from.series(given),
      ]
      for (const ask of asks) {
        expect(await outcomeOf(ask(client))).toEqual(await outcomeOf(ask(source)))
      }
    }),
    { numRuns: 40 },
  )
})
