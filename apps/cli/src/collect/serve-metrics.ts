import type { Collector, Round } from '@ocp-perf/agents'
import { createMetrics, type Health, type Listening, type Log, listen } from '@ocp-perf/http'
import type { History } from '@ocp-perf/storage'
import { version } from '../version.ts'

export interface ServedMetrics {
  /** Counts a round, or a window that was filled in. */
  count(round: Round): void
  url: string
  close(): Promise<void>
}

export interface MetricsOptions {
  port: number
  collector: Pick<Collector, 'newest'>
  history: Pick<History, 'status'>
  log: Log
}

const prefix = 'ocp_perf_collect'

/** `/metrics` and `/health` of a collector, for this machine alone. */
export async function serveMetrics({ port, collector, history, log }: MetricsOptions): Promise<ServedMetrics> {
  const metrics = await createMetrics()
  const rounds = metrics.timed(`${prefix}_rounds`, 'Rounds, and older windows filled in.', ['kind', 'outcome'])
  const failures = metrics.counted(`${prefix}_failures`, 'Windows that could not be recorded.', ['domain'])
  const samples = metrics.counted(`${prefix}_samples`, 'Samples recorded.', ['domain'])
  const succeeded = new Map<string, number>()
  let last: Round | undefined
  metrics.shown(`${prefix}_last_success_timestamp_seconds`, 'When a window was last recorded.', ['domain'], () =>
    [...succeeded].map(([domain, value]) => ({ labels: { domain }, value })),
  )
  metrics.shown(`${prefix}_lag_seconds`, 'Time since the end of what is recorded.', ['domain', 'cluster'], () =>
    collector
      .newest()
      .map(({ domain, cluster, end }) => ({ labels: { domain, cluster }, value: Date.now() / 1000 - end })),
  )
  metrics.shown(`${prefix}_windows_left`, 'Older windows that are still to be filled in.', [], () =>
    last === undefined ? [] : [{ labels: {}, value: last.left }],
  )
  const count = (round: Round) => {
    last = round.kind === 'round' || last === undefined ? round : { ...last, left: round.left }
    rounds({ kind: round.kind, outcome: outcomeOf(round) }, round.seconds)
    for (const { domain, state, samples: written } of round.outcomes) {
      if (state === 'failed') failures({ domain }, 1)
      if (state !== 'recorded') continue
      samples({ domain }, written)
      succeeded.set(domain, round.startedAt + round.seconds)
    }
  }
  const health = async (): Promise<Health> => healthOf(last, history)
  const routes = () => {}
  const listening: Listening = await listen({ name: 'collect', version, port, routes, health, metrics, log })
  return { count, url: listening.url, close: listening.close }
}

function outcomeOf({ outcomes }: Round): string {
  const failed = outcomes.filter(({ state }) => state === 'failed').length
  if (failed === 0) return 'complete'
  return failed === outcomes.length ? 'failed' : 'partial'
}

/** Ready where the last round recorded something or found all recorded, and the history can be written. */
function healthOf(last: Round | undefined, history: Pick<History, 'status'>): Health {
  const { state, reason } = history.status()
  const domains = (last?.outcomes ?? []).map(({ domain, state: became, fault }) => ({
    name: domain,
    ready: became !== 'failed',
    detail: fault?.message,
  }))
  const written = { name: 'history', ready: state === 'ready', detail: reason }
  return {
    live: true,
    ready: written.ready && domains.some(({ ready }) => ready),
    dependencies: [written, ...domains],
  }
}
