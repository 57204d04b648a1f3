import { createMemoryStore, type StoredSeries } from '@ocp-perf/promql-engine'
import { day } from './backend.ts'
import { syntheticCluster } from './cluster/synthetic-cluster.ts'

// Run as a process of its own with --expose-gc. Prints, as JSON, what a store over a day of a cluster holds.

let samples = 0
let series = 0

function* counted(): Generator<StoredSeries> {
  for (const one of syntheticCluster(day)) {
    samples += one.values.length
    series += 1
    yield one
  }
}

// The first call loads and compiles what is not to be counted.
createMemoryStore([...counted()].slice(0, 10))
samples = 0
series = 0
const before = held()
const store = createMemoryStore(counted())
const after = held()
const span = store.span()
if (span === undefined) throw new Error('The store is empty.')
process.stdout.write(
  JSON.stringify({ samples, series, columns: after.columns - before.columns, heap: after.heap - before.heap }),
)

function held(): { columns: number; heap: number } {
  if (global.gc === undefined) throw new Error('This process needs --expose-gc.')
  global.gc()
  global.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { columns: arrayBuffers, heap: heapUsed }
}
