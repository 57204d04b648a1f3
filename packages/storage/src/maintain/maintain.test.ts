import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openDatabase } from '../database/duckdb.ts'
import { temporaryFolder, temporaryHistory } from '../testing/history-folder.ts'
import { frameOf, panelResult, runRecord, seriesOf } from '../testing/run-record.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const day = 86_400
// Noon of 2026-09-21, UTC.
const noon = 1_790_000_000 - (1_790_000_000 % day) + day / 2
const everything = { metric: 'm', cluster: 'lab', start: 0, end: 4_000_000_000 }
const findings = [
  {
    id: 'slow-disk',
    title: 'Slow disk',
    severity: 'critical',
    subjects: ['m1'],
    confidence: 1,
    onset: noon,
    evidence: null,
  },
] as const

/** One run a day for some days, the last today at noon; each with a series of its own beside the shared one. */
async function daysOf(history: ReturnType<typeof temporaryHistory>, days: number, cluster = 'lab') {
  for (let age = days - 1; age >= 0; age--) {
    const startedAt = noon - age * day
    const shared = seriesOf({ member: 'm1' }, startedAt - 60, [1, 2, 3])
    const own = seriesOf({ member: `day ${age}` }, startedAt - 60, [age])
    const frames = new Map([['m', frameOf(shared, own)]])
    const report = { format: 'markdown', text: '# Report' } as const
    await history.record(runRecord({ cluster, startedAt, frames, findings, panels: [panelResult()], report }))
  }
}

/** Reads a database that nobody uses with nothing but DuckDB. */
async function readRows(path: string, statement: string): Promise<unknown[]> {
  const database = await openDatabase(path, { settings: {} })
  try {
    return await database.use(async ({ sql }) => (await sql.runAndReadAll(statement)).getRowsJson())
  } finally {
    database.close()
  }
}

function readParquet(files: string, columns: string): Promise<unknown[]> {
  const source = `read_parquet('${files}', hive_partitioning = true, hive_types_autocast = false)`
  return readRows(':memory:', `SELECT ${columns} FROM ${source} ORDER BY ALL`)
}

test('what is older than the policy keeps is deleted, and nothing else', async () => {
  const history = temporaryHistory({ now: () => noon })
  await daysOf(history, 5)
  expect(await history.retain({ samplesDays: 1.5, runsDays: 3.5 })).toEqual({ samples: 12, runs: 1, findings: 1 })
  expect(await history.runs()).toHaveLength(4)
  expect(await history.findings()).toHaveLength(4)
  expect(await history.metrics()).toEqual([expect.objectContaining({ series: 3, samples: 8 })])
  expect(await history.retain({ samplesDays: 1.5, runsDays: 3.5 })).toEqual({ samples: 0, runs: 0, findings: 0 })
  await history.close()
  const counts = 'SELECT (SELECT count(*) FROM panels), (SELECT count(*) FROM reports), (SELECT count(*) FROM series)'
  expect(await readRows(history.path, counts)).toEqual([['4', '4', '3']])
})

test('a series whose points were deleted takes points again', async () => {
  const history = temporaryHistory({ now: () => noon })
  await daysOf(history, 3)
  await history.retain({ samplesDays: 0.5, runsDays: 0.5 })
  await history.record(
    runRecord({ frames: new Map([['m', frameOf(seriesOf({ member: 'm1' }, noon - 2 * day - 60, [7, 8]))]]) }),
  )
  const { series } = await history.samples({ ...everything, labels: { member: 'm1' } })
  expect(series.map(({ values }) => [...values])).toEqual([[7, 8, 1, 2, 3]])
})

test.each([
  { samplesDays: 0, runsDays: 1 },
  { samplesDays: 1, runsDays: -1 },
  { samplesDays: Number.NaN, runsDays: 1 },
])('a policy that would keep nothing is refused: %o', async (policy) => {
  const history = temporaryHistory()
  await expect(history.retain(policy)).rejects.toMatchObject({ code: 'invalid_input' })
})

test('compaction makes the file smaller and changes nothing that is read', async () => {
  const metrics = [{ id: 'm', title: 'Things', unit: 'count', brief: 'Things that are counted.' }]
  const history = temporaryHistory({ metrics })
  const values = Array.from({ length: 400 }, (_, index) => Math.sin(index))
  const runs = 6
  const members = 20
  for (let run = 0; run < runs; run++) {
    const series = Array.from({ length: members }, (_, index) =>
      seriesOf({ member: `m${index}` }, noon + run * 400, values, 1),
    )
    await history.record(runRecord({ startedAt: noon + run, findings, frames: new Map([['m', frameOf(...series)]]) }))
    await history.drain()
  }
  const read = async () => [
    await history.runs(),
    await history.findings(),
    await history.metrics(),
    await history.samples(everything),
    (await history.query('SELECT * FROM m ORDER BY ALL LIMIT 100')).rows,
  ]
  const before = await read()
  const { samples, bytesBefore, bytesAfter } = await history.compact()
  expect(samples).toBe(runs * members * values.length)
  expect(bytesAfter).toBeLessThan(bytesBefore)
  expect(statSync(history.path).size).toBe(bytesAfter)
  expect(await read()).toEqual(before)
  expect(readdirSync(history.folder).sort()).toEqual(['history.duckdb', 'history.spool'])
  await history.record(runRecord({ startedAt: noon + 100 }))
  expect(await history.runs()).toHaveLength(runs + 1)
})

test('a log whose database was moved away is not applied to the next one', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'history.duckdb.wal'), 'left over')
  const history = temporaryHistory({ folder })
  expect(await history.runs()).toEqual([])
  expect(existsSync(join(folder, 'history.duckdb.wal.orphan'))).toBe(true)
})

test('an export is Parquet by cluster and day, which anything can read', async () => {
  const history = temporaryHistory()
  await daysOf(history, 3)
  await daysOf(history, 1, "prod/eu 'west'")
  const target = join(temporaryFolder(), "it's here")
  expect(await history.export(target)).toEqual({ files: 12, rows: 16 + 4 + 4 })
  expect(readdirSync(target).sort()).toEqual(['findings', 'runs', 'samples'])
  expect(readdirSync(join(target, 'samples', 'cluster=lab')).sort()).toEqual([
    'day=2026-09-19',
    'day=2026-09-20',
    'day=2026-09-21',
  ])

  const plain = join(temporaryFolder(), 'copy')
  cpSync(target, plain, { recursive: true })
  const samples = await readParquet(
    join(plain, 'samples/*/*/*.parquet'),
    'cluster, day, metric, labels, epoch(time), value',
  )
  expect(samples).toHaveLength(16)
  expect(samples[0]).toEqual(['lab', '2026-09-19', 'm', '{"member":"day 2"}', noon - 2 * day - 60, 2])
  expect(samples.at(-1)).toEqual(["prod/eu 'west'", '2026-09-21', 'm', '{"member":"m1"}', noon - 30, 3])
  expect(await readParquet(join(plain, 'runs/*/*/*.parquet'), 'DISTINCT cluster, tool')).toEqual([
    ['lab', 'get_disk'],
    ["prod/eu 'west'", 'get_disk'],
  ])
  expect(await readParquet(join(plain, 'findings/*/*/*.parquet'), 'DISTINCT id, subjects')).toEqual([
    ['slow-disk', '["m1"]'],
  ])
})

test('an export writes whole days, and a later one replaces them', async () => {
  const history = temporaryHistory()
  await daysOf(history, 3)
  const target = join(temporaryFolder(), 'lake')
  await history.export(target)
  await history.record(
    runRecord({ startedAt: noon, frames: new Map([['m', frameOf(seriesOf({ member: 'm1' }, noon, [9]))]]) }),
  )
  const again = await history.export(target, { cluster: 'lab', since: noon + 3_600, until: noon + 3_601 })
  expect(again).toEqual({ files: 3, rows: 5 + 2 + 1 })
  const values = await readParquet(join(target, 'samples/*/*/*.parquet'), 'value')
  expect(values).toHaveLength(13)
  expect(readdirSync(target).sort()).toEqual(['findings', 'runs', 'samples'])
})

test('an export into a place that may not be written is an error, and leaves the history on', async () => {
  const history = temporaryHistory()
  await daysOf(history, 1)
  const file = join(history.folder, 'file')
  writeFileSync(file, '')
  await expect(history.export(join(file, 'lake'))).rejects.toMatchObject({ hint: expect.any(String) })
})
