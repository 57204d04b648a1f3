import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { decodeMatrix } from '@ocp-perf/promql'
import { count, joinMany, last, max, mean, min, quantiles, resample } from '@ocp-perf/stats'
import type { BenchResult } from '../bench.ts'
import { byJsonParse } from '../decode/by-json-parse.ts'

const seriesCount = 1_000
const points = 1_440
const bucketSeconds = 300
const warmUps = 2
const rounds = 9

type Summary = Record<'count' | 'mean' | 'min' | 'max' | 'last' | 'p50' | 'p95', number>

/** A day of a thousand series from the wire to their summaries, against fetching and parsing the same reply alone. */
export async function timeFromWire(): Promise<BenchResult[]> {
  const server = fork(fileURLToPath(new URL('./reply-server.ts', import.meta.url)), [`${seriesCount}`, `${points}`])
  try {
    const url = `http://127.0.0.1:${await portOf(server)}/`
    const differing = await differingSummaries(url)
    const whole: number[] = []
    const floor: number[] = []
    for (let round = 0; round < warmUps + rounds; round++) {
      const times = [
        await millisecondsOf(() => summariesFrom(url)),
        await millisecondsOf(async () => JSON.parse(await (await fetch(url)).text())),
      ]
      if (round < warmUps) continue
      whole.push(times[0] ?? Number.NaN)
      floor.push(times[1] ?? Number.NaN)
    }
    const [own, parsing] = [Math.min(...whole), Math.min(...floor)]
    return [
      {
        label: 'fetched, decoded, in buckets, joined, summarised; to JSON.parse',
        value: own / parsing,
        unit: '×',
        target: { atMost: 1 },
        note: `${seriesCount} series × ${points} points over loopback, buckets of 5 min: ${own.toFixed(0)} ms; fetched and parsed alone ${parsing.toFixed(0)}`,
      },
      {
        label: 'summaries that differ from those of the parsed reply',
        value: differing,
        unit: `of ${seriesCount}`,
        target: { atMost: 0 },
      },
    ]
  } finally {
    server.kill()
  }
}

async function portOf(server: ChildProcess): Promise<number> {
  const exited = once(server, 'exit').then(() => {
    throw new Error('The server of the reply ended before it listened.')
  })
  const [port] = await Promise.race([once(server, 'message'), exited])
  return Number(port)
}

async function summariesFrom(url: string): Promise<Summary[]> {
  const body = Buffer.from(await (await fetch(url)).arrayBuffer())
  const { series } = decodeMatrix(body)
  const buckets = series.map((samples) => {
    const { times, columns } = resample(samples, { step: bucketSeconds, aggregates: ['mean'] })
    return { times, values: columns.mean }
  })
  return joinMany(buckets, 'outer').columns.map(summaryOf)
}

function summaryOf(values: Float64Array): Summary {
  const [p50 = Number.NaN, p95 = Number.NaN] = quantiles(values, [0.5, 0.95])
  return { count: count(values), mean: mean(values), min: min(values), max: max(values), last: last(values), p50, p95 }
}

/** Against the plain way: parsed, grouped in a map, sorted. */
async function differingSummaries(url: string): Promise<number> {
  const found = await summariesFrom(url)
  const body = Buffer.from(await (await fetch(url)).arrayBuffer())
  const { columns } = byJsonParse(body)
  const differing = columns.filter((samples, index) => {
    const expected = plainSummary(samples)
    return Object.entries(found[index] ?? {}).some(([name, value]) => !isClose(value, expected.get(name)))
  })
  return differing.length + Math.abs(found.length - columns.length)
}

function plainSummary({ times, values }: { times: Float64Array; values: Float64Array }): Map<string, number> {
  const buckets = new Map<number, number[]>()
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return
    const start = Math.floor((times[index] ?? Number.NaN) / bucketSeconds)
    buckets.set(start, [...(buckets.get(start) ?? []), value])
  })
  const means = [...buckets.values()].map((inside) => inside.reduce((sum, value) => sum + value, 0) / inside.length)
  const sorted = means.toSorted((a, b) => a - b)
  const at = (rank: number) => {
    const lower = sorted[Math.floor(rank)] ?? Number.NaN
    const upper = sorted[Math.ceil(rank)] ?? Number.NaN
    return lower === upper ? lower : lower + (upper - lower) * (rank % 1)
  }
  return new Map([
    ['count', means.length],
    ['mean', means.reduce((sum, value) => sum + value, 0) / means.length],
    ['min', at(0)],
    ['max', at(sorted.length - 1)],
    ['last', means.at(-1) ?? Number.NaN],
    ['p50', at((sorted.length - 1) * 0.5)],
    ['p95', at((sorted.length - 1) * 0.95)],
  ])
}

function isClose(value: number, expected = Number.NaN): boolean {
  return Object.is(value, expected) || Math.abs(value - expected) <= 1e-9 * Math.abs(expected)
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
