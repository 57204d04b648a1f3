import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { loadDump } from '@ocp-perf/dump'
import { type BenchResult, median } from '../bench.ts'
import { day } from './backend.ts'
import { syntheticCluster } from './cluster/synthetic-cluster.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { splitLines } from './split-lines.ts'

// Two hours of the cluster: about a million samples.
const steps = 240
const rounds = 5

/** How fast a compressed dump becomes a store, against unpacking it and splitting it into lines. */
export async function dumpLoading(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-dump-'))
  try {
    const path = join(folder, 'cluster.om.gz')
    const series = [...syntheticCluster({ ...day, steps })]
    await pipeline(Readable.from(openMetricsText(series)), createGzip({ level: 1 }), createWriteStream(path))
    const expected = series.reduce((sum, { values }) => sum + values.length, 0)
    return await timeLoading(path, expected)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timeLoading(path: string, expected: number): Promise<BenchResult[]> {
  const loads: number[] = []
  const floors: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const floor = await secondsOf(() => splitLines(path))
    const load = await secondsOf(async () => {
      const { report } = await loadDump(path)
      if (report.samples !== expected) throw new Error(`${report.samples} of ${expected} samples were loaded.`)
    })
    if (round === 0) continue
    floors.push(floor)
    loads.push(load)
  }
  const [load, floor] = [median(loads), median(floors)]
  return [
    {
      label: 'a compressed dump loaded, against splitting it into lines',
      value: load / floor,
      unit: '×',
      target: { atMost: 4 },
      note: `${expected} samples; unpacking and splitting alone: ${Math.round(expected / floor)} lines/s`,
    },
    { label: 'dump loading', value: expected / load, unit: 'samples/s', target: { atLeast: 300_000 } },
  ]
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
