import { AppError } from '@ocp-perf/errors'
import { bringUp, type LabOptions } from './bring-up.ts'
import { clearFaults, type FaultOptions, injectFault } from './injection/control.ts'
import type { NamedFault } from './injection/fault.ts'
import { loadFaults } from './injection/fault-list.ts'
import { loadCommand } from './load/background.ts'
import { type LoadSummary, loadSummarySchema } from './load/generator.ts'
import type { LoadOptions } from './load/options.ts'
import { runCommand } from './machine/command.ts'
import { type LabPaths, labPaths } from './machine/paths.ts'
import { whyMissing } from './needs.ts'
import { type Recorded, type RecordOptions, recordLab } from './recording/record.ts'
import { findLeader, waitForMembers } from './servers/etcd.ts'
import { waitForTargets } from './servers/monitoring.ts'
import { type ActiveFault, type LabState, type NetworkMode, requireState } from './state.ts'
import { type LabStatus, labStatus } from './status.ts'
import { tearDown } from './tear-down.ts'

interface Cancellable {
  signal?: AbortSignal | undefined
}

/** A fault and, where this lab cannot do it, what it lacks. */
export interface OfferedFault extends NamedFault {
  missing: string[]
}

export interface LabMember {
  /** `m1`, `m2` …: the `instance` label of its etcd and of its node_exporter. */
  name: string
  /** `node1` …: the `node` label. */
  node: string
  /** Its client URL on this machine's loopback. */
  endpoint: string
}

/** A lab that runs. It holds no state of its own: any process may attach to the same lab. */
export interface Lab {
  readonly directory: string
  readonly network: NetworkMode
  /** Scrape interval, for example `2s`. */
  readonly interval: string
  readonly prometheusUrl: string
  readonly etcdEndpoints: readonly string[]
  readonly members: readonly LabMember[]
  readonly versions: LabState['versions']
  /** The name of the member that leads, or `undefined` while none does. */
  leader(options?: Cancellable): Promise<string | undefined>
  /** Runs etcdctl against all members and returns what it prints. */
  etcdctl(args: readonly string[], options?: Cancellable): Promise<string>
  /** Runs `promtool query instant` and returns what it prints. */
  promtoolInstant(query: string, options?: Cancellable & { time?: number }): Promise<string>
  /** Runs `promtool query range`; times are unix seconds. */
  promtoolRange(
    query: string,
    window: { start: number; end: number; step: string },
    options?: Cancellable,
  ): Promise<string>
  /** Drives a load until its time is up, and says how it went. */
  load(options: LoadOptions, cancel?: Cancellable): Promise<LoadSummary>
  faults(): Promise<OfferedFault[]>
  injectFault(name: string, options?: FaultOptions): Promise<ActiveFault>
  /** Ends every active fault and waits until etcd is healthy; returns their names. */
  clearFaults(options?: Cancellable): Promise<string[]>
  waitHealthy(options?: Cancellable & { timeoutMs?: number }): Promise<void>
  status(options?: Cancellable): Promise<LabStatus>
  /** Writes a dump of its Prometheus with the truth beside it. */
  record(options: RecordOptions): Promise<Recorded>
  stop(): Promise<void>
}

/** Starts a lab and returns once it is healthy and scraped. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  return handle(labPaths(options.directory), await bringUp(options))
}

/** The lab that runs in a directory. Throws `not_found` when there is none, `conflict` when its start was cut short. */
export function attachLab(directory?: string): Lab {
  const paths = labPaths(directory)
  const state = requireState(paths)
  if (state.ready) return handle(paths, state)
  throw new AppError('conflict', `The lab in ${paths.directory} has not started completely.`, {
    hint: 'Wait for `pnpm lab up` to end, or run `pnpm lab down` if it was cut short.',
  })
}

/** Ends the lab in a directory, whatever is left of it; false when there was none. */
export async function stopLab(directory?: string): Promise<boolean> {
  return await tearDown(labPaths(directory))
}

function handle(paths: LabPaths, { network, interval, prometheusUrl, members, programs, versions }: LabState): Lab {
  const endpoints = members.map(({ endpoint }) => endpoint)
  const current = () => requireState(paths)
  return {
    directory: paths.directory,
    network,
    interval,
    prometheusUrl,
    versions,
    etcdEndpoints: endpoints,
    members: members.map(({ name, node, endpoint }) => ({ name, node, endpoint })),
    leader: async ({ signal } = {}) => (await findLeader(current(), signal))?.name,
    etcdctl: (args, { signal } = {}) =>
      runCommand([programs.etcdctl, '--endpoints', endpoints.join(','), ...args], {
        signal,
        environment: { ETCDCTL_API: '3' },
      }),
    promtoolInstant: (query, { signal, time } = {}) => {
      const at = time === undefined ? [] : [`--time=${time}`]
      return runCommand([programs.promtool, 'query', 'instant', ...at, prometheusUrl, query], { signal })
    },
    promtoolRange: (query, { start, end, step }, { signal } = {}) => {
      const window = [`--start=${start}`, `--end=${end}`, `--step=${step}`]
      return runCommand([programs.promtool, 'query', 'range', ...window, prometheusUrl, query], { signal })
    },
    load: async (options, { signal } = {}) => {
      // Seeding comes before the clock starts, and the last replies after it has ended.
      const timeoutMs = (options.seconds ?? 30) * 1000 + 120_000
      const text = await runCommand(loadCommand(current(), options), { timeoutMs, signal })
      return loadSummarySchema.parse(JSON.parse(text))
    },
    faults: async () =>
      (await loadFaults()).map((fault) => ({
        ...fault,
        missing: fault.needs.map((need) => whyMissing(need, current())).filter((why) => why !== undefined),
      })),
    injectFault: (name, options) => injectFault(paths, name, options),
    clearFaults: ({ signal } = {}) => clearFaults(paths, signal),
    waitHealthy: async ({ timeoutMs = 40_000, signal } = {}) => {
      await waitForMembers(current(), timeoutMs, signal)
      await waitForTargets(current(), timeoutMs, signal)
    },
    status: ({ signal } = {}) => labStatus(paths, signal),
    record: (options) => recordLab(paths, options),
    stop: async () => {
      await tearDown(paths)
    },
  }
}
