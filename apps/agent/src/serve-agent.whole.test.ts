import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectServers, createReporter, type Servers } from '@ocp-perf/agents'
import {
  aboutSchema,
  callReplySchema,
  chartPointsSchema,
  historyMetricsSchema,
  historySeriesSchema,
  overviewSchema,
  type ReportEntry,
  reportEntrySchema,
  reportsSchema,
  serversHealthSchema,
  toolsSchema,
} from '@ocp-perf/agents/contract'
import type { Listening } from '@ocp-perf/http'
import { recordingLog } from '@ocp-perf/http/testing'
import { reportSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { z } from 'zod'
import { serveAgent } from './serve-agent.ts'
import { failure, send } from './testing/ask.ts'
import { scripted } from './testing/scripted.ts'
import { type Demo, isBuilt, startDemo } from './testing/start-demo.ts'

const patience = 120_000

describe.runIf(isBuilt)('over the analyzers of a simulated cluster with a slow disk', { timeout: patience }, () => {
  let folder: string
  let demo: Demo
  let servers: Servers
  let agent: Listening
  const log = recordingLog()
  const answerer = scripted(async () => ({ reason: 'answered', verdict: null }))
  const options = () => ({
    servers,
    answerer,
    reporter: createReporter({ servers }),
    version: '1.2.3',
    data: join(folder, 'agent'),
    web: folder,
    port: 0,
    simulated: ['demo'],
    domains: [
      { id: 'etcd', causes: 'get_etcd_bottleneck_analysis', questions: ['Why is etcd slow?'] },
      { id: 'nobody', causes: 'get_nobody', questions: ['Is anybody there?'] },
    ],
    log,
  })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agent-whole-'))
    demo = await startDemo(folder)
    servers = connectServers({ servers: [...demo.servers, { name: 'gone', url: 'http://127.0.0.1:9/mcp' }] })
    await vi.waitFor(
      () => expect(servers.health().filter(({ state }) => state === 'up')).toHaveLength(demo.servers.length),
      30_000,
    )
    agent = await serveAgent(options())
  }, patience)
  afterAll(async () => {
    await agent.close()
    await servers.close()
    await demo.stop()
    await rm(folder, { recursive: true, force: true })
  }, patience)

  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const response = await fetch(`${agent.url}${path}`)
    const text = await response.text()
    expect(response.status, text).toBe(200)
    return schema.parse(JSON.parse(text))
  }

  /** Why a test over so many processes failed. */
  const said = (what: unknown) =>
    JSON.stringify([what, log.lines.filter(({ level }) => level !== 'info')], (_, value: unknown) =>
      value instanceof Error ? value.stack : value,
    )

  test('the overview names the slow disk, draws what decided it, and tells which server it could not ask', async () => {
    const { cluster, verdict, headline, domains, charts } = await get('/api/overview?duration=1h', overviewSchema)
    const [cause] = demo.causes
    expect({ cluster, verdict }, said(domains)).toEqual({ cluster: 'demo', verdict: 'degraded' })
    expect(headline).toContain(cause?.members[0])
    expect(headline).toContain('Not looked at: gone')
    expect(domains.map(({ domain, fault }) => [domain, fault?.code])).toEqual([
      ['etcd', undefined],
      ['network', undefined],
      ['ovnk', undefined],
      ['gone', 'unreachable'],
    ])
    expect(domains[0]?.diagnosis?.causes[0]).toMatchObject({ id: cause?.id, members: cause?.members })
    const [decisive] = charts
    expect(decisive?.series.map(({ name }) => name)).toContain(cause?.members[0])
    expect(decisive?.limit?.source).toMatch(/^https:/)
    expect(decisive?.onset).toBeGreaterThan(0)
    const slow = decisive?.series.find(({ name }) => name === cause?.members[0])?.points.at(-1)?.[1] ?? 0
    expect(slow).toBeGreaterThan(decisive?.limit?.value ?? Number.POSITIVE_INFINITY)
    expect(new Set(charts.map(({ metric }) => metric)).size).toBe(charts.length)
  })

  test('an earlier window is looked at alike, and the metrics that were drawn are read over it', async () => {
    const { charts, domains } = await get('/api/overview?duration=15m', overviewSchema)
    const window = domains[0]?.diagnosis?.window
    if (window === undefined) throw new Error('etcd was looked at')
    const earlier = { start: window.start - 3600, end: window.end - 3600 }
    const iso = (time: number) => new Date(time * 1000).toISOString()
    const between = `start_time=${iso(earlier.start)}&end_time=${iso(earlier.end)}`
    const before = await get(`/api/overview?${between}`, overviewSchema)
    expect(before.domains[0]?.diagnosis?.window).toMatchObject({ end: expect.closeTo(earlier.end, -2) })
    const metrics = charts.map(({ metric }) => metric)
    const query = `cluster=demo&metrics=${metrics.join(',')},no_such_metric`
    const { metrics: read } = await get(
      `/api/points?${query}&start=${earlier.start}&end=${earlier.end}&step=${window.step}`,
      chartPointsSchema,
    )
    expect(read.map(({ metric }) => metric)).toEqual(metrics)
    const [first] = read
    expect(first?.series.map(({ name }) => name).sort()).toEqual(charts[0]?.series.map(({ name }) => name).sort())
    for (const [time] of first?.series[0]?.points ?? []) expect(time).toBeLessThanOrEqual(earlier.end)
  })

  test('points of no metric that is known, or of no window, are refused with what to do', async () => {
    const refused = (query: string) => failure(fetch(`${agent.url}/api/points?cluster=demo&${query}`))
    const window = 'start=1795973250&end=1795976850&step=30'
    expect(await refused(`metrics=no_such_metric&${window}`)).toMatchObject({ status: 400 })
    expect(await refused(`metrics=,&${window}`)).toMatchObject({ status: 400 })
    expect(await refused('metrics=a&start=9&end=8&step=1')).toMatchObject({ status: 400 })
    expect(await refused('metrics=a&start=0&end=1795976850&step=1')).toMatchObject({ status: 400 })
    expect(await refused('metrics=a&start=0&end=8&step=0')).toMatchObject({ status: 400 })
  })

  test('a domain that takes too long does not hide the others', async () => {
    const hasty = await serveAgent({ ...options(), domainMs: 1 })
    const answer = overviewSchema.parse(await (await fetch(`${hasty.url}/api/overview`)).json())
    await hasty.close()
    expect(answer.verdict).toBe('unknown')
    expect(answer.domains.map(({ fault }) => fault?.code)).toEqual(['timeout', 'timeout', 'timeout', 'unreachable'])
  })

  test('pages that open at the same moment have each server asked once', async () => {
    const asked: string[] = []
    const counted: Servers = {
      ...servers,
      call: (tool, args, more) => {
        asked.push(tool)
        return servers.call(tool, args, more)
      },
    }
    const own = await serveAgent({ ...options(), servers: counted })
    const open = async () => await (await fetch(`${own.url}/api/overview?duration=30m`)).text()
    const [first, second] = await Promise.all([open(), open()])
    await own.close()
    expect(second).toBe(first)
    expect(asked).toHaveLength(3)
  })

  test('the page is told the clusters, and questions that somebody can answer', async () => {
    const about = await get('/api/about', aboutSchema)
    expect(about).toMatchObject({ version: '1.2.3', clusters: [{ name: 'demo', simulated: true }] })
    expect(about.questions).toEqual([{ domain: 'etcd', text: 'Why is etcd slow?' }])
    const { servers: health } = await get('/api/mcp/health', serversHealthSchema)
    expect(health.map(({ name, state }) => [name, state])).toContainEqual(['gone', 'down'])
  })

  test('a tool that reads is called, with charts of what it tells of', async () => {
    const { tools } = await get('/api/tools', toolsSchema)
    expect(tools.find(({ name }) => name === 'get_server_health')?.servers).toEqual([
      'etcd',
      'network',
      'ovnk',
      'timeseries',
    ])
    const response = await send(`${agent.url}/api/tools/get_etcd_disk_wal_fsync`, { args: { duration: '30m' } })
    const { ok, text, charts } = callReplySchema.parse(await response.json())
    expect({ ok, text }).toEqual({ ok: true, text: expect.stringMatching(/^degraded: /) })
    expect(charts.length).toBeGreaterThan(0)
    expect(charts.length).toBeLessThanOrEqual(4)
    expect(charts[0]).toMatchObject({ metric: 'etcd_wal_fsync_p99', cluster: 'demo', limit: { verdict: 'degraded' } })
  })

  test('wrong arguments are an answer with a fault; a tool that writes and one that is not there are refused', async () => {
    const tool = `${agent.url}/api/tools`
    const wrong = await send(`${tool}/get_etcd_disk_wal_fsync`, { args: { durration: '1h' } })
    expect(callReplySchema.parse(await wrong.json())).toMatchObject({
      ok: false,
      fault: { message: expect.stringContaining('durration') },
    })
    const writes = await failure(send(`${tool}/generate_etcd_performance_report`, {}))
    expect(writes).toMatchObject({ status: 403, code: 'forbidden', hint: expect.stringContaining('--allow-tool') })
    const typo = await failure(send(`${tool}/get_etcd_disk_wal_fsnyc`, {}))
    expect(typo).toMatchObject({ status: 404, hint: expect.stringContaining('get_etcd_disk_wal_fsync') })
  })

  const untilDone = (id: string): Promise<ReportEntry> =>
    // Drawing can keep the agent, which shares this process, from a connection that is kept alive.
    vi.waitFor(
      async () => {
        const { reports } = await get('/api/reports', reportsSchema)
        const found = reports.find((entry) => entry.id === id)
        if (found === undefined || found.state === 'running') throw new Error(`The report is ${found?.progress}.`)
        return found
      },
      { timeout: 3 * patience, interval: 500 },
    )

  test('a report is made in the background, read in every format, and there after a restart', async () => {
    const begun = await send(`${agent.url}/api/reports`, { domain: 'etcd', range: { duration: '1h' } })
    const entry = reportEntrySchema.parse(await begun.json())
    expect(entry).toMatchObject({ domain: 'etcd', state: 'running' })
    const path = `/api/reports/${entry.id}`
    expect(await failure(fetch(`${agent.url}${path}`))).toMatchObject({ status: 409 })
    const done = await untilDone(entry.id)
    expect(done).toMatchObject({ state: 'done', cluster: 'demo', verdict: 'degraded', fault: null })
    await agent.close()
    agent = await serveAgent(options())
    const page = await fetch(`${agent.url}${path}`)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-scripts; default-src 'none'; script-src 'sha256-/,
    )
    const html = await page.text()
    // Its charts, drawn from the points.
    expect(html.match(/<svg/g)?.length ?? 0).toBeGreaterThan(20)
    expect(await (await fetch(`${agent.url}${path}?format=md`)).text()).toMatch(/^# /)
    const { causes } = await get(`${path}?format=json`, reportSchema)
    expect(causes[0]?.id).toBe(demo.causes[0]?.id)
    expect(await failure(fetch(`${agent.url}${path}?format=pdf`))).toMatchObject({ status: 400 })
  })

  // A walk, and every domain measured at once.
  const long = { timeout: 3 * patience }
  test('the report of the whole cluster tells what the walk found with all that was measured', long, async () => {
    const { domains } = await get('/api/about', aboutSchema)
    expect(domains.at(-1)).toEqual({ id: 'cluster', title: 'The whole cluster' })
    const begun = await send(`${agent.url}/api/reports`, { domain: 'cluster', range: { duration: '15m' } })
    const { id } = reportEntrySchema.parse(await begun.json())
    expect(await untilDone(id)).toMatchObject({
      state: 'done',
      fault: null,
      headline: expect.stringMatching(/^Stopped/),
    })
    const report = await get(`/api/reports/${id}?format=json`, reportSchema)
    expect(report.causes[0]?.id).toBe(demo.causes[0]?.id)
    const gone = { what: 'gone', why: expect.stringContaining('does not answer'), causes: [] }
    expect(report.unseen).toContainEqual(gone)
    const titled = new Set(report.sections.map(({ title }) => title.split(':')[0]))
    expect([...titled].sort()).toEqual(['etcd', 'network', 'ovnk'])
    // Every section was measured over one window.
    const windows = report.sections.map(({ panel: { window } }) => `${window.start} ${window.end}`)
    expect([...new Set(windows)]).toEqual([`${report.window.start} ${report.window.end}`])
    const html = await (await fetch(`${agent.url}/api/reports/${id}?format=html`)).text()
    expect(html.match(/<svg/g)?.length ?? 0).toBeGreaterThan(40)
  })

  test('a report that is being made when the server stops has failed, and says so', async () => {
    const own = { ...options(), data: join(folder, 'stopped') }
    const first = await serveAgent(own)
    const entry = reportEntrySchema.parse(await (await send(`${first.url}/api/reports`, { domain: 'network' })).json())
    await first.close()
    const second = await serveAgent(own)
    const { reports } = reportsSchema.parse(await (await fetch(`${second.url}/api/reports`)).json())
    expect(reports).toMatchObject([{ id: entry.id, state: 'failed', fault: { hint: 'Make it again.' } }])
    expect(await failure(fetch(`${second.url}/api/reports/${entry.id}`))).toMatchObject({ status: 409 })
    await second.close()
  })

  test('what was recorded is listed and drawn, with what was found of it', async () => {
    await send(`${agent.url}/api/tools/get_etcd_bottleneck_analysis`, {})
    const { metrics } = await get('/api/history/metrics', historyMetricsSchema)
    const recorded = metrics.find(({ metric }) => metric === 'etcd_wal_fsync_p99')
    expect(recorded).toMatchObject({ cluster: 'demo', title: expect.stringContaining('fsync') })
    expect(recorded?.samples).toBeGreaterThan(100)
    const end = Date.now() / 1000
    const path = `/api/history/series?cluster=demo&metric=etcd_wal_fsync_p99&start=${end - 7200}&end=${end}`
    const { chart, findings } = await get(path, historySeriesSchema)
    expect(chart).toMatchObject({ unit: 'seconds', limit: { source: expect.stringMatching(/^https:/) } })
    expect(chart.series.map(({ name }) => name).sort()).toEqual([
      'etcd-sim-master-0',
      'etcd-sim-master-1',
      'etcd-sim-master-2',
    ])
    for (const { points } of chart.series) {
      expect(points.length).toBeGreaterThan(20)
      expect(points.map(([at]) => at)).toEqual(points.map(([at]) => at).sort((a, b) => a - b))
    }
    expect(findings.map(({ cause }) => cause)).toContain('slow-disk')
  })

  test('names that try to leave the question they are put into find nothing and break nothing', async () => {
    for (const metric of ["x' OR '1'='1", "x'); DROP TABLE runs; --", '%', '"']) {
      const path = `/api/history/series?cluster=demo&metric=${encodeURIComponent(metric)}`
      expect(await failure(fetch(`${agent.url}${path}`))).toMatchObject({ status: 404, code: 'not_found' })
    }
    const turned = await failure(fetch(`${agent.url}/api/history/series?cluster=demo&metric=x&start=2&end=1`))
    expect(turned).toMatchObject({ status: 400 })
  })
})
