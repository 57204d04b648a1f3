import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { runCommand } from '../machine/command.ts'
import type { LabPaths } from '../machine/paths.ts'
import { requireProgram } from '../machine/programs.ts'
import { recordedProcess } from './ovs-state.ts'

/** The programs that are asked over their control sockets, by the names they are on record under. */
export type Daemon = 'ovs-vswitchd' | 'ovn-northbound' | 'ovn-southbound' | 'ovn-northd' | 'ovn-controller'

/** The databases, each with a socket of its own. */
export type Database = 'vswitch' | 'northbound' | 'southbound'

/** The bridge that all pods of a node are on. */
export const integrationBridge = 'br-int'

export const databaseSocket = (paths: LabPaths, database: Database): string => join(paths.sockets, `${database}.sock`)
export const databaseFile = (paths: LabPaths, database: Database): string => join(paths.data, `${database}.db`)

export function controlSocket(paths: LabPaths, daemon: Daemon): string {
  if (daemon !== 'ovn-controller') return join(paths.sockets, `${daemon}.ctl`)
  // The only one that takes no path for its socket: it has its pid in it.
  const process = recordedProcess(paths, daemon)
  if (process === undefined)
    throw new AppError('not_found', 'No ovn-controller runs.', { hint: 'Start it: startOvs()' })
  return join(paths.sockets, `ovn-controller.${process.pid}.ctl`)
}

/** Where all of these programs make their sockets, in place of the machine's own /run/openvswitch and /run/ovn. */
export function ovsEnvironment(paths: LabPaths): NodeJS.ProcessEnv {
  return {
    OVS_RUNDIR: paths.sockets,
    OVS_LOGDIR: paths.logs,
    OVS_DBDIR: paths.data,
    OVN_RUNDIR: paths.sockets,
    OVN_LOGDIR: paths.logs,
    OVN_DBDIR: paths.data,
  }
}

interface CallOptions {
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** What can be asked of a running Open vSwitch and OVN. Each call ends after two seconds, or after `timeoutMs`. */
export interface Control {
  /** A command of a daemon's control socket, as `ovs-appctl` and `ovn-appctl` send it. */
  appctl(daemon: Daemon, ...command: string[]): Promise<string>
  vsctl(...command: string[]): Promise<string>
  nbctl(...command: string[]): Promise<string>
  sbctl(...command: string[]): Promise<string>
  /** `dump-aggregate` of a bridge: its OpenFlow flows as one line. */
  aggregate(bridge?: string): Promise<string>
}

export function openControl(paths: LabPaths, { timeoutMs = 2_000, signal }: CallOptions = {}): Control {
  const run = (argv: string[]) => runCommand(argv, { timeoutMs, signal, environment: ovsEnvironment(paths) })
  // Told to the programs too, which otherwise wait for a daemon that is gone until they are killed.
  const limit = `--timeout=${Math.ceil(timeoutMs / 1000)}`
  const database = (name: Database) => `--db=unix:${databaseSocket(paths, name)}`
  return {
    appctl: async (daemon, ...command) =>
      await run([requireProgram('ovsAppctl'), limit, '-t', controlSocket(paths, daemon), ...command]),
    vsctl: (...command) => run([requireProgram('ovsVsctl'), limit, database('vswitch'), ...command]),
    nbctl: (...command) => run([requireProgram('ovnNbctl'), limit, database('northbound'), ...command]),
    sbctl: (...command) => run([requireProgram('ovnSbctl'), limit, database('southbound'), ...command]),
    aggregate: (bridge = integrationBridge) =>
      run([requireProgram('ovsOfctl'), limit, 'dump-aggregate', `unix:${join(paths.sockets, `${bridge}.mgmt`)}`]),
  }
}
