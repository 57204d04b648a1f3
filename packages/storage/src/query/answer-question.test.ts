import { readdirSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { temporaryHistory } from '../testing/history-folder.ts'
import { frameOf, panelResult, runRecord, seriesOf } from '../testing/run-record.ts'
import { answerQuestion } from './answer-question.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

/** A closed history, and how its file is asked without a process for each question. */
async function filledDatabase() {
  const history = temporaryHistory()
  const points = seriesOf({ member: 'm1' }, 1_790_000_000, [1, 2, 3, 4])
  await history.record(runRecord({ panels: [panelResult()], frames: new Map([['slow_fsync', frameOf(points)]]) }))
  await history.drain()
  await history.close()
  const ask = (sql: string, maxRows = 1_000) => answerQuestion({ path: history.path, sql, maxRows }, () => undefined)
  const rowsOf = async (sql: string, maxRows?: number) => {
    const answer = await ask(sql, maxRows)
    if (answer.event === 'done') return answer
    throw new Error(JSON.stringify(answer))
  }
  return { ...history, ask, rowsOf }
}

test('rows beyond the limit are cut off, and the answer says so', async () => {
  const database = await filledDatabase()
  const { rows, truncated } = await database.rowsOf('SELECT range FROM range(50)', 3)
  expect({ rows, truncated }).toEqual({ rows: [['0'], ['1'], ['2']], truncated: true })
  const whole = await database.rowsOf('SELECT range FROM range(3)', 3)
  expect(whole).toMatchObject({ truncated: false, columns: [{ name: 'range', type: 'BIGINT' }] })
})

test('an answer of long texts is cut off as well', async () => {
  const database = await filledDatabase()
  const { rows, truncated } = await database.rowsOf("SELECT repeat('x', 1000000) FROM range(100)")
  expect(truncated).toBe(true)
  expect(rows.length).toBeLessThan(5)
})

test('a query that needs too much memory is ended', async () => {
  const database = await filledDatabase()
  const greedy = 'SELECT list(hash(range)) FROM range(200000000)'
  expect(await database.ask(greedy)).toMatchObject({ event: 'refused', code: 'too_large' })
})

test('the values of a row are JSON', async () => {
  const database = await filledDatabase()
  const { rows } = await database.rowsOf(
    "SELECT 1, 1.5, 'text', NULL, true, 9007199254740993, TIMESTAMPTZ '2026-01-02 03:04:05+00', [1, 2], {'a': 1}, 'nan'::DOUBLE",
  )
  expect(rows).toEqual([
    [1, '1.5', 'text', null, true, '9007199254740993', '2026-01-02 03:04:05+00', [1, 2], { a: 1 }, 'NaN'],
  ])
})

/** What must not be possible, and what says so. */
const refusedStatements = [
  ['DELETE FROM runs', 'Only SELECT'],
  ['INSERT INTO runs SELECT * FROM runs', 'Only SELECT'],
  ['CREATE TABLE x AS SELECT 1', 'Only SELECT'],
  ["COPY (SELECT 1) TO 'FOLDER/out.csv'", 'Only SELECT'],
  ["EXPORT DATABASE 'FOLDER/out'", 'Only SELECT'],
  ["ATTACH 'FOLDER/other.duckdb'", 'Only SELECT'],
  ['INSTALL httpfs', 'Only SELECT'],
  ['LOAD httpfs', 'Only SELECT'],
  ['SET enable_external_access = true', 'Only SELECT'],
  ['PRAGMA database_list', 'Only SELECT'],
  ['CALL pragma_version()', 'Only SELECT'],
  ['CHECKPOINT', 'Only SELECT'],
  ['SELECT 1; DELETE FROM runs', 'Only SELECT'],
  ['SELECT 1; SELECT 2', 'One statement'],
  ['', 'One statement'],
  ['WITH x AS (DELETE FROM runs RETURNING *) SELECT * FROM x', 'SELECT'],
  ["SELECT * FROM read_csv('/etc/passwd')", 'read_csv'],
  ["SELECT * FROM READ_TEXT('/etc/passwd')", 'read_text'],
  ["SELECT (SELECT content FROM read_text('/etc/passwd'))", 'read_text'],
  ["WITH x AS (SELECT * FROM glob('/*')) SELECT * FROM x", 'glob'],
  ["SELECT * FROM read_parquet('https://example.com/x.parquet')", 'read_parquet'],
  ["SELECT * FROM '/etc/passwd'", 'no table or view /etc/passwd'],
  ["SELECT * FROM 'FOLDER/history.duckdb'", 'no table or view'],
  ['SELECT * FROM pg_catalog.pg_settings', 'no table or view pg_catalog.pg_settings'],
  ['SELECT * FROM pg_settings', 'no table or view pg_settings'],
  ['SELECT * FROM "PG_Settings"', 'no table or view PG_Settings'],
  ['SELECT * FROM system.main.duckdb_databases', 'no table or view system.main.duckdb_databases'],
  ['SELECT * FROM pragma_database_list', 'no table or view pragma_database_list'],
  ['SELECT path FROM duckdb_databases', 'no table or view duckdb_databases'],
  ['SELECT * FROM main.duckdb_databases', 'no table or view main.duckdb_databases'],
  ['SELECT * FROM sqlite_master', 'no table or view sqlite_master'],
  ['SELECT * FROM duckdb_logs', 'no table or view duckdb_logs'],
  ['SELECT * FROM information_schema.schemata', 'no table or view information_schema.schemata'],
  ['SELECT 1 WHERE EXISTS (FROM duckdb_logs)', 'no table or view duckdb_logs'],
  ['SUMMARIZE pg_settings', 'no table or view pg_settings'],
  ['SELECT * FROM pg_settings, (WITH pg_settings AS (SELECT 1) FROM pg_settings)', 'no table or view pg_settings'],
  ['SHOW DATABASES', 'SHOW'],
  ['FROM (SHOW DATABASES)', 'SHOW'],
  ["SELECT current_setting('temp_directory')", 'current_setting'],
  ["SELECT Current_Setting('home_directory')", 'current_setting'],
  ['SELECT * FROM slow_fsinc', 'no table or view slow_fsinc'],
  ["SELECT * FROM query('SELECT 1')", 'query'],
  ["SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))", 'json_execute_serialized_sql'],
  ['SELECT * FROM duckdb_settings()', 'duckdb_settings'],
  ['SELECT * FROM duckdb_secrets()', 'duckdb_secrets'],
  ["SELECT getenv('HOME')", 'getenv'],
  ["SELECT write_log('x')", 'write_log'],
  ['SELECT sleep_ms(10)', 'sleep_ms'],
  ['SELEC 1', 'syntax error'],
  ['SELECT nothing FROM runs', 'nothing'],
] as const

test('nothing but reading the history is allowed', { timeout: 120_000 }, async () => {
  const database = await filledDatabase()
  const bytes = readFileSync(database.path)
  for (const [statement, words] of refusedStatements) {
    const sql = statement.replace('FOLDER', database.folder)
    expect(await database.ask(sql), sql).toMatchObject({
      event: 'refused',
      code: 'bad_query',
      message: expect.stringContaining(words),
      hint: expect.stringContaining('SELECT'),
    })
  }
  expect(readFileSync(database.path).equals(bytes)).toBe(true)
  expect(readdirSync(database.folder).sort()).toEqual(['history.duckdb', 'history.spool'])
})

test('a name that is nearly right is answered with the right one', async () => {
  const database = await filledDatabase()
  expect(await database.ask('SELECT * FROM slow_fsinc')).toMatchObject({
    hint: expect.stringMatching(/^Did you mean slow_fsync\?/),
  })
})

test('what helps to write a query is allowed', { timeout: 120_000 }, async () => {
  const database = await filledDatabase()
  for (const sql of [
    'SHOW TABLES',
    'DESCRIBE slow_fsync',
    'SELECT count(*) FROM main.slow_fsync',
    'SELECT count(*) FROM "Slow_Fsync"',
    'SELECT column_name FROM information_schema.columns',
    'WITH worst AS (SELECT max(value) AS value FROM slow_fsync) SELECT * FROM (SELECT * FROM Worst) WHERE value > 0',
    'SUMMARIZE runs',
    'FROM slow_fsync LIMIT 1',
    'SELECT * FROM slow_fsync WHERE time > now() - INTERVAL 900 DAY LIMIT 1',
    'SELECT time_bucket(INTERVAL 5 MINUTES, time) AS t, member, quantile_cont(value, 0.99) FROM slow_fsync GROUP BY ALL',
    'SELECT key FROM slow_fsync, json_each(labels)',
    'SELECT table_name FROM information_schema.tables',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n',
  ]) {
    expect((await database.rowsOf(sql)).rows.length, sql).toBeGreaterThan(0)
  }
})
