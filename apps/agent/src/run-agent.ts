import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type Answerer,
  createReporter,
  loadVocabulary,
  type ModelOptions,
  type ServerEntry,
  type Servers,
  type Vocabulary,
} from '@ocp-perf/agents'
// The whole of that package takes half a second, and the agent asks no Prometheus.
import { readDotEnv } from '@ocp-perf/analyzer/read-dot-env'
import { AppError, reportError } from '@ocp-perf/errors'
import { authenticatorFor, createLogger, type Log, stopOnSignals } from '@ocp-perf/http'
import { locateConfig } from '@ocp-perf/metrics'
import { z } from 'zod'
import { readAgentConfig } from './agent-config.ts'
import { describeFlags, readSettings, type Settings } from './command-line.ts'
import type { PlaceLimits } from './runs/places.ts'
import { serveAgent } from './serve-agent.ts'

/** What the agent is made of, beside what serves it. */
export interface AgentParts {
  /** Connects the servers; those that are down are tried again. */
  connect(entries: readonly ServerEntry[], log: Log): Servers
  /** Who answers questions over them: with a model where one is configured. */
  answerer(servers: Servers, options: AnswererOptions): Answerer
}

interface AnswererOptions {
  vocabulary: Vocabulary
  model: ModelOptions | undefined
  log: Log
}

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

/** The build of the page lies beside this app, both from the sources and from the build. */
const ownWeb = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/**
 * The command line of the agent: reads flags, environment, `.env` and `agent.yml`, and serves until the process ends. What
 * cannot be used ends the process with code 1 after a sentence on standard error.
 */
export async function runAgent(parts: AgentParts, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    readDotEnv()
    const settings = readSettings(args, process.env)
    if (settings.help) process.stdout.write(describeFlags())
    else if (settings.version) process.stdout.write(`${version}\n`)
    else await serve(parts, settings)
  } catch (error) {
    // The one place where a start ends: what is wrong is said to the operator, and nothing was served yet.
    if (!(error instanceof AppError)) throw error
    const { message, hint } = reportError(error)
    process.stderr.write(`agent: ${message}\n${hint ? `${hint}\n` : ''}`)
    process.exitCode = 1
  }
}

async function serve(parts: AgentParts, settings: Settings): Promise<void> {
  const log = createLogger({ name: 'agent', level: settings['log-level'] })
  const env = settings.config === undefined ? process.env : { ...process.env, OCP_PERF_CONFIG: settings.config }
  const configDir = locateConfig(env, import.meta.url)
  const config = await readAgentConfig(configDir)
  const vocabulary = loadVocabulary(configDir)
  const servers = parts.connect(settings.server ?? config.servers, log)
  const close = async () => await servers.close()
  try {
    const answerer = parts.answerer(servers, { vocabulary, model: settings.chat, log })
    log.info({ model: answerer.model ?? 'none' }, answererWords(answerer))
    const listening = await serveAgent({
      servers,
      answerer,
      reporter: createReporter({ servers, model: settings.chat }),
      version,
      data: settings.data,
      web: settings.web ?? ownWeb,
      host: settings.host,
      port: settings.port,
      nextPort: settings['next-port'],
      allowedHosts: settings['allowed-host'],
      authenticate: await authenticatorFor(settings),
      domains: vocabulary.domains,
      simulated: settings.simulated,
      allowedTools: settings['allow-tool'],
      limits: limitsOf(settings),
      log,
    })
    const stopPreparing = prepareLater(answerer, log)
    stopOnSignals(async () => {
      stopPreparing()
      await listening.close()
      await close()
    }, log)
  } catch (error) {
    // A start that fails leaves no connection behind, which would keep the process alive.
    await close()
    throw error
  }
}

// Whoever opens the page first is served before.
const prepareAfterMs = 1000

/** Gets the answerer ready for its first question while nobody waits; gives what gives that up. */
function prepareLater(answerer: Answerer, log: Log): () => void {
  const stopped = new AbortController()
  const prepare = async () => {
    try {
      await answerer.prepare?.(stopped.signal)
    } catch (error) {
      // The first question does the same again, and says what is wrong.
      log.debug({ err: error }, 'The answerer could not be prepared')
    }
  }
  const timer = setTimeout(() => void prepare(), prepareAfterMs).unref()
  return () => {
    clearTimeout(timer)
    stopped.abort()
  }
}

function limitsOf({ runs, 'runs-per-client': ofClient }: Settings): Partial<PlaceLimits> {
  return {
    ...(runs === undefined ? {} : { overall: runs }),
    ...(ofClient === undefined ? {} : { perClient: ofClient }),
  }
}

function answererWords({ model }: Answerer): string {
  return model === null
    ? 'Questions are answered without a model: OPENAI_API_KEY is not set'
    : 'A model answers questions'
}
