import { createCollector, type Round, runCollector } from '@ocp-perf/agents'
import { lookAfter, openRunHistory, readSettings, retentionOf } from '@ocp-perf/analyzer'
import { isAbort } from '@ocp-perf/errors'
import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import { claimCollecting, type History } from '@ocp-perf/storage'
import { type CollectSettings, keepFlags, readCollectArgs } from '../collect/collect-args.ts'
import { roundAsJson, tellRound } from '../collect/tell-round.ts'
import { clusterArgs, command, flag, historyArgs, type Running, text } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { historyOf, terminalLog } from '../open-cluster.ts'
import { chooseServers, findDomainServers } from '../servers/find-servers.ts'
import { type OpenServers, openServers, overMcpArgs } from '../servers/open-servers.ts'
import { serverArgs, withConfig } from '../servers/server-args.ts'

const flags = {
  every: text('Time from one round to the next, in whole minutes (default: 5m)', '5m'),
  domains: text('What to collect, such as etcd,network (default: all)', 'DOMAIN,…'),
  once: flag('One round, and what is missing before it, and end'),
  backfill: text('How far back what is missing is filled in; 0 for nothing (default: 24h)', '24h'),
  ...clusterArgs,
  ...overMcpArgs,
  db: historyArgs.db,
  'keep-samples': text('Days that points stay in the history; 0 for ever (default: 30)', 'DAYS'),
  'keep-runs': text('Days that runs stay in the history; 0 for ever (default: 180)', 'DAYS'),
  'metrics-port': text('Port of its own /metrics and /health on this machine; 0 takes a free one', 'PORT'),
  json: flag('Print a line of JSON for each round'),
  verbose: flag('Show the logs of the servers, not only what is wrong'),
} as const

/** `ocp-perf collect`: asks the servers again and again and records what they find, until Ctrl-C. */
export default command('collect', 'Collect into the history, again and again', flags, async (running) => {
  const { args, terminal, signal } = running
  const asked = readCollectArgs(args, process.env)
  const policy = retentionOf(readSettings(keepFlags(args), process.env))
  const start = args.server === undefined ? chooseServers(asked.domains ?? ['all'], findDomainServers()) : []
  // A server that is started is called after its domain.
  const domains = args.server === undefined ? start.map(({ name }) => name) : asked.domains
  const path = historyOf({ db: args.db }) ?? ''
  const release = await claimCollecting(path, signal)
  const catalog = loadCatalog(locateConfig(withConfig(process.env, args.config), import.meta.url))
  const log = terminalLog(terminal)
  const history = openRunHistory(path, catalog, log)
  const onBug = (error: unknown) => log.error({ err: error }, `A bug: ${String(error)}`)
  const endLooking = lookAfter({ history: () => history, policy, onBug })
  try {
    const opened = await openServers({
      args,
      start,
      flags: [...serverArgs(args), '--no-history', '--no-check'],
      terminal,
      verbose: args.verbose ?? false,
      signal,
    })
    try {
      const code = await collect(running, { settings: { ...asked, domains }, history, opened })
      if (args.once) await history.keepUp(policy, signal)
      return code
    } finally {
      await opened.close()
    }
  } finally {
    await endLooking()
    await history.close()
    await release()
  }
})

interface Opened {
  settings: CollectSettings
  history: History
  opened: OpenServers
}

async function collect(
  { args, terminal, signal: stopped }: Running<typeof flags>,
  { settings: { every, backfill, domains, metricsPort: port }, history, opened: { servers, gone } }: Opened,
): Promise<number> {
  const { cluster, once = false } = args
  const collector = createCollector({ servers, history, domains, cluster, every, backfill, once })
  const metrics = port === undefined ? undefined : await openMetrics(port)
  const rounds: Round[] = []
  const onRound = (round: Round) => {
    if (once) rounds.push(round)
    metrics?.count(round)
    for (const line of tellRound(round)) terminal.err(line)
    if (args.json) terminal.out(roundAsJson(round))
  }
  const onLate = (seconds: number) =>
    terminal.err(`The round ended ${Math.ceil(seconds)} s after the next one was due, which begins now.`)
  const ended = new AbortController()
  // A server that was started for this and has ended is started by whoever starts this again.
  void gone.then((reason) => ended.abort(reason))
  const signal = AbortSignal.any([stopped, ended.signal])
  try {
    await runCollector(collector, { every, once, onRound, onLate, signal })
    return codeOf(rounds)
  } catch (error) {
    if (ended.signal.aborted) throw ended.signal.reason
    // Whoever stops what has no end has what he wanted.
    if (!once && stopped.aborted && isAbort(error)) return exitCodes.ok.code
    throw error
  } finally {
    await metrics?.close()
  }

  async function openMetrics(wanted: number) {
    const { serveMetrics } = await import('../collect/serve-metrics.ts')
    const served = await serveMetrics({ port: wanted, collector, history, log: terminalLog(terminal) })
    terminal.err(`Its metrics are at ${served.url}/metrics.`)
    return served
  }
}

/** Whether all was recorded that there was; nothing but windows without data is told apart. */
function codeOf(rounds: readonly Round[]): number {
  const outcomes = rounds.flatMap((round) => round.outcomes)
  if (outcomes.length === 0 || outcomes.some(({ state }) => state === 'failed')) return exitCodes.failed.code
  const recorded = outcomes.filter(({ state }) => state === 'recorded')
  const isEmpty = recorded.length > 0 && recorded.every(({ verdict }) => verdict === 'no_data')
  return isEmpty ? exitCodes.empty.code : exitCodes.ok.code
}
