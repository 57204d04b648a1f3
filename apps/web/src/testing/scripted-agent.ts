import { serveStatic } from '@hono/node-server/serve-static'
import { callRequestSchema, chatRequestSchema, type ServerHealth } from '@ocp-perf/agents/contract'
import { type Context, Hono } from 'hono'
import { known, sample } from './sample.ts'
import { overviewOver, pointsOf } from './scripted-glance.ts'
import { scriptedReports } from './scripted-reports.ts'
import { scriptedThreads } from './scripted-threads.ts'

/** What the page must live with: nothing inline, nothing from elsewhere. */
const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export interface ScriptedAgentOptions {
  /** Folder of the built page. */
  page: string
  /** How slowly it speaks: 1 as a model does, 0 all at once. */
  pace: number
}

/** The agent's HTTP API over recorded answers: equipment to work on the page with and to test it by. */
export function scriptedAgent({ page, pace }: ScriptedAgentOptions): Hono {
  const threads = scriptedThreads(pace)
  const app = new Hono()
  app.post('/chat/stream', async (context) => {
    const run = threads.ask(chatRequestSchema.parse(await context.req.json()))
    return stream(context, run.read(0, true))
  })
  app.get('/chat/runs/:run/events', (context) => {
    const run = threads.run(context.req.param('run'))
    const after = Number(context.req.header('last-event-id') ?? context.req.query('after') ?? 0)
    return run === undefined ? context.json(noRun, 404) : stream(context, run.read(after, false))
  })
  app.post('/chat/runs/:run/cancel', (context) => {
    threads.run(context.req.param('run'))?.cancel()
    return context.json({})
  })
  app.route('/api/threads', threads.routes)
  app.route('/api/reports', scriptedReports(pace))
  app.get('/api/about', (context) => context.json(about))
  app.get('/api/mcp/health', (context) => context.json({ servers: servers() }))
  app.get('/api/tools', (context) => context.json({ tools: sample.tools }))
  app.post('/api/tools/:name', async (context) => {
    const { args } = callRequestSchema.parse(await context.req.json())
    return context.json(callTool(context.req.param('name'), args))
  })
  app.get('/api/overview', (context) =>
    context.json(overviewOver(context.req.query('start_time'), context.req.query('end_time'))),
  )
  app.get('/api/points', (context) => context.json(pointsOf(context.req.query())))
  app.get('/api/history/metrics', (context) => context.json({ metrics: recorded }))
  app.get('/api/history/series', (context) => context.json(seriesOf(context.req.query('metric') ?? '')))
  app.use('/*', async (context, next) => {
    await next()
    context.header('content-security-policy', securityPolicy)
    context.header('x-content-type-options', 'nosniff')
  })
  app.use('/*', serveStatic({ root: page }))
  return app
}

function stream(context: Context, body: ReadableStream<Uint8Array>): Response {
  return context.body(body, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
}

const noRun = { code: 'not_found', message: 'That answer is not kept any more.', hint: 'Ask again.' }

const about = {
  version: '0.1.0',
  model: 'scripted-model',
  clusters: [
    { name: 'demo', simulated: true },
    { name: 'production-eu', simulated: false },
  ],
  domains: [
    { id: 'etcd', title: 'etcd' },
    { id: 'network', title: 'Node network' },
    { id: 'ovnk', title: 'OVN-Kubernetes' },
  ],
  questions: [
    { domain: 'etcd', text: 'Why is the cluster slow?' },
    { domain: 'network', text: 'Show WAL fsync of all members' },
    { domain: 'ovnk', text: 'Walk through the levels of the cluster' },
  ],
}

function servers(): ServerHealth[] {
  const since = Date.now() / 1000 - 8000
  const up = { state: 'up', since, version: '0.1.0', fault: null } as const
  return [
    { name: 'etcd', title: 'etcd', url: 'http://127.0.0.1:8001/mcp', tools: 20, ...up },
    { name: 'network', title: 'Node network', url: 'http://127.0.0.1:8002/mcp', tools: 23, ...up },
    {
      name: 'ovnk',
      title: 'OVN-Kubernetes',
      url: 'http://127.0.0.1:8003/mcp',
      tools: 0,
      state: 'down',
      since: since + 7500,
      version: null,
      fault: { code: 'unreachable', message: 'It refuses the connection.', hint: 'Start it: ocp-perf serve ovnk.' },
    },
  ]
}

function callTool(name: string, args: Record<string, unknown>) {
  const reply = { ok: true, ms: 214, server: 'etcd' }
  const panel = sample.panels[name]
  if (panel !== undefined) return { ...reply, ...panel, charts: [known(sample.charts, 'etcd_wal_fsync_p99')] }
  if (name.includes('cluster_bottleneck')) return { ...reply, ...sample.levels, charts: [] }
  if (name.includes('bottleneck')) {
    return { ...reply, ...known(sample.diagnoses, 'etcd'), charts: [known(sample.charts, 'etcd_wal_fsync_p99')] }
  }
  const fault = { code: 'invalid_input', message: `Cannot use ${JSON.stringify(args)}.`, hint: 'Give a metric.' }
  return { ...reply, ok: false, text: fault.message, charts: [], fault }
}

const recorded = Object.values(sample.charts).map(({ cluster, metric, title, series }) => ({
  cluster,
  metric,
  title,
  samples: series.reduce((sum, { points }) => sum + points.length, 0),
}))

function seriesOf(metric: string) {
  const chart = known(sample.charts, metric)
  const { causes } = known(sample.diagnoses, 'etcd').data
  const findings = causes.flatMap(({ id, severity, onset, summary }) =>
    onset === null ? [] : [{ at: onset, severity, cause: id, summary }],
  )
  return { chart: { ...chart, onset: null }, findings }
}
