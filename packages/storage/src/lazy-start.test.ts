import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from './testing/history-folder.ts'

/** Runs a module and returns which of its process' native parts are DuckDB's. */
async function nativeParts(code: string): Promise<unknown> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const report =
    "process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects.filter((path) => path.includes('duckdb'))))"
  const node = [
    '--conditions=@ocp-perf/source',
    '--import',
    loader,
    '--input-type=module',
    '--eval',
    `${code}\n${report}`,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 30_000 })
  return JSON.parse(stdout)
}

const open = (path: string) => `
  const { openHistory } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
  const { runRecord } = await import(${JSON.stringify(new URL('./testing/run-record.ts', import.meta.url).href)})
  const history = openHistory({ path: ${JSON.stringify(path)}, metrics: [] })`

test('a program that opens a history and records in it does not load DuckDB', { timeout: 30_000 }, async () => {
  const path = join(temporaryFolder(), 'history.duckdb')
  expect(await nativeParts(`${open(path)}; await history.record(runRecord())`)).toEqual([])
})

test('DuckDB is loaded when the history is read', { timeout: 30_000 }, async () => {
  const path = join(temporaryFolder(), 'history.duckdb')
  expect(await nativeParts(`${open(path)}; await history.runs()`)).not.toEqual([])
})
