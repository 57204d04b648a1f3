import type { Samples } from '@ocp-perf/stats'
import { type Bench, type BenchResult, median } from './bench.ts'
import { type DuckDB, openDuckDB } from './series/duckdb.ts'
import { timeFromWire } from './series/from-wire.ts'
import { figuresOf, type Race, races } from './series/races.ts'
import { twoSeries } from './series/two-series.ts'

const points = 1_000_000
const warmUps = 2
const rounds = 9
/** Sums of a million doubles in another order. */
const relativeTolerance = 1e-9

interface Sides {
  left: Samples
  right: Samples
  duckdb: DuckDB
}

/** The kernels over series, against DuckDB with the same points inside it, and against parsing a reply. Equal answers included. */
export const seriesBench: Bench = {
  name: 'series',
  async run() {
    const { left, right } = twoSeries(points)
    const slice = firstOf(left, Math.max(...races.map((race) => race.slice ?? 0)))
    const duckdb = await openDuckDB({ l: left, r: right, slice })
    const results: BenchResult[] = []
    try {
      for (const race of races) results.push(await run(race, { left, right, duckdb }))
    } finally {
      duckdb.close()
    }
    return [...results, ...(await timeFromWire())]
  },
}

async function run(race: Race, { left, right, duckdb }: Sides): Promise<BenchResult> {
  const asked = race.slice ?? points
  const share = asked / points
  assertEqual(race, figuresOf(race.ours(firstOf(left, asked), firstOf(right, asked))), await duckdb.row(race.sql))
  await duckdb.setThreads(1)
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < warmUps + rounds; round++) {
    const own = await processorMsOf(() => race.ours(left, right))
    const one = await processorMsOf(() => duckdb.row(race.sql))
    if (round < warmUps) continue
    ours.push(own)
    theirs.push(one / share)
  }
  await duckdb.setThreads(2)
  const start = performance.now()
  await duckdb.row(race.sql)
  const twoThreads = (performance.now() - start) / share
  // The fastest counts: what else the machine does is neither side's cost.
  const [own, their] = [Math.min(...ours), Math.min(...theirs)]
  const scaled = share < 1 ? `; DuckDB's times are those of ${asked} points, multiplied` : ''
  return {
    label: race.label,
    value: their / own,
    unit: '× faster',
    target: { atLeast: race.atLeast },
    note: `${own.toFixed(1)} ms of processor time, median ${median(ours).toFixed(0)}; DuckDB, one thread: ${their.toFixed(0)}, median ${median(theirs).toFixed(0)}; ${twoThreads.toFixed(0)} ms by the clock with two${scaled}`,
  }
}

/** Speed of a wrong answer is none. */
function assertEqual({ label }: Race, ours: readonly number[], theirs: readonly number[]): void {
  const isClose = (value: number, expected: number | undefined) =>
    expected !== undefined && Math.abs(value - expected) <= relativeTolerance * Math.max(1, Math.abs(expected))
  if (ours.length > 0 && ours.length === theirs.length && ours.every((value, index) => isClose(value, theirs[index])))
    return
  throw new Error(`${label}: the answer is ${ours.join(', ')}, but DuckDB's is ${theirs.join(', ')}.`)
}

function firstOf({ times, values }: Samples, length: number): Samples {
  return { times: times.subarray(0, length), values: values.subarray(0, length) }
}

/**
 * Processor time of this process, in which DuckDB runs, too: with one thread on each side it is what both would take alone,
 * while wall time on a machine that does other work is mostly that work.
 */
async function processorMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
