import { AppError, isAbort, reportError } from '@ocp-perf/errors'
import {
  authenticatorFor,
  type CheckHealth,
  createLogger,
  createMetrics,
  isLoopback,
  type Log,
  stopOnSignals,
} from '@ocp-perf/http'
import { type AnyTool, type Prompt, type ServerDefinition, serveHttp, serveStdio } from '@ocp-perf/mcp-kit'
import { describeFlags, readSettings, retentionOf, type Settings } from './command-line.ts'
import type { AnalyzerContext } from './context.ts'
import type { OpenContext } from './create-context.ts'
import { defineAnalyzer } from './define-analyzer.ts'
import { historyFile } from './history/history-file.ts'
import { lookAfter } from './history/look-after.ts'
import { inspectorCommand } from './inspector.ts'
import { pathGiven } from './open/find-clusters.ts'
import { openContext } from './open/open-context.ts'
import { readDotEnv } from './read-dot-env.ts'
import { reviewTokens } from './review-tokens.ts'
import { settle } from './settle.ts'
import { startLimit } from './start-limit.ts'

/** What one domain's server is, apart from what all of them share. */
export interface Analyzer {
  /** The program and the MCP server: `etcd-analyzer`. */
  name: string
  title: string
  version: string
  port: number
  /** How a model should use the server, in a few sentences. */
  instructions: string
  tools: readonly AnyTool<AnalyzerContext>[]
  prompts?: readonly Prompt<AnalyzerContext>[] | undefined
  /** The URL of the module that defines it; the configuration is looked for upward of it. */
  home: string
}

// After the client's first questions, which need no catalog, and before a person has asked anything.
const warmUpMs = 250

// A client that rests longer has usually gone without saying so.
const sessionSeconds = 1800

const startCheckMs = 20_000

// Less than a tool call may take, so that the caller reads why it has to wait.
const patienceMs = 45_000

/**
 * The command line of a server: reads flags, environment and `.env`, and serves until the client or the process ends.
 * A command line or configuration that cannot be used ends the process with code 1 after a sentence on standard error.
 */
export async function runAnalyzer(analyzer: Analyzer, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    readDotEnv()
    const settings = readSettings(args, process.env)
    const answer = printed(analyzer, settings)
    if (answer === undefined) await serve(analyzer, settings)
    else process.stdout.write(answer)
  } catch (error) {
    // The one place where a start ends: what is wrong is said to the operator, and nothing was served yet.
    complain(analyzer.name, error)
  }
}

function complain(program: string, error: unknown): void {
  if (!(error instanceof AppError)) throw error
  const { message, hint } = reportError(error)
  process.stderr.write(`${program}: ${message}\n${hint ? `${hint}\n` : ''}`)
  process.exitCode = 1
}

function printed({ name, title, version, port }: Analyzer, settings: Settings): string | undefined {
  if (settings.help) return describeFlags(name, title, port)
  if (settings.version) return `${version}\n`
  if (settings.inspect) return `${inspectorCommand(process.argv[1] ?? name)}\n`
  return undefined
}

async function serve(analyzer: Analyzer, settings: Settings): Promise<void> {
  const log = createLogger({ name: analyzer.name, level: settings['log-level'] })
  const metrics = settings.stdio ? undefined : await createMetrics()
  const record = metrics?.timed('upstream_queries', 'Queries sent to Prometheus.', ['kind', 'outcome'])
  const { config, cluster, from, 'prometheus-url': prometheusUrl } = settings
  const choice = { config, cluster, from, prometheusUrl }
  const context = await openContext({
    choice,
    server: analyzer,
    home: analyzer.home,
    log,
    record,
    patienceMs,
    db: historyFile(settings, process.env),
    reports: settings.reports && pathGiven(settings.reports, process.env),
  })
  const close = closing(context, settings, log)
  const definition = await defineAnalyzer(analyzer, context)
  if (settings.stdio) {
    await serveOne(definition, context, { log, close })
    return
  }
  readCatalog(context, log)
  const listening = await serveHttp(definition, {
    host: settings.host,
    port: settings.port ?? analyzer.port,
    nextPort: settings['next-port'],
    allowedHosts: settings['allowed-host'],
    authenticate: await authenticator(analyzer, settings, context),
    sessions: settings.sessions === undefined ? undefined : { max: settings.sessions, ttlSeconds: sessionSeconds },
    health: checkHealth(context),
    metrics,
    log,
  })
  let isStopped = false
  stopOnSignals(async () => {
    isStopped = true
    await listening.close()
    await close()
  }, log)
  if (settings['no-check']) return
  try {
    await sayWhatIsAmiss(context, log)
  } catch (error) {
    // What was still being connected when the server was stopped has ended with it.
    if (!(isStopped && isAbort(error))) throw error
  }
}

/** Looks after the history for as long as the context is open. */
function closing(context: OpenContext, settings: Settings, log: Log): () => Promise<void> {
  const endLooking = lookAfter({
    history: () => context.history,
    policy: retentionOf(settings),
    onBug: (error) => log.error({ err: error }, 'The history was not looked after because of a bug'),
  })
  return async () => {
    await endLooking()
    await context.close()
  }
}

/** Tells the operator at the start what the first caller would else find out. */
async function sayWhatIsAmiss(context: OpenContext, log: Log, names = context.clusterNames): Promise<void> {
  await Promise.all(
    names.map(async (cluster) => {
      // A dump is as long as it is; the time that its reading may take is the context's affair.
      const isFile = context.clusterConfig(cluster).file !== undefined
      const { error } = await settle(look(context, cluster, isFile ? undefined : startLimit(cluster, startCheckMs)))
      if (error) log.warn({ event: 'not-ready', cluster, code: error.code, hint: error.hint }, error.message)
    }),
  )
}

/** Connects a cluster. Of several dumps only the current one is read, for each takes its part of the memory. */
async function look(context: AnalyzerContext, name: string, signal: AbortSignal | undefined): Promise<void> {
  const isSpare = context.clusterConfig(name).file !== undefined && name !== context.clusterNames[0]
  await (isSpare ? context.connection(name, signal) : context.cluster(name, signal))
}

/** Serves the client that started this process. The catalog is read once the first answer is on its way. */
async function serveOne(
  definition: ServerDefinition<AnalyzerContext>,
  context: OpenContext,
  { log, close }: { log: Log; close: () => Promise<void> },
): Promise<void> {
  const removeHandlers = stopOnSignals(close, log)
  const warmUp = setTimeout(() => {
    try {
      readCatalog(context, log)
      readDump(context, log)
    } catch (error) {
      // Without a catalog no tool can answer, so the client is told by the end of the process.
      complain(definition.name, error)
      process.exit()
    }
  }, warmUpMs)
  try {
    await serveStdio(definition, { log })
  } finally {
    clearTimeout(warmUp)
    removeHandlers()
    await close()
  }
}

/** Begins to read the current cluster's dump, where it is one, so that the first call waits less. */
function readDump(context: OpenContext, log: Log): void {
  const [current] = context.clusterNames
  if (current === undefined || context.clusterConfig(current).file === undefined) return
  sayWhatIsAmiss(context, log, [current]).catch((error: unknown) => log.error({ err: error }, 'The dump was not read'))
}

/** Reads the catalog now, so that one with a fault ends the start and not the first call. */
function readCatalog({ catalog }: AnalyzerContext, log: Log): void {
  log.debug({ event: 'catalog', groups: catalog.groups.size }, 'The catalog is read')
}

async function authenticator(analyzer: Analyzer, settings: Settings, context: OpenContext) {
  const chosen = await authenticatorFor(settings)
  if (chosen !== undefined) return chosen
  if (settings.host === undefined || isLoopback(settings.host)) return undefined
  return await reviewTokens(context, analyzer.name)
}

/** Ready as soon as one cluster answers: a server for several must not fall silent because of one. */
function checkHealth(context: AnalyzerContext): CheckHealth {
  return async (signal) => {
    const dependencies = await Promise.all(
      context.clusterNames.map(async (name) => {
        try {
          await look(context, name, signal)
          const { via, foundBy } = await context.connection(name, signal)
          if (via === 'file') return { name, ready: true, detail: 'a recording' }
          const { source } = await context.cluster(name, signal)
          await source.buildInfo({ signal })
          return { name, ready: true, detail: foundBy }
        } catch (error) {
          // The route is open, so it says which kind of failure it was and no address.
          return { name, ready: false, detail: error instanceof AppError ? error.code : 'failed' }
        }
      }),
    )
    return { live: true, ready: dependencies.some(({ ready }) => ready), dependencies }
  }
}
