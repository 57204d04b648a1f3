import { expect, test, vi } from 'vitest'
import { temporaryHistory } from './testing/history-folder.ts'
import { frameOf, panelResult, runRecord, seriesOf } from './testing/run-record.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const start = 1_790_000_000

test('a recorded run is listed with its head, and read with its panels, findings and report', async () => {
  const history = temporaryHistory()
  const findings = [
    {
      id: 'slow-disk',
      title: 'Slow disk',
      severity: 'critical',
      subjects: ['m2'],
      confidence: 0.9,
      onset: start + 90.5,
      evidence: [{ metric: 'slow_fsync', value: 1 }],
    },
  ] as const
  const report = { format: 'html', text: '<p>"quoted" \u2013 it\u2019s slow</p>' } as const
  const run = runRecord({ verdict: 'critical', score: 12.5, panels: [panelResult()], findings, report })
  await history.record(run)

  const { panels, frames: _, ...head } = run
  expect(await history.runs()).toEqual([{ ...head, findings: 1, report: 'html' }])
  expect(await history.run(run.id)).toEqual({ ...head, panels, findings, report })
  expect(await history.findings({ id: 'slow-disk' })).toEqual([
    { ...findings[0], runId: run.id, tool: run.tool, cluster: 'lab', startedAt: run.startedAt },
  ])
  expect(history.status()).toEqual({ state: 'ready', path: history.path, warnings: [] })
})

test('points come back by series, as they were recorded', async () => {
  const history = temporaryHistory()
  const values = [1.5, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-300]
  const one = seriesOf({ member: 'm1' }, start + 0.001, values)
  const two = seriesOf({ __name__: 'x', member: 'm2', device: 'sda' }, start, [4, 5, 6])
  await history.record(runRecord({ frames: new Map([['slow_fsync', frameOf(one, two)]]) }))

  const query = { metric: 'slow_fsync', cluster: 'lab', start, end: start + 3600 }
  expect(await history.samples(query)).toEqual({
    series: [one, { ...two, labels: { device: 'sda', member: 'm2' } }],
    warnings: [],
    partial: false,
  })
  const narrowed = await history.samples({ ...query, labels: { member: 'm2' }, start: start + 15, end: start + 15 })
  expect(narrowed.series).toEqual([seriesOf({ device: 'sda', member: 'm2' }, start + 15, [5])])
  expect(await history.metrics()).toEqual([
    { id: 'slow_fsync', series: 2, samples: 8, first: start, last: start + 60.001 },
  ])
})

test('SQL answers over a view of each metric', async () => {
  const history = temporaryHistory({
    metrics: [{ id: 'slow_fsync', title: 'WAL fsync', unit: 'seconds', brief: "It's slow." }],
  })
  await history.record(
    runRecord({
      panels: [panelResult()],
      frames: new Map([['slow_fsync', frameOf(seriesOf({ member: 'm1' }, start, [1, 2]))]]),
    }),
  )
  const { columns, rows, truncated } = await history.query('SELECT * FROM slow_fsync LIMIT 10')
  expect(columns.map(({ name }) => name)).toEqual(['time', 'cluster', 'member', 'value', 'unit', 'labels'])
  expect(rows[1]).toEqual(['2026-09-21 14:13:35+00', 'lab', 'm1', 2, 'seconds', '{"member":"m1"}'])
  expect(truncated).toBe(false)
  expect((await history.query("SELECT metric, labels->>'member', over_limit FROM readings")).rows).toEqual([
    ['slow_fsync', 'm2', 0.84],
  ])
})
