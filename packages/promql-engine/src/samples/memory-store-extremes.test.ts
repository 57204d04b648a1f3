import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { LabelMatcher } from '@ocp-perf/promql'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../create-engine.ts'
import { compileMatchers } from './match.ts'
import { createMemoryStore } from './memory-store.ts'
import type { StoredSeries } from './sample-store.ts'

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

test('ten million samples are held in 16 bytes each, with a heap of 64 MiB for everything else', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--max-old-space-size=64',
      '--expose-gc',
      '--conditions=@ocp-perf/source',
      '--import',
      'tsx',
      fileURLToPath(new URL('../testing/hold-many.ts', import.meta.url)),
    ],
    { cwd: fileURLToPath(new URL('../../../..', import.meta.url)), timeout: 60_000 },
  )
  const { samples, sum, bytesPerSample, heapUsed } = JSON.parse(stdout)
  expect(samples).toBe(10_000_000)
  expect(sum).toBe((2500 * 3999 * 4000) / 2)
  expect(bytesPerSample).toBeLessThan(16.1)
  expect(heapUsed).toBeLessThan(32 * 2 ** 20)
}, 60_000)

describe('fifty thousand series', () => {
  const count = 50_000
  const times = Float64Array.of(0, 30_000, 60_000)
  const generate = function* (name: (index: number) => string): Generator<StoredSeries> {
    for (let index = 0; index < count; index += 1) {
      const labels = { __name__: name(index), pod: `pod-${index}`, zone: `zone-${index % 3}` }
      yield { labels, times: times.slice(), values: Float64Array.of(index, index, index + 1) }
    }
  }
  const ask = async (text: string) => {
    const grid = { start: 60_000, step: 1, count: 1 }
    const { frame } = await createEngine({ store: oneMetric }).query({ text, grid })
    return frame.series.map(({ labels, values }) => [labels.pod ?? labels.zone ?? '', values[0]])
  }
  const oneMetric = createMemoryStore(generate(() => 'requests'))
  const manyMetrics = createMemoryStore(generate((index) => `metric_${index % 500}`))

  test('are searched with pauses, in which an abort is seen', async () => {
    const controller = new AbortController()
    setImmediate(() => controller.abort())
    const matcher: LabelMatcher = { label: 'pod', op: '=~', value: '(p|o|d|-|[0-9])+x?' }
    await expect(oneMetric.select([matcher], always, controller.signal)).rejects.toThrow(/abort/)
  })

  test('of one metric are queried', async () => {
    expect(await ask('sum(requests)')).toEqual([['', (count * (count + 1)) / 2]])
    expect(await ask('topk(2, requests)')).toEqual([
      ['pod-49999', 50_000],
      ['pod-49998', 49_999],
    ])
    expect(await ask('requests{pod="pod-4711"}')).toEqual([['pod-4711', 4712]])
    expect(await ask('count by (zone) (requests{pod=~"pod-4.*"})')).toHaveLength(3)
    expect(await ask('count(rate(requests[2m]))')).toEqual([['', count]])
  })

  test('share one column of times', async () => {
    const selected = await oneMetric.select([], always)
    expect(selected).toHaveLength(count)
    expect(new Set(selected.map((series) => series.times)).size).toBe(1)
  })

  const metric: LabelMatcher = { label: '__name__', op: '=', value: 'metric_77' }
  const pod: LabelMatcher = { label: 'pod', op: '=', value: 'pod-4711' }
  test.each([
    ['one metric among many', manyMetrics, [metric], 100],
    ['one value of a label of one metric', oneMetric, [pod, { ...metric, value: 'requests' }], 1],
  ] as const)('%s is found without looking at all', async (_, store, matchers, found) => {
    const all = await store.labelSets([], always)
    const fits = compileMatchers(matchers)
    expect(await store.select(matchers, always)).toHaveLength(found)
    const start = performance.now()
    for (let round = 0; round < 5; round += 1) expect(all.filter(fits)).toHaveLength(found)
    const between = performance.now()
    for (let round = 0; round < 50; round += 1) await store.select(matchers, always)
    // Ten times as many, and still faster.
    expect(performance.now() - between).toBeLessThan(between - start)
  })
})
