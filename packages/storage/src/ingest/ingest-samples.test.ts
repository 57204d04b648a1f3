import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { labelsKey, type Series } from '@ocp-perf/promql'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { temporaryFolder, temporaryHistory } from '../testing/history-folder.ts'
import { frameOf, runRecord, seriesOf } from '../testing/run-record.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const start = 1_790_000_000
const everything = { metric: 'm', cluster: 'lab', start: 0, end: 4_000_000_000 }

/** A part of a run: a series and its points, which may overlap, repeat or go back. */
const anyPart = fc.record({
  member: fc.constantFrom('m1', 'm2', 'm3'),
  points: fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 9 })), { maxLength: 12 }),
  isSorted: fc.boolean(),
})
const anyRuns = fc.array(fc.record({ parts: fc.array(anyPart, { maxLength: 4 }), drains: fc.boolean() }), {
  maxLength: 6,
})

function toSeries({
  member,
  points,
  isSorted,
}: {
  member: string
  points: [number, number][]
  isSorted: boolean
}): Series {
  const ordered = isSorted ? [...points].sort(([a], [b]) => a - b) : points
  return {
    labels: { member },
    times: Float64Array.from(ordered, ([time]) => start + time),
    values: Float64Array.from(ordered, ([, value]) => value),
  }
}

test('whatever overlaps, each series has one sample a time: the one that came first', async () => {
  const history = temporaryHistory()
  let cases = 0
  await fc.assert(
    fc.asyncProperty(anyRuns, async (runs) => {
      // Each case has a cluster of its own: a new file for each would take most of the time.
      const cluster = `case ${cases++}`
      const expected = new Map<string, Map<number, number>>()
      for (const [index, { parts, drains }] of runs.entries()) {
        const series = parts.map(toSeries)
        await history.record(
          runRecord({ cluster, startedAt: start + index, frames: new Map([['m', frameOf(...series)]]) }),
        )
        if (drains) await history.drain()
        for (const { labels, times, values } of series) {
          const own = expected.get(labelsKey(labels)) ?? new Map<number, number>()
          for (const [at, time] of times.entries()) if (!own.has(time)) own.set(time, values[at] ?? Number.NaN)
          if (own.size > 0) expected.set(labelsKey(labels), own)
        }
      }
      const found = (await history.samples({ ...everything, cluster })).series.map(({ labels, times, values }) => [
        labelsKey(labels),
        [...times].map((time, at) => [time, values[at]]),
      ])
      const wanted = [...expected].map(([key, own]) => [key, [...own].sort(([a], [b]) => a - b)])
      expect(found.sort()).toEqual(wanted.sort())
    }),
    { numRuns: 20 },
  )
})

test('run files that are taken in a second time change nothing', async () => {
  const history = temporaryHistory()
  const spool = join(history.folder, 'history.spool')
  const kept = join(temporaryFolder(), 'kept')
  mkdirSync(kept)
  for (const startedAt of [start, start + 60]) {
    const points = seriesOf({ member: 'm1' }, startedAt, [1, 2, 3, 4, 5, 6])
    await history.record(runRecord({ startedAt, frames: new Map([['m', frameOf(points)]]) }))
  }
  const names = readdirSync(spool)
  for (const name of names) copyFileSync(join(spool, name), join(kept, name))
  expect(await history.drain()).toEqual({ runs: 2, samples: 10, setAside: [] })
  const before = [await history.runs(), await history.samples(everything), await history.metrics()]

  for (const name of names) copyFileSync(join(kept, name), join(spool, name))
  expect(await history.drain()).toEqual({ runs: 0, samples: 0, setAside: [] })
  expect([await history.runs(), await history.samples(everything), await history.metrics()]).toEqual(before)
  expect(readdirSync(spool)).toEqual([])
})

test('the same metric of two clusters is two series', async () => {
  const history = temporaryHistory()
  for (const cluster of ['a', 'b']) {
    const points = seriesOf({ member: 'm1' }, start, [cluster === 'a' ? 1 : 2])
    await history.record(runRecord({ cluster, frames: new Map([['m', frameOf(points)]]) }))
  }
  const values = await Promise.all(['a', 'b'].map((cluster) => history.samples({ ...everything, cluster })))
  expect(values.map(({ series }) => series[0]?.values[0])).toEqual([1, 2])
  expect(await history.metrics('b')).toEqual([{ id: 'm', series: 1, samples: 1, first: start, last: start }])
})

test('points without a time are left out', async () => {
  const history = temporaryHistory()
  const points = { labels: {}, times: Float64Array.of(start, Number.NaN, start + 1), values: Float64Array.of(1, 2, 3) }
  await history.record(runRecord({ frames: new Map([['m', frameOf(points)]]) }))
  expect((await history.samples(everything)).series.map(({ values }) => [...values])).toEqual([[1, 3]])
})
