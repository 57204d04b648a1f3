import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type History, openHistory } from '@ocp-perf/storage'
import { type Bench, type BenchResult, median } from './bench.ts'
import { deepDrive, hourlyRuns } from './storage/synthetic-runs.ts'

const day = { start: 1_790_000_000, hours: 24, series: 200 }
const samplesOfDay = 1_000 * 24 * 240
const hoursOfPart = 6
const recordings = 15
const readings = 7

/** The history of a day of a thousand series: recording, taking in, size on the disk, and reading. */
export const storageBench: Bench = {
  name: 'storage',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-storage-'))
    const path = join(folder, 'history.duckdb')
    const history = openHistory({ path, metrics: [] })
    try {
      const recorded = await timeRecording(join(folder, 'recorded.duckdb'), folder)
      return [...recorded, await timeDrain(history), ...(await timeReads(history)), ...(await sizes(history, path))]
    } finally {
      await history.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function timeRecording(path: string, folder: string): Promise<BenchResult[]> {
  const history = openHistory({ path, metrics: [] })
  const times: number[] = []
  const floors: number[] = []
  for (let index = 0; index < recordings; index++) {
    const run = deepDrive(day.start + index * 3600, 160, 240)
    times.push(await millisecondsOf(() => history.record(run)))
    const spool = join(folder, 'recorded.spool')
    const bytes = Buffer.alloc(statSync(join(spool, readdirSync(spool)[0] ?? '')).size, 1)
    floors.push(await millisecondsOf(() => writeAndFlush(join(folder, `floor-${index}`), bytes)))
  }
  await history.close()
  return [
    {
      label: 'a run recorded: 160 metrics, 3 members, an hour',
      value: median(times),
      unit: 'ms',
      target: { atMost: 30 },
      note: `medians of ${recordings}; the same bytes written and flushed alone: ${median(floors).toFixed(1)} ms`,
    },
  ]
}

async function writeAndFlush(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
}

/** Records the day and takes it in, in parts. The fastest counts: what else the machine does is not history's cost. */
async function timeDrain(history: History): Promise<BenchResult> {
  const speeds: number[] = []
  let recorded = 0
  let total = 0
  for (const run of hourlyRuns(day)) {
    await history.record(run)
    if (++recorded % hoursOfPart !== 0) continue
    let samples = 0
    const ms = await millisecondsOf(async () => {
      samples = (await history.drain()).samples
    })
    total += samples
    speeds.push(samples / ms / 1000)
  }
  if (total !== samplesOfDay) throw new Error(`${total} samples were taken in, not ${samplesOfDay}`)
  return {
    label: 'samples taken in from run files',
    value: Math.max(...speeds),
    unit: 'million/s',
    target: { atLeast: 2 },
    note: `opening, reading the files, committing; the fastest of ${speeds.length} parts, their median ${median(speeds).toFixed(1)}`,
  }
}

async function timeReads(history: History): Promise<BenchResult[]> {
  const window = { metric: 'latency', cluster: 'lab', start: day.start, end: day.start + 86_400 }
  const bySeries = 'SELECT sid, quantile_cont(value, 0.99) FROM samples GROUP BY sid'
  const means = 'SELECT sid, avg(value) FROM samples GROUP BY sid'
  const byLabels = 'SELECT labels, quantile_cont(value, 0.99) FROM latency GROUP BY labels'
  return [
    {
      ...(await timeQuery(history, bySeries)),
      label: 'p99 of each of 1,000 series over a day',
      target: { atMost: 250 },
    },
    { ...(await timeQuery(history, means)), label: 'their means, which read as much and sort nothing' },
    { ...(await timeQuery(history, byLabels)), label: 'p99 by labels of a view of 200 series' },
    {
      label: 'one series of a day read as columns',
      value: await medianOf(() => history.samples({ ...window, labels: { series: '101' } })),
      unit: 'ms',
      note: 'taking the lock and opening the file included',
    },
    { label: 'the last runs listed', value: await medianOf(() => history.runs({ limit: 10 })), unit: 'ms' },
  ]
}

async function timeQuery(history: History, sql: string): Promise<BenchResult> {
  const inside: number[] = []
  const whole = await medianOf(async () => {
    inside.push((await history.query(sql)).tookMs)
  })
  const note = `a point every 15 s; the fastest of ${readings}, median ${median(inside)} ms; with the start of its process ${whole.toFixed(0)} ms`
  return { label: '', value: Math.min(...inside), unit: 'ms', note }
}

async function sizes(history: History, path: string): Promise<BenchResult[]> {
  const before = statSync(path).size
  let after = 0
  const ms = await millisecondsOf(async () => {
    after = (await history.compact()).bytesAfter
  })
  return [
    { label: 'on the disk', value: before / samplesOfDay, unit: 'bytes/sample', target: { atMost: 10 } },
    {
      label: 'on the disk, compacted',
      value: after / samplesOfDay,
      unit: 'bytes/sample',
      target: { atMost: 8 },
      note: `which took ${ms.toFixed(0)} ms`,
    },
  ]
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let reading = 0; reading < readings; reading++) times.push(await millisecondsOf(work))
  return median(times)
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
