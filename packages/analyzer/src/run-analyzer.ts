import { AppError, isAbort, reportError } from '@ocp-perf/errors'
import { authenticatorFor, createLogger, createMetrics, isLoopback, type Log, stopOnSignals } from '@ocp-perf/http'
import { type ServerDefinition, serveHttp, serveStdio } from '@ocp-perf/mcp-kit'
import { describeFlags, readSettings, retentionOf, type Settings } from './command-line.ts'
import type { AnalyzerContext } from './context.ts'
import type { OpenContext } from './create-context.ts'
import { type Definable, defineAnalyzer, defineServer } from './define-analyzer.ts'
import { historyFile } from './history/history-file.ts'
import { lookAfter } from './history/look-after.ts'
import { inspectorCommand } from './inspector.ts'
import { checkHealth, type Dependency, type Look, lookAtPlatform, lookAtSource } from './look-at-cluster.ts'
import { pathGiven } from './open/find-clusters.ts'
import { configFolder, openContext } from './open/open-context.ts'
import { readDotEnv } from './read-dot-env.ts'
import { reviewTokens } from './review-tokens.ts'
import { settle } from './settle.ts'
import { startLimit } from './start-limit.ts'

/** What one domain's server is, apart from what all of them share. */
export interface Analyzer extends Program, Omit<Definable<AnalyzerContext>, 'resources'> {}

/** A server over clusters whose tools are given more than those. It has its own tools and resources alone. */
export interface ExtendedAnalyzer<Context extends AnalyzerContext> extends Program, Definable<Context> {
  /** A file of the configuration that names further sources of PromQL, which need be no cluster. */
  plainSources?: string | undefined
  /** Adds to the clusters what its tools are given beside them; closing it closes the clusters too. */
  extend(context: OpenContext, extension: Extension): Promise<Context & OpenContext>
  /** What else it depends on, for its health. */
  dependencies?(context: Context, signal: AbortSignal): Promise<Dependency[]>
}

interface Program {
  /** The program and the MCP server: `etcd-analyzer`. */
  name: string
  title: string
  version: string
  port: number
  /** The URL of the module that defines it; the configuration is looked for upward of it. */
  home: string
}

/** What a server may need to open what is its own. */
export interface Extension {
  configDir: string
  env: NodeJS.ProcessEnv
  log: Log
}

/** A server that is ready to listen. */
interface Made<Context> {
  context: OpenContext
  definition: ServerDefinition<Context>
  dependencies(signal: AbortSignal): Promise<Dependency[]>
}

interface Makes<Context> extends Program {
  plainSources?: string | undefined
  /** Whether a cluster is of use only where the catalog knows its platform. */
  needsPlatform: boolean
  make(context: OpenContext, extension: Extension): Promise<Made<Context>>
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
  const make = async (context: OpenContext) => ({
    context,
    definition: await defineAnalyzer(analyzer, context),
    dependencies: async () => [],
  })
  await run({ ...analyzer, needsPlatform: true, make }, args)
}

/** The same for a server whose tools are given more than clusters. */
export async function runExtended<Context extends AnalyzerContext>(
  analyzer: ExtendedAnalyzer<Context>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const make = async (clusters: OpenContext, extension: Extension) => {
    const context = await analyzer.extend(clusters, extension)
    return {
      context,
      definition: defineServer<Context>(analyzer, context),
      dependencies: async (signal: AbortSignal) => (await analyzer.dependencies?.(context, signal)) ?? [],
    }
  }
  await run({ ...analyzer, needsPlatform: false, make }, args)
}

async function run<Context>(program: Makes<Context>, args: readonly string[]): Promise<void> {
  try {
    readDotEnv()
    const settings = readSettings(args, process.env)
    const answer = printed(program, settings)
    if (answer === undefined) await serve(program, settings)
    else process.stdout.write(answer)
  } catch (error) {
    // The one place where a start ends: what is wrong is said to the operator, and nothing was served yet.
    complain(program.name, error)
  }
}

function complain(program: string, error: unknown): void {
  if (!(error instanceof AppError)) throw error
  const { message, hint } = reportError(error)
  process.stderr.write(`${program}: ${message}\n${hint ? `${hint}\n` : ''}`)
  process.exitCode = 1
}

function printed({ name, title, version, port }: Program, settings: Settings): string | undefined {
  if (settings.help) return describeFlags(name, title, port)
  if (settings.version) return `${version}\n`
  if (settings.inspect) return `${inspectorCommand(process.argv[1] ?? name)}\n`
  return undefined
}

async function serve<Context>(program: Makes<Context>, settings: Settings): Promise<void> {
  const { name, home, plainSources } = program
  const log = createLogger({ name, level: settings['log-level'] })
  const metrics = settings.stdio ? undefined : await createMetrics()
  const record = metrics?.timed('upstream_queries', 'Queries sent to Prometheus.', ['kind', 'outcome'])
  const { config, cluster, from, 'prometheus-url': prometheusUrl } = settings
  const choice = { config, cluster, from, prometheusUrl }
  const clusters = await openContext({
    choice,
    server: program,
    home,
    log,
    record,
    patienceMs,
    plainSources,
    db: historyFile(settings, process.env),
    reports: settings.reports && pathGiven(settings.reports, process.env),
  })
  const { env } = process
  const { context, definition, dependencies } = await program.make(clusters, {
    configDir: configFolder(choice, home, env),
    env,
    log,
  })
  const close = closing(context, settings, log)
  const look = program.needsPlatform ? lookAtPlatform : lookAtSource
  if (settings.stdio) {
    await serveOne(definition, context, { look, log, close })
    return
  }
  readCatalog(context, log)
  const listening = await serveHttp(definition, {
    host: settings.host,
    port: settings.port ?? program.port,
    nextPort: settings['next-port'],
    allowedHosts: settings['allowed-host'],
    authenticate: await authenticator(program, settings, context),
    sessions: settings.sessions === undefined ? undefined : { max: settings.sessions, ttlSeconds: sessionSeconds },
    health: checkHealth(context, look, dependencies),
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
    await sayWhatIsAmiss(context, look, log)
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
async function sayWhatIsAmiss(context: OpenContext, look: Look, log: Log, names = context.clusterNames): Promise<void> {
  await Promise.all(
    names.map(async (cluster) => {
      // A dump is as long as it is; the time that its reading may take is the context's affair.
      const isFile = context.clusterConfig(cluster).file !== undefined
      const { error } = await settle(look(context, cluster, isFile ? undefined : startLimit(cluster, startCheckMs)))
      if (error) log.warn({ event: 'not-ready', cluster, code: error.code, hint: error.hint }, error.message)
    }),
  )
}

/** Serves the client that started this process. The catalog is read once the first answer is on its way. */
async function serveOne<Context>(
  definition: ServerDefinition<Context>,
  context: OpenContext,
  { look, log, close }: { look: Look; log: Log; close: () => Promise<void> },
): Promise<void> {
  const removeHandlers = stopOnSignals(close, log)
  const warmUp = setTimeout(() => {
    try {
      readCatalog(context, log)
      readDump(context, look, log)
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
function readDump(context: OpenContext, look: Look, log: Log): void {
  const [current] = context.clusterNames
  if (current === undefined || context.clusterConfig(current).file === undefined) return
  sayWhatIsAmiss(context, look, log, [current]).catch((error: unknown) =>
    log.error({ err: error }, 'The dump was not read'),
  )
}

/** Reads the catalog now, so that one with a fault ends the start and not the first call. */
function readCatalog({ catalog }: AnalyzerContext, log: Log): void {
  log.debug({ event: 'catalog', groups: catalog.groups.size }, 'The catalog is read')
}

async function authenticator({ name }: Program, settings: Settings, context: OpenContext) {
  const chosen = await authenticatorFor(settings)
  if (chosen !== undefined) return chosen
  if (settings.host === undefined || isLoopback(settings.host)) return undefined
  return await reviewTokens(context, name)
}
