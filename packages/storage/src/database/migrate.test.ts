import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { historyPaths } from '../history-paths.ts'
import { temporaryFolder } from '../testing/history-folder.ts'
import { openHistoryDatabase } from './migrate.ts'
import { migrations } from './migrations.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

async function withDatabase(path: string, steps: typeof migrations, text: string): Promise<unknown> {
  const database = await openHistoryDatabase(historyPaths(path), steps)
  try {
    return await database.use(async ({ sql }) => (await sql.runAndReadAll(text)).getRowsJson())
  } finally {
    database.close()
  }
}

const versions = 'SELECT version, name FROM schema_migrations ORDER BY version'
const all = migrations.map(({ version, name }) => [version, name])

test('versions are numbered from one, without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
})

test.each(migrations.map(({ version }) => version))(
  'a file of version %i is brought to the newest, with what it holds',
  async (version) => {
    const path = join(temporaryFolder(), 'history.duckdb')
    const insert = `INSERT INTO runs VALUES ('a', 't', 's', 'c', 'p', now(), NULL, NULL, NULL, NULL, NULL, 'h', NULL)`
    await withDatabase(path, migrations.slice(0, version), insert)
    expect(await withDatabase(path, migrations.slice(0, version), versions)).toEqual(all.slice(0, version))
    expect(await withDatabase(path, migrations, versions)).toEqual(all)
    expect(await withDatabase(path, migrations, 'SELECT id FROM runs')).toEqual([['a']])
    expect(await withDatabase(path, migrations, 'SELECT * FROM readings')).toEqual([])
  },
)

test('a step that fails leaves the version before it', async () => {
  const path = join(temporaryFolder(), 'history.duckdb')
  await withDatabase(path, migrations, 'SELECT 1')
  const broken = {
    version: migrations.length + 1,
    name: 'broken',
    sql: 'CREATE TABLE half (a INTEGER); SELECT nothing;',
  }
  await expect(withDatabase(path, [...migrations, broken], 'SELECT 1')).rejects.toThrow('nothing')
  expect(await withDatabase(path, migrations, versions)).toEqual(all)
  expect(await withDatabase(path, migrations, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'half'")).toEqual([])
})

test('a database that could not be made leaves no file behind', async () => {
  const folder = temporaryFolder()
  const broken = { version: 1, name: 'broken', sql: 'SELECT nothing' }
  await expect(withDatabase(join(folder, 'history.duckdb'), [broken], 'SELECT 1')).rejects.toThrow('nothing')
  expect(readdirSync(folder)).toEqual([])
})
