/*
 * Run by itself with a small heap: holds ten million samples whose times no two series share, reads them all through the
 * store, and prints what that took.
 */
import { createMemoryStore } from '../samples/memory-store.ts'
import type { StoredSeries } from '../samples/sample-store.ts'

const seriesCount = 4000
const samplesEach = 2500

function* generate(): Generator<StoredSeries> {
  for (let series = 0; series < seriesCount; series += 1) {
    const times = Float64Array.from({ length: samplesEach }, (_, index) => index * 30_000 + series)
    const labels = { __name__: `metric_${series % 40}`, instance: `10.0.0.${series % 100}:9100`, pod: `pod-${series}` }
    yield { labels, times, values: new Float64Array(samplesEach).fill(series) }
  }
}

const before = process.memoryUsage().arrayBuffers
const store = createMemoryStore(generate())
const selected = await store.select([{ label: 'pod', op: '=~', value: 'pod-.+' }], { from: 0, to: Number.MAX_VALUE })
let samples = 0
let sum = 0
for (const { values } of selected) {
  samples += values.length
  for (const value of values) sum += value
}
globalThis.gc?.()
const { arrayBuffers, heapUsed } = process.memoryUsage()
process.stdout.write(JSON.stringify({ samples, sum, bytesPerSample: (arrayBuffers - before) / samples, heapUsed }))
