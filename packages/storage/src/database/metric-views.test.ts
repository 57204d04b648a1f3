import { expect, test, vi } from 'vitest'
import { temporaryHistory } from '../testing/history-folder.ts'
import { frameOf, runRecord, seriesOf } from '../testing/run-record.ts'
import { openDatabase } from './duckdb.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const start = 1_790_000_000
const metric = (id: string) => ({ id, title: `Title of ${id}`, unit: 'seconds', brief: "It's a 'brief'." })

/** Statements over the closed file, as a person with DuckDB's own shell would run them. */
async function rowsOf(path: string, ...statements: string[]): Promise<unknown[]> {
  const database = await openDatabase(path, { settings: { access_mode: 'READ_ONLY' } })
  try {
    return await database.use(async ({ sql }) => {
      const answers: unknown[] = []
      for (const text of statements) answers.push((await sql.runAndReadAll(text)).getRowsJson())
      return answers
    })
  } finally {
    database.close()
  }
}

async function record(history: ReturnType<typeof temporaryHistory>, id: string, ...labels: Record<string, string>[]) {
  const frame = frameOf(...(labels.length === 0 ? [{}] : labels).map((own) => seriesOf(own, start, [1])))
  await history.record(runRecord({ frames: new Map([[id, frame]]) }))
}

test('each metric of the catalog has a view, with or without samples', async () => {
  const history = temporaryHistory({ metrics: [metric('with_none')] })
  await history.drain()
  await history.close()
  expect(
    await rowsOf(
      history.path,
      'SELECT time, cluster, value, unit, labels FROM with_none',
      "SELECT comment FROM duckdb_views() WHERE view_name = 'with_none'",
    ),
  ).toEqual([[], [["Title of with_none (seconds): It's a 'brief'."]]])
})

test('a metric that no catalog knows has a view without a unit', async () => {
  const history = temporaryHistory()
  await record(history, 'unheard:of')
  await history.drain()
  await history.close()
  expect(await rowsOf(history.path, 'SELECT value, unit, labels FROM "unheard:of"')).toEqual([[[1, null, '{}']]])
})

test('a label that comes later becomes a column', async () => {
  const history = temporaryHistory({ metrics: [metric('m')] })
  await record(history, 'm', { member: 'm1' })
  await history.drain()
  await record(history, 'm', { member: 'm1', device: 'sda' })
  await history.drain()
  await history.close()
  expect(await rowsOf(history.path, 'SELECT member, device FROM m ORDER BY ALL')).toEqual([
    [
      ['m1', 'sda'],
      ['m1', null],
    ],
  ])
})

test('labels of any name are read, and those that would hide a column are left to `labels`', async () => {
  const history = temporaryHistory()
  const labels = { 'a.b': '1', 'c"d': '2', "e'f": '3', 'g\\h': '4', Value: '5', TIME: '6', x: '7', X: '8', é: '9' }
  await record(history, 'm', labels)
  await history.drain()
  await history.close()
  const [rows, columns] = await rowsOf(
    history.path,
    `SELECT "a.b", "c""d", "e'f", "g\\h", é, value, labels->>'Value' FROM m`,
    "SELECT column_name FROM duckdb_columns() WHERE table_name = 'm' ORDER BY column_index",
  )
  expect(rows).toEqual([['1', '2', '3', '4', '9', 1, '5']])
  expect(columns).toEqual(
    ['time', 'cluster', 'X', 'a.b', 'c"d', "e'f", 'g\\h', 'é', 'value', 'unit', 'labels'].map((name) => [name]),
  )
})

test('a metric whose name is taken gets no view, which is said, and its points are read all the same', async () => {
  const said: string[] = []
  const log = { warn: (_: object, message: string) => void said.push(message), info: () => undefined }
  const history = temporaryHistory({ log })
  await record(history, 'Runs')
  await record(history, 'x')
  await record(history, 'X')
  await history.drain()
  expect(said).toContain('A metric gets no view: its name is taken')
  const counts = await Promise.all(
    ['Runs', 'x', 'X'].map((id) => history.samples({ metric: id, cluster: 'lab', start, end: start })),
  )
  expect(counts.map(({ series }) => series.length)).toEqual([1, 1, 1])
  expect(await history.runs()).toHaveLength(3)
})

test('what another program says of its metrics stays, and its own catalog changes its views', async () => {
  const first = temporaryHistory({ metrics: [metric('m')] })
  await record(first, 'm', { member: 'm1' })
  await first.drain()
  await first.close()
  const other = temporaryHistory({ folder: first.folder, metrics: [metric('n')] })
  await record(other, 'm', { node: 'n1' })
  await other.drain()
  await other.close()
  expect(await rowsOf(first.path, 'SELECT member, node, unit FROM m ORDER BY ALL', 'SELECT * FROM n')).toEqual([
    [
      ['m1', null, 'seconds'],
      [null, 'n1', 'seconds'],
    ],
    [],
  ])
  const renamed = temporaryHistory({ folder: first.folder, metrics: [{ ...metric('m'), unit: 'bytes' }] })
  await renamed.drain()
  await renamed.close()
  expect(await rowsOf(first.path, 'SELECT DISTINCT unit FROM m')).toEqual([[['bytes']]])
})
