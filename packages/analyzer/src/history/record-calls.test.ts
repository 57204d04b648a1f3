import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createToolRunner, type ToolOutcome } from '@ocp-perf/mcp-kit'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { defineAnalyzer } from '../define-analyzer.ts'
import { bottleneckTool } from '../diagnose/deep-drive.ts'
import { reportTool } from '../diagnose/report-tool.ts'
import { startFakePrometheus, testContext } from '../testing/index.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const face = { title: 'T', description: 'D', domain: 'etcd' }

/** A server with a history in `db`, where it is not null, over a Prometheus in which one member is slow. */
async function serve(db: string | null = join(temporaryFolder(), 'history.duckdb')) {
  const prometheus = await startFakePrometheus({
    value: (_, { instance }) => (instance === 'm2' ? 0.6 : 0.001),
  })
  const context = testContext({ url: prometheus.url, db: db ?? undefined })
  const definition = await defineAnalyzer(
    {
      name: 'test',
      title: 'Test',
      version: '1',
      instructions: 'I.',
      tools: [bottleneckTool({ name: 'why', ...face }), reportTool({ name: 'write_report', ...face })],
    },
    context,
  )
  const runner = createToolRunner(definition, { log })
  const call = async (name: string, args: object = {}): Promise<Extract<ToolOutcome, { ok: true }>> => {
    const outcome = await runner.run(name, args, { signal: AbortSignal.timeout(20_000) })
    if (!outcome.ok) throw outcome.error
    await context.remembered()
    return outcome
  }
  onTestFinished(async () => {
    await context.close()
    await prometheus.close()
  })
  return { context, call, prometheus }
}

// DuckDB and the process for SQL are loaded by the first test that reads.
const patience = 60_000
const metric = 'etcd_wal_fsync_p99'
const causesSchema = z.object({ causes: z.array(z.object({ id: z.string(), severity: z.string() })).min(1) })

test(
  'a call is a run: what it answered, and the points behind it, which SELECT alone reads',
  async () => {
    const { call } = await serve()
    const { data } = await call('query_metric', { metric, duration: '10m' })
    const history = await call('get_history', { about: metric })
    expect(history.data).toMatchObject({
      verdict: 'critical',
      runs: [{ tool: 'query_metric', verdict: 'critical', headline: data.headline }],
      trend: {
        metric,
        unit: 'seconds',
        rows: [{ labels: { member: 'm2' }, now: 0.6 }, { now: 0.001 }, { now: 0.001 }],
      },
    })
    expect(history.text).toMatch(/^critical: WAL fsync p99: median 600 ms/)
    await expect(call('query_history', { sql: 'DROP TABLE runs' })).rejects.toMatchObject({ code: 'bad_query' })
    const { data: rows } = await call('query_history', {
      sql: `SELECT member, count(*) AS samples, max(value) AS worst FROM ${metric} GROUP BY ALL ORDER BY worst DESC`,
    })
    expect(rows).toMatchObject({
      columns: [{ name: 'member' }, { name: 'samples' }, { name: 'worst' }],
      rows: [['m2', expect.anything(), 0.6], expect.anything(), expect.anything()],
      truncated: false,
    })
  },
  patience,
)

test(
  'a diagnosis and a report are kept with causes, findings and text, and one incident in both was found once',
  async () => {
    const { call, context } = await serve()
    const { data } = await call('why', { duration: '10m' })
    const { data: found } = await call('get_history', { about: metric })
    expect(found).toMatchObject({ findings: [{ id: metric, subjects: expect.arrayContaining(['m2']) }] })
    const [run] = (await context.history?.runs()) ?? []
    expect(run).toMatchObject({ tool: 'why', server: 'test-analyzer', cluster: 'lab', platform: 'standalone' })
    expect(run).toMatchObject({ verdict: data.verdict, headline: data.headline, score: expect.any(Number) })
    const stored = (await context.history?.metrics('lab')) ?? []
    expect(stored.length).toBeGreaterThan(30)

    const { links, data: written } = await call('write_report', { duration: '10m', format: 'markdown' })
    const [cause] = causesSchema.parse(data).causes
    const { data: incident, text } = await call('get_history', { about: cause?.id, top: 1 })
    expect(incident).toMatchObject({ verdict: cause?.severity, findings: [{ id: cause?.id, runs: 2 }] })
    expect(text).toContain('found once')
    const id = links[0]?.uri.replace('report://', '') ?? ''
    expect(written).toMatchObject({ document: { uri: `report://${id}`, format: 'markdown', file: null } })
    const { report } = (await context.history?.run(id)) ?? {}
    expect(report?.format).toBe('markdown')
    expect(report?.text).toBe(context.reports.find(id)?.text)
  },
  patience,
)

test(
  'the trend of a metric is told with its own verdict, not with that of the newest run',
  async () => {
    const { call } = await serve()
    const calm = 'etcd_proposals_failed_rate'
    expect((await call('query_metric', { metric: calm, duration: '10m' })).data).toMatchObject({ verdict: 'ok' })
    await call('query_metric', { metric, duration: '10m' })
    expect((await call('get_history', { about: calm })).data).toMatchObject({
      verdict: 'ok',
      runs: [{ verdict: 'critical' }, {}],
    })
  },
  patience,
)

test(
  'an answer does not suffer from a history that cannot be written, and health says why',
  async () => {
    const file = join(temporaryFolder(), 'no-folder')
    writeFileSync(file, 'in the way')
    const { call, context } = await serve(join(file, 'history.duckdb'))
    const { data } = await call('query_metric', { metric })
    expect(data).toMatchObject({ verdict: 'critical' })
    await expect.poll(() => context.history?.status().state).toBe('off')
    const health = await call('get_server_health')
    expect(health.data).toMatchObject({
      history: { state: 'failing', reason: expect.any(String), hint: expect.any(String) },
    })
    expect(health.text).toContain('History: runs are not recorded')
  },
  patience,
)

test(
  'without a history nothing is recorded, and the tools say so in place of an error',
  async () => {
    const { call } = await serve(null)
    for (const [name, args] of [
      ['get_history', {}],
      ['query_history', { sql: 'SELECT 1' }],
    ] as const) {
      expect((await call(name, args)).text).toContain('No history is kept')
    }
    expect((await call('get_server_health')).data).toMatchObject({ history: { state: 'off', path: null } })
  },
  patience,
)

test(
  'what only looks something up, or fails, is no run; a history without any is told as such, and an unknown subject with what is near',
  async () => {
    const { call, context } = await serve()
    await call('list_metrics', { text: 'fsync' })
    await expect(call('query_metric', { metric: 'etcd_nothing_like_it' })).rejects.toThrow()
    const { text } = await call('get_history')
    expect(await context.history?.runs()).toEqual([])
    expect(text).toMatch(/^no_data: lab: no run is recorded in this time or at any other time/)
    expect((await call('get_history', { about: 'slow-disk' })).text).toMatch(/^no_data: slow-disk: not found on lab/)
    await expect(call('get_history', { about: 'slow-dsk' })).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('slow-disk'),
    })
  },
  patience,
)
