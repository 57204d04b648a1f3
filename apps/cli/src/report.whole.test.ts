import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { reportSchema } from '@ocp-perf/panel'
import { openHistory } from '@ocp-perf/storage'
import { afterAll, describe, expect, test } from 'vitest'
import { findServers } from './servers/find-servers.ts'
import { runHere, writeDump } from './testing/run-program.ts'

const dump = writeDump()
const folder = mkdtempSync(join(tmpdir(), 'cli-report-'))
afterAll(() => {
  rmSync(dirname(dump), { recursive: true })
  rmSync(folder, { recursive: true })
})

const limit = 120_000
const report = (...flags: string[]) => runHere(['report', '--domain', 'etcd', '--from', dump, '--no-history', ...flags])

// What is started is the build.
const built = findServers().every(({ file }) => existsSync(file))

describe.runIf(built)('ocp-perf report', () => {
  test(
    'writes Markdown with the verdict first, and the verdict does not change the exit code',
    async () => {
      const { code, stdout, stderr } = await report()
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^# Performance of etcd on two-members\n\n\*\*. critical\*\*/u)
      expect(stdout).toContain('m2')
      expect(stdout).not.toContain('\u001b')
    },
    limit,
  )

  test(
    'gives causes, members, findings and evidence as JSON, at the top level',
    async () => {
      const { code, stdout } = await report('--json')
      expect(code).toBe(0)
      const { causes, members, findings, sections, recording, method, sources, baseline } = reportSchema.parse(
        JSON.parse(stdout),
      )
      expect(members.map(({ name }) => name)).toEqual(['m2', 'm1'])
      expect(findings[0]).toMatchObject({ id: 'etcd_wal_fsync_p99', evidence: [{ labels: { member: 'm2' } }] })
      expect(causes.every(({ evidence }) => evidence.length > 0)).toBe(true)
      expect(sections.map(({ title }) => title)).toContain('etcd WAL fsync')
      expect(recording).toContain('two-members.om')
      expect(method.length).toBeGreaterThan(3)
      expect(sources.every((source) => source.startsWith('https://'))).toBe(true)
      expect(baseline?.rows.every(({ standing }) => standing === 'thin')).toBe(true)
    },
    limit,
  )

  test(
    'writes a page to a file, that stands alone',
    async () => {
      const out = join(folder, 'etcd.html')
      const { code, stdout, stderr } = await report('--format', 'html', '--out', out)
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toContain(out)
      const page = readFileSync(out, 'utf8')
      expect(page).toMatch(/^<!doctype html>/i)
      expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)=.https?:/)
    },
    limit,
  )

  test(
    'is kept in the history that is named, and in none where none is wanted',
    async () => {
      const db = join(folder, 'kept', 'history.duckdb')
      await runHere(['report', '--from', dump, '--db', db])
      const history = openHistory({ path: db, metrics: [] })
      try {
        const [run, ...more] = await history.runs()
        expect(more).toEqual([])
        expect(run).toMatchObject({
          tool: 'generate_etcd_performance_report',
          cluster: 'two-members',
          verdict: 'critical',
          report: 'json',
        })
        expect((await history.metrics()).length).toBeGreaterThan(3)
      } finally {
        await history.close()
      }
      const none = join(folder, 'none', 'history.duckdb')
      await report('--db', none)
      expect(existsSync(dirname(none))).toBe(false)
    },
    limit,
  )

  test(
    'by default goes into data/ of the folder that it was called in',
    async () => {
      const { code } = await runHere(['report', '--from', dump], { INIT_CWD: folder })
      expect(code).toBe(0)
      expect(existsSync(join(folder, 'data', 'history.spool'))).toBe(true)
    },
    limit,
  )

  test(
    'is given although the history cannot be written, which is said',
    async () => {
      const file = join(folder, 'in-the-way')
      writeFileSync(file, '')
      const { code, stdout, stderr } = await runHere(['report', '--from', dump, '--db', join(file, 'history.duckdb')])
      expect(code).toBe(0)
      expect(stdout).toContain('# Performance of etcd')
      expect(stderr).toContain('history')
    },
    limit,
  )

  test.each([
    [['--domain', 'etc'], 'Did you mean etcd?'],
    [['--format', 'docx'], 'One of html, md'],
    [['--format', 'pdf'], '--out report.pdf'],
    [['--baseline', 'garbage'], '1h30m'],
    [['--fail-on', 'ok'], 'One of watch'],
    [['--server', 'etcd'], 'NAME=URL'],
    [['--duration', 'garbage'], '1h30m'],
    [['--out', '/nowhere/at/all.md'], 'in a folder that is there'],
  ])(
    '%j is refused with 2 and the next step',
    async (flags, said) => {
      const { code, stdout, stderr } = await report(...flags)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain(said)
    },
    limit,
  )

  test(
    'ends with 3 where the verdict is as bad as that or worse, and the report is written all the same',
    async () => {
      const out = join(folder, 'bad.md')
      const { code, stderr } = await report('--out', out, '--fail-on', 'degraded')
      expect(code).toBe(3)
      expect(stderr).toMatch(/^critical: /)
      expect(readFileSync(out, 'utf8')).toContain('# Performance of etcd')
    },
    limit,
  )

  test(
    'is made by servers that run already where those are named, and says so where none answers',
    async () => {
      const { code, stderr } = await report('--server', 'etcd=http://127.0.0.1:9/mcp')
      expect(code).toBe(1)
      expect(stderr).toContain('ocp-perf serve')
    },
    limit,
  )

  test(
    'a cluster that does not answer ends with 1, as JSON where that was asked for',
    async () => {
      const { code, stdout } = await runHere(
        ['report', '--prometheus-url', 'http://127.0.0.1:1', '--json', '--no-history'],
        { PROMETHEUS_URL: 'http://127.0.0.1:1' },
      )
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'unreachable' } })
    },
    limit,
  )
})
