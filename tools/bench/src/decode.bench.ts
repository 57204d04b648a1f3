import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { decodeMatrix } from '@ocp-perf/promql'
import { type Bench, type BenchResult, median } from './bench.ts'
import { byJsonParse } from './decode/by-json-parse.ts'
import { rangeReply } from './decode/range-reply.ts'

const seriesCount = 1_000
const points = 1_440
const warmUps = 2
const timedRounds = 9
const heapRounds = 3
const childTimeoutMs = 120_000

interface HeapFigures {
  live: number
  peak: number
}

/** The range decoder against `JSON.parse` and copying into typed arrays: time, memory, and whether the numbers agree. */
export const decodeBench: Bench = {
  name: 'decode',
  async run() {
    const body = rangeReply(seriesCount, points)
    const differing = differingNumbers(body)
    const results = timeBoth(body)
    return [...results, ...(await heapOfBoth(body)), differing]
  },
}

function differingNumbers(body: Buffer): BenchResult {
  const { series } = decodeMatrix(body)
  const { columns } = byJsonParse(body)
  let differing = Math.abs(series.length - columns.length)
  columns.forEach(({ times, values }, index) => {
    const found = series[index]
    times.forEach((time, at) => {
      if (!Object.is(found?.times[at], time) || !Object.is(found?.values[at], values[at])) differing++
    })
  })
  return {
    label: 'numbers that differ from JSON.parse',
    value: differing,
    unit: 'of 1.44 million',
    target: { atMost: 0 },
  }
}

function timeBoth(body: Buffer): BenchResult[] {
  const scans: number[] = []
  const parses: number[] = []
  for (let round = 0; round < warmUps + timedRounds; round++) {
    const scan = millisecondsOf(() => decodeMatrix(body))
    const parse = millisecondsOf(() => byJsonParse(body))
    if (round < warmUps) continue
    scans.push(scan)
    parses.push(parse)
  }
  const sizeMiB = (body.length / 2 ** 20).toFixed(0)
  return [
    {
      label: `range reply decoded, against JSON.parse and copying`,
      value: median(parses) / median(scans),
      unit: '× faster',
      target: { atLeast: 4 },
      note: `${seriesCount} series × ${points} points, ${sizeMiB} MiB; medians of ${timedRounds} rounds in turn`,
    },
    { label: 'decoding', value: median(scans), unit: 'ms' },
    { label: 'JSON.parse and copying', value: median(parses), unit: 'ms' },
  ]
}

async function heapOfBoth(body: Buffer): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-decode-'))
  try {
    const file = join(folder, 'reply.json')
    writeFileSync(file, body)
    const scans: HeapFigures[] = []
    const parses: HeapFigures[] = []
    for (let round = 0; round < heapRounds; round++) {
      scans.push(await heapOf('scan', file))
      parses.push(await heapOf('json', file))
    }
    const middle = (figures: HeapFigures[], of: keyof HeapFigures) => median(figures.map((figure) => figure[of]))
    return [
      {
        label: 'heap of decoding, against JSON.parse and copying',
        value: middle(scans, 'live') / middle(parses, 'live'),
        unit: '×',
        target: { atMost: 0.2 },
        note: 'alive after a collection at the end, heap and array buffers: frames, against document and arrays; not the body',
      },
      { label: 'alive after decoding', value: middle(scans, 'live') / 2 ** 20, unit: 'MiB' },
      { label: 'alive after JSON.parse and copying', value: middle(parses, 'live') / 2 ** 20, unit: 'MiB' },
      { label: 'growth of peak RSS by decoding', value: middle(scans, 'peak') / 2 ** 20, unit: 'MiB' },
      { label: 'growth of peak RSS by JSON.parse and copying', value: middle(parses, 'peak') / 2 ** 20, unit: 'MiB' },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function heapOf(way: 'scan' | 'json', file: string): Promise<HeapFigures> {
  const child = fileURLToPath(new URL('./decode/heap-child.ts', import.meta.url))
  const argv = [...process.execArgv, '--expose-gc', child, way, file]
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: childTimeoutMs })
  return JSON.parse(stdout)
}

function millisecondsOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
