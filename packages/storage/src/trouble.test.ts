import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openDatabase } from './database/duckdb.ts'
import { temporaryFolder, temporaryHistory } from './testing/history-folder.ts'
import { runRecord } from './testing/run-record.ts'
import { startWorker, type WorkerOptions } from './testing/run-worker.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const outcomeSchema = z.object({
  what: z.string(),
  outcome: z.string(),
  state: z.enum(['ready', 'off']),
  reason: z.string().optional(),
  hint: z.string().optional(),
})

/** What became of recording and reading in a process with limits of its own. */
async function outcomes(path: string, command: 'try' | 'try-large', options: WorkerOptions) {
  const worker = startWorker([path, command], options)
  expect(await worker.ended).toBe(0)
  const said = worker.lines.filter((line) => line.startsWith('{')).map((line) => outcomeSchema.parse(JSON.parse(line)))
  return Object.fromEntries(said.map(({ what, ...rest }) => [what, rest]))
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('It did not fail with an AppError.', { cause: error })
}

test('a full disk is an error that says so when a run is recorded, and nothing is left behind', async () => {
  const folder = temporaryFolder()
  const { record } = await outcomes(join(folder, 'history.duckdb'), 'try', { maxFileBlocks: 0 })
  expect(record).toMatchObject({
    outcome: 'unreachable',
    state: 'off',
    reason: expect.stringContaining('No space is left'),
  })
  expect(record?.hint).toContain('--db PATH')
  expect(readdirSync(join(folder, 'history.spool'))).toEqual([])
})

test('a disk that is full when the database is made keeps the run for later', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'history.duckdb')
  const { record, runs, query } = await outcomes(path, 'try', { maxFileBlocks: 100 })
  expect(record).toMatchObject({ outcome: 'done', state: 'ready' })
  for (const read of [runs, query]) {
    expect(read).toMatchObject({
      outcome: 'unreachable',
      state: 'off',
      reason: expect.stringContaining('No space is left'),
    })
  }
  expect(readdirSync(folder)).toEqual(['history.spool'])
  expect(await temporaryHistory({ folder }).runs()).toHaveLength(1)
})

test('a disk that gets full while a run is taken in loses neither the run nor what was there', async () => {
  const history = temporaryHistory()
  await history.record(runRecord())
  await history.runs()
  const { record, runs } = await outcomes(history.path, 'try-large', { maxFileBlocks: 2_200 })
  expect(record?.outcome).toBe('done')
  expect(runs).toMatchObject({
    outcome: 'unreachable',
    state: 'off',
    reason: expect.stringContaining('No space is left'),
  })
  expect(await history.runs()).toHaveLength(2)
  expect(await history.metrics()).toEqual([expect.objectContaining({ id: 'points', samples: 60_002 })])
})

test('a folder that may not be written is an error that says so', async () => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o555)
  // The rights of a file do not hold for root.
  const { record, runs } = await outcomes(
    join(folder, 'history.duckdb'),
    'try',
    process.getuid?.() === 0 ? { uid: 65_534 } : {},
  )
  for (const use of [record, runs]) {
    expect(use).toMatchObject({
      outcome: 'forbidden',
      state: 'off',
      reason: expect.stringContaining('may not be written'),
    })
  }
})

test('a folder that is a file is an error that names it', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const history = temporaryHistory({ path: join(file, 'history.duckdb') })
  const error = await failureOf(history.record(runRecord()))
  expect(error.message).toContain('ENOTDIR')
  expect(error.hint).toBeDefined()
  expect(history.status()).toMatchObject({ state: 'off', reason: error.message })
})

test.each([
  ['holds something else', Buffer.alloc(20_000, 'x')],
  ['is empty', Buffer.alloc(0)],
  ['is cut short', undefined],
])('a database that %s is an error, stays as it is, and history works again without it', async (_, content) => {
  const history = temporaryHistory()
  await history.record(runRecord())
  await history.runs()
  await history.close()
  const bytes = content ?? readFileSync(history.path).subarray(0, 9_000)
  writeFileSync(history.path, bytes)

  const again = temporaryHistory({ folder: history.folder })
  await again.record(runRecord())
  const error = await failureOf(again.runs())
  expect(error).toMatchObject({ code: 'upstream', message: expect.stringContaining('is damaged'), retryable: false })
  expect(again.status()).toMatchObject({ state: 'off', reason: error.message, hint: error.hint })
  expect(readFileSync(history.path)).toEqual(bytes)

  rmSync(history.path)
  expect(await again.runs()).toHaveLength(1)
  expect(again.status().state).toBe('ready')
})

test('a database of a newer version is an error and is not touched', async () => {
  const history = temporaryHistory()
  await history.runs()
  await history.close()
  const database = await openDatabase(history.path, { settings: {} })
  await database.use(({ sql }) => sql.run("INSERT INTO schema_migrations VALUES (99, 'from the future', now())"))
  database.close()
  const { mtimeMs } = statSync(history.path)

  const again = temporaryHistory({ folder: history.folder })
  for (const use of [again.runs(), again.query('SELECT 1'), again.compact()]) {
    expect(await failureOf(use)).toMatchObject({ code: 'conflict', message: expect.stringContaining('newer version') })
  }
  expect(again.status()).toMatchObject({ state: 'off', hint: expect.stringContaining('Nothing in it was changed') })
  expect(statSync(history.path).mtimeMs).toBe(mtimeMs)
})

test('a damaged run file is set aside, said, and does not hold up the others', async () => {
  const lines: unknown[] = []
  const log = {
    warn: (fields: object, message: string) => void lines.push({ ...fields, message }),
    info: () => undefined,
  }
  const history = temporaryHistory({ log })
  const spool = join(history.folder, 'history.spool')
  mkdirSync(spool, { recursive: true })
  writeFileSync(join(spool, '0000.aa.run'), 'not a run at all')
  await history.record(runRecord())

  expect(await history.drain()).toEqual({ runs: 1, samples: 0, setAside: ['0000.aa.run'] })
  expect(readdirSync(spool)).toEqual(['0000.aa.run.corrupt'])
  expect(history.status()).toMatchObject({ state: 'ready', warnings: [expect.stringContaining('0000.aa.run.corrupt')] })
  expect(lines).toEqual([expect.objectContaining({ event: 'history-warning' })])
})

test('a closed history lets nobody in', async () => {
  const history = temporaryHistory()
  await history.close()
  expect(await failureOf(history.runs())).toMatchObject({ message: 'The history is closed.' })
  expect(await failureOf(history.query('SELECT 1'))).toMatchObject({ message: 'The history is closed.' })
})

test('whoever gives up gets the abort, and the history works on', async () => {
  const history = temporaryHistory()
  await history.record(runRecord())
  const aborted = AbortSignal.abort()
  for (const use of [
    history.record(runRecord(), aborted),
    history.runs({}, aborted),
    history.query('SELECT 1', {}, aborted),
    history.compact(aborted),
  ]) {
    await expect(use).rejects.toMatchObject({ name: 'AbortError' })
  }
  const controller = new AbortController()
  const slow = history.samples({ metric: 'x', cluster: 'lab', start: 0, end: 1 }, controller.signal)
  controller.abort()
  await expect(slow).rejects.toMatchObject({ name: 'AbortError' })
  expect(await history.runs()).toHaveLength(1)
  expect(history.status()).toEqual({ state: 'ready', path: history.path, warnings: [] })
})
