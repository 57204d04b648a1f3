import type { History } from '@ocp-perf/storage'
import type { Servers } from '../servers.ts'
import { createLedger, type Ledger } from './ledger.ts'
import type { Standing } from './look.ts'
import type { Round } from './round.ts'

export interface CollectorOptions {
  servers: Servers
  /** Where runs are recorded, and what was recorded before is found. */
  history: Pick<History, 'runs' | 'record'>
  /** Ids of the domains; all that the servers offer where nothing is said. */
  domains?: readonly string[] | undefined
  /** The servers' current one where nothing is said. */
  cluster?: string | undefined
  /** Seconds between rounds, whole minutes. */
  every: number
  /** How far back what is missing is filled in, seconds. */
  backfill: number
  /** Whether there is no next round, in which something could be asked for again. */
  once?: boolean | undefined
  /** Unix seconds. */
  now?: (() => number) | undefined
}

/** Asks servers over MCP for what is missing in a history, and records it. One thing at a time. */
export interface Collector {
  /** Asks each domain for the time since what was recorded of it last. */
  round(signal: AbortSignal): Promise<Round>
  /** Fills in one older window of a domain that answered in the last round; undefined where there is none. */
  fill(signal: AbortSignal): Promise<Round | undefined>
  /** When what was recorded last of each domain ends, unix seconds. */
  newest: Ledger['newest']
}

/** Two for each domain; the library's own limit would end a round of many. */
const mostSteps = 1000

export function createCollector(options: CollectorOptions): Collector {
  const { servers, history, domains, cluster, every, backfill, once = false, now = () => Date.now() / 1000 } = options
  const ledger = createLedger(history)
  const setting = { servers, history, ledger, domains, cluster, every, backfill, once, now }
  // Loaded with the first round: a command that is refused has no use for it, and it takes half a second.
  const load = async () => (await import('./graph.ts')).buildGraph(setting)
  let graph: ReturnType<typeof load> | undefined
  let standings: readonly Standing[] = []

  const run = async (kind: Round['kind'], signal: AbortSignal): Promise<Round> => {
    signal.throwIfAborted()
    const startedAt = now()
    // A signal of the round's own: what listens to it goes with the round, and the command's lives for months.
    const own = new AbortController()
    const onAbort = () => own.abort(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    graph ??= load()
    try {
      const state = await (await graph).invoke(
        { kind, signal: own.signal, standings },
        { signal: own.signal, recursionLimit: mostSteps },
      )
      const failed = new Set(state.outcomes.filter((each) => each.state === 'failed').map(({ domain }) => domain))
      // What has just failed waits for the next round.
      standings = (state.standings ?? []).filter(({ domain }) => !failed.has(domain.id))
      return { kind, startedAt, seconds: now() - startedAt, outcomes: state.outcomes, left: state.left ?? 0 }
    } catch (error) {
      // The graph wraps an abort in an error of its own.
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }
  return {
    round: async (signal) => await run('round', signal),
    fill: async (signal) => {
      const filled = await run('backfill', signal)
      return filled.outcomes.length === 0 ? undefined : filled
    },
    newest: ledger.newest,
  }
}
