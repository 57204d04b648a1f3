import { type Bench, type BenchResult, median } from './bench.ts'
import { type Backends, counterName, counterSeries, day, startBackends } from './engine/backend.ts'
import { catalogQueries } from './engine/catalog-queries.ts'
import { dumpLoading } from './engine/dump-loading.ts'
import { memoryHeld } from './engine/memory-held.ts'
import { askRange, readRange } from './engine/real-range.ts'
import { differenceOf } from './engine/same-answer.ts'

const queryCount = 200
const rounds = 5
const sumRounds = 9
const points = 300
// The last step is still inside the day.
const stepSeconds = 288
const firstPoint = day.start + stepSeconds * 1000

const grid = { start: firstPoint, step: stepSeconds * 1000, count: points }
const realGrid = { start: firstPoint / 1000, step: stepSeconds, count: points }

/** PromQL in process against a real Prometheus on the same samples: time, answers, memory, and how fast a dump is read. */
export const engineBench: Bench = {
  name: 'engine',
  async run() {
    await using backends = await startBackends()
    return [
      ...(await catalogQueriesTimed(backends)),
      ...(await sumOfRates(backends)),
      ...(await memoryHeld()),
      ...(await dumpLoading()),
    ]
  },
}

async function catalogQueriesTimed({
  engine,
  prometheusUrl,
  program,
  samples,
  series,
}: Backends): Promise<BenchResult[]> {
  const queries = catalogQueries(queryCount)
  let answered = 0
  const differences: string[] = []
  for (const { id, text } of queries) {
    const { frame } = await engine.query({ text, grid, kind: 'range' })
    if (frame.series.length > 0) answered++
    const difference = differenceOf(frame.series, readRange(await askRange(prometheusUrl, text, realGrid)))
    if (difference !== undefined) differences.push(`${id}: ${difference}`)
  }
  const times = await inTurn(
    rounds,
    async () => {
      for (const { text } of queries) await engine.query({ text, grid, kind: 'range' })
    },
    async () => {
      for (const { text } of queries) await askRange(prometheusUrl, text, realGrid)
    },
  )
  return [
    {
      label: `${queryCount} catalog range queries of ${points} points`,
      value: Math.min(...times.ours) / 1000,
      unit: 's',
      target: { atMost: 3 },
      note:
        `${series} series, ${samples} samples; the quietest of ${rounds} rounds, for other work on the machine ` +
        `only ever adds; median ${(median(times.ours) / 1000).toFixed(2)} s`,
    },
    {
      label: `the same in a real Prometheus (${program})`,
      value: Math.min(...times.theirs) / 1000,
      unit: 's',
      note: `median ${(median(times.theirs) / 1000).toFixed(2)} s`,
    },
    {
      label: 'catalog range queries, against a real Prometheus',
      value: median(times.ours) / median(times.theirs),
      unit: '×',
      target: { atMost: 3 },
    },
    {
      label: 'catalog queries that have an answer',
      value: answered,
      unit: `of ${queryCount}`,
      target: { atLeast: queryCount * 0.9 },
      note: 'the others ask for recording rules that this cluster has not; their fallbacks are among the queries',
    },
    {
      label: 'answers that differ from the real Prometheus’ by more than 1e-9',
      value: differences.length,
      unit: `of ${queryCount}`,
      target: { atMost: 0 },
      ...(differences[0] === undefined ? {} : { note: differences[0] }),
    },
  ]
}

async function sumOfRates({ engine, prometheusUrl }: Backends): Promise<BenchResult[]> {
  const text = `sum by (job) (rate(${counterName}[5m]))`
  const { frame } = await engine.query({ text, grid, kind: 'range' })
  const difference = differenceOf(frame.series, readRange(await askRange(prometheusUrl, text, realGrid)))
  const times = await inTurn(
    sumRounds,
    () => engine.query({ text, grid, kind: 'range' }),
    () => askRange(prometheusUrl, text, realGrid),
  )
  return [
    {
      label: `sum by (…) (rate(…)) over ${counterSeries} series, against Prometheus`,
      value: difference === undefined ? median(times.ours) / median(times.theirs) : Number.NaN,
      unit: '×',
      target: { atMost: 3 },
      note: difference ?? `${day.steps} samples a series, ${points} steps; medians of ${sumRounds} rounds in turn`,
    },
    { label: 'sum by (…) (rate(…)) in process', value: median(times.ours), unit: 'ms' },
    { label: 'sum by (…) (rate(…)) in a real Prometheus', value: median(times.theirs), unit: 'ms' },
  ]
}

/** Both by turns, so that a noisy moment falls on both; the first round warms up. */
async function inTurn(
  count: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<{ ours: number[]; theirs: number[] }> {
  const taken: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
  for (let round = 0; round <= count; round++) {
    const mine = await millisecondsOf(ours)
    const real = await millisecondsOf(theirs)
    if (round === 0) continue
    taken.ours.push(mine)
    taken.theirs.push(real)
  }
  return taken
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
