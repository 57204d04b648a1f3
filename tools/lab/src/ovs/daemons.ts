import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { runCommand } from '../machine/command.ts'
import type { LabPaths } from '../machine/paths.ts'
import { endedAtOnce, isAlive, startProcess } from '../machine/processes.ts'
import { requireProgram } from '../machine/programs.ts'
import { insideNamespace } from '../network/namespaces.ts'
import {
  type Control,
  controlSocket,
  type Daemon,
  type Database,
  databaseFile,
  databaseSocket,
  integrationBridge,
  ovsEnvironment,
} from './control.ts'
import { recordProcess } from './ovs-state.ts'
import { switchNamespace } from './pods.ts'

const schemas: Record<Database, string> = {
  vswitch: '/usr/share/openvswitch/vswitch.ovsschema',
  northbound: '/usr/share/ovn/ovn-nb.ovsschema',
  southbound: '/usr/share/ovn/ovn-sb.ovsschema',
}

/** The process of each database server. */
const databaseProcess = {
  vswitch: 'ovsdb-server',
  northbound: 'ovn-northbound',
  southbound: 'ovn-southbound',
} as const satisfies Record<Database, string>

/** Starts a program, puts it on record, and waits until its socket is there. */
async function startDaemon(paths: LabPaths, name: string, argv: string[], socket: () => string): Promise<void> {
  const logFile = join(paths.logs, `${name}.log`)
  const started = await startProcess({ name, argv, logFile, environment: ovsEnvironment(paths) })
  recordProcess(paths, started)
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(30)) {
    if (existsSync(socket())) return
    if (!isAlive(started)) throw endedAtOnce(name, logFile)
  }
  throw new AppError('timeout', `${name} was not ready within 10 s`, { hint: `Its output is in ${logFile}.` })
}

async function startDatabase(paths: LabPaths, database: Database, signal?: AbortSignal): Promise<void> {
  const [file, socket] = [databaseFile(paths, database), databaseSocket(paths, database)]
  await runCommand([requireProgram('ovsdbTool'), 'create', file, schemas[database]], { signal })
  const name = databaseProcess[database]
  const control = `--unixctl=${join(paths.sockets, `${name}.ctl`)}`
  const argv = [requireProgram('ovsdbServer'), file, `--remote=punix:${socket}`, control]
  await startDaemon(paths, name, argv, () => socket)
}

/** Starts Open vSwitch with its userspace datapath, which needs no kernel module. */
export async function startVswitch(paths: LabPaths, control: Control, signal?: AbortSignal): Promise<void> {
  await startDatabase(paths, 'vswitch', signal)
  await control.vsctl('--no-wait', 'init')
  const unixctl = controlSocket(paths, 'ovs-vswitchd')
  const database = `unix:${databaseSocket(paths, 'vswitch')}`
  // Without a look for the kernel's datapath, which would be the machine's own.
  const argv = [requireProgram('ovsVswitchd'), database, '--disable-system', `--unixctl=${unixctl}`]
  await startDaemon(paths, 'ovs-vswitchd', insideNamespace(switchNamespace(paths), argv), () => unixctl)
}

/** Starts both databases, northd and ovn-controller, on one chassis. */
export async function startOvn(paths: LabPaths, control: Control, signal?: AbortSignal): Promise<void> {
  await startDatabase(paths, 'northbound', signal)
  await startDatabase(paths, 'southbound', signal)
  const [northbound, southbound] = (['northbound', 'southbound'] as const).map(
    (database) => `unix:${databaseSocket(paths, database)}`,
  )
  const unixctl = controlSocket(paths, 'ovn-northd')
  const databases = [`--ovnnb-db=${northbound}`, `--ovnsb-db=${southbound}`]
  const northd = [requireProgram('ovnNorthd'), ...databases, `--unixctl=${unixctl}`]
  await startDaemon(paths, 'ovn-northd', northd, () => unixctl)
  const settings = {
    'system-id': paths.prefix,
    'ovn-remote': southbound,
    'ovn-encap-type': 'geneve',
    'ovn-encap-ip': '127.0.0.1',
    'ovn-bridge-datapath-type': 'netdev',
  }
  const pairs = Object.entries(settings).map(([key, value]) => `external_ids:${key}=${value}`)
  await control.vsctl('--no-wait', 'set', 'Open_vSwitch', '.', ...pairs)
  const bridge = ['set', 'Bridge', integrationBridge, 'datapath_type=netdev', 'fail_mode=secure']
  await control.vsctl('add-br', integrationBridge, '--', ...bridge)
  const name: Daemon = 'ovn-controller'
  const controller = [requireProgram('ovnController'), `unix:${databaseSocket(paths, 'vswitch')}`]
  const inside = insideNamespace(switchNamespace(paths), controller)
  await startDaemon(paths, name, inside, () => controlSocket(paths, name))
}
