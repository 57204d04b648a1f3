import { join } from 'node:path'
import type { Answerer, Reporter, Servers } from '@ocp-perf/agents'
import { createDrawCharts } from '@ocp-perf/agents/charts'
import { type Authenticate, createMetrics, type Listening, type Log, listen } from '@ocp-perf/http'
import { aboutOperation, type SuggestedQuestions } from './api/about.ts'
import { chatOperations } from './api/chat.ts'
import { historyOperations } from './api/history.ts'
import { openApi } from './api/openapi.ts'
import type { Operation } from './api/operation.ts'
import { overviewOperation } from './api/overview.ts'
import { pointsOperation } from './api/points.ts'
import { reportOperations } from './api/reports.ts'
import { threadOperations } from './api/threads.ts'
import { toolOperations } from './api/tools.ts'
import { pageRoutes } from './page/page-routes.ts'
import { createReports } from './reports/reports.ts'
import { createRuns, defaultRunLimits, type RunLimits } from './runs/runs.ts'
import { openThreads } from './threads/thread-store.ts'

export interface AgentOptions {
  servers: Servers
  answerer: Answerer
  reporter: Reporter
  version: string
  /** Folder of the threads and the reports. */
  data: string
  /** Folder of the built page. */
  web: string
  /** Default 127.0.0.1. Anything but this machine's own addresses needs `authenticate`. */
  host?: string | undefined
  /** 0 takes a free one. */
  port: number
  nextPort?: boolean | undefined
  authenticate?: Authenticate | undefined
  allowedHosts?: readonly string[] | undefined
  /** What the page suggests to ask. */
  domains?: readonly SuggestedQuestions[] | undefined
  /** Names of clusters that are simulated, which the page says. */
  simulated?: readonly string[] | undefined
  /** Tools that may be called from outside though they change something. */
  allowedTools?: readonly string[] | undefined
  limits?: Partial<RunLimits> | undefined
  /** How often a silent event stream shows that it is alive. */
  heartbeatMs?: number | undefined
  /** How long a domain may take in the overview. */
  domainMs?: number | undefined
  log: Log
}

// Proxies close what is silent for a minute, some for half of one.
const usualHeartbeatMs = 15_000
// A whole answer is waited for as long as a run may take, and until it is stored.
const beyondRunMs = 15_000
const title = 'OCP Performance Analyzer agent'

const now = () => Date.now() / 1000

/** Serves the agent's API, and the page over it. Throws what `listen` of the http package throws. */
export async function serveAgent(options: AgentOptions): Promise<Listening> {
  const { servers, answerer, reporter, version, data, log, authenticate } = options
  const limits: RunLimits = { ...defaultRunLimits, ...options.limits }
  const metrics = await createMetrics()
  const record = metrics.timed('agent_runs', 'Questions answered.', ['outcome'])
  const threads = openThreads(join(data, 'threads'), { log, now })
  const runs = createRuns({ answerer, threads, limits, log, record })
  const reports = createReports({ servers, reporter, folder: join(data, 'reports'), now, log })
  const draw = createDrawCharts(servers, log)
  const operations: Operation[] = [
    ...chatOperations(runs, { heartbeatMs: options.heartbeatMs ?? usualHeartbeatMs }),
    ...threadOperations(threads, runs),
    ...toolOperations({ servers, draw, allowedTools: options.allowedTools ?? [] }),
    aboutOperation({
      servers,
      version,
      model: answerer.model,
      domains: options.domains ?? [],
      simulated: options.simulated ?? [],
    }),
    overviewOperation({ servers, draw, log, domainMs: options.domainMs }),
    pointsOperation({ servers, log }),
    ...reportOperations(reports),
    ...historyOperations({ servers, now }),
  ]
  let description: object | undefined
  const describe = () => {
    description ??= openApi(operations, { title, version, asksForTokens: authenticate !== undefined })
    return description
  }
  return listen({
    name: 'agent',
    version,
    host: options.host,
    port: options.port,
    nextPort: options.nextPort,
    authenticate,
    allowedHosts: options.allowedHosts,
    limits: { requestMs: limits.runMs + beyondRunMs },
    metrics,
    // Threads, reports and the page are there without any server, so one that is down is told and takes nothing away.
    health: async () => ({ live: true, ready: true, dependencies: servers.health().map(dependencyOf) }),
    routes(router) {
      for (const { method, path, handle } of operations) router.on(method, path.replace(/\{(\w+)\}/g, ':$1'), handle)
      router.get('/openapi.json', (context) => context.json(describe()))
      pageRoutes(options.web)(router)
    },
    async drain() {
      await Promise.all([runs.close(), reports.close()])
    },
    log,
  })
}

function dependencyOf({ name, state, fault }: ReturnType<Servers['health']>[number]) {
  return { name, ready: state === 'up', detail: fault?.message ?? state }
}
