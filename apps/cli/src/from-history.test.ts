import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { reportSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exitCodes } from './exit-codes.ts'
import { runHere, writeDump } from './testing/run-program.ts'

// DuckDB is loaded, and reports are made.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const dump = writeDump()
const folder = mkdtempSync(join(tmpdir(), 'cli-from-history-'))
const db = join(folder, 'history.duckdb')
const asked = ['--from', 'history', '--db', db]

const reportOf = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await runHere(['report', '--domain', 'etcd', '--json', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return reportSchema.parse(JSON.parse(stdout))
}

let before: Awaited<ReturnType<typeof reportOf>>
beforeAll(async () => {
  before = await reportOf(['--from', dump, '--db', db])
})
afterAll(() => {
  rmSync(dirname(dump), { recursive: true })
  rmSync(folder, { recursive: true })
})

test('a report from history finds what the report found that was recorded', async () => {
  const { recording, causes, findings, verdict, notes } = await reportOf(asked)
  expect(recording).toBe('the history of two-members')
  expect(verdict).toBe(before.verdict)
  expect(causes.map(({ id, members }) => [id, members])).toEqual(before.causes.map(({ id, members }) => [id, members]))
  expect(findings.map(({ id }) => id)).toEqual(before.findings.map(({ id }) => id))
  expect(notes.join(' ')).toContain('No data (not recorded')
})

test('a metric and PromQL are asked of the history', async () => {
  const metric = await runHere(['query', 'etcd_wal_fsync_p99', ...asked])
  expect(metric.code).toBe(0)
  expect(metric.stdout).toMatch(/^critical: WAL fsync p99: m2 critical/)
  expect(metric.stdout).toContain('from the history of two-members')
  const { code, stdout } = await runHere(['query', 'count(etcd_wal_fsync_p99)', '--instant', '--json', ...asked])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ series: [{ points: [[expect.any(Number), 2]] }] })
  const unknown = await runHere(['query', 'etcd_disk_wal_fsync_duration_seconds_count', ...asked])
  expect(unknown.stderr).toContain('the history of two-members')
})

test('the doctor tells what the history is of', async () => {
  const { code, stdout } = await runHere(['doctor', ...asked])
  expect(code).toBe(0)
  expect(stdout).toMatch(/Cluster two-members\n {2}✓ samples: the history of two-members runs from 2023-11-14T/)
})

test('what cannot be is refused: no history, no such cluster, the Prometheus API', async () => {
  const missing = join(folder, 'gone.duckdb')
  for (const [args, said] of [
    [['query', 'x', '--from', 'history', '--db', missing], `There is no history in ${missing}.`],
    [['query', 'x', ...asked, '--cluster', 'east'], 'has nothing of a cluster "east"'],
    [['serve', 'prometheus', ...asked], 'not over the history'],
    [['report', '--from', 'history', '--no-history'], '--no-history'],
  ] as const) {
    const { code, stderr } = await runHere(args)
    expect(code, stderr).not.toBe(exitCodes.ok.code)
    expect(stderr).toContain(said)
  }
})
