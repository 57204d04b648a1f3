import type { Control, Daemon } from '../control.ts'
import { parseCoverage } from '../parse/coverage.ts'
import { parseMemory } from '../parse/memory.ts'
import { parseStopwatches } from '../parse/stopwatches.ts'
import {
  controllerCounters,
  controllerParts,
  counterFamilies,
  northdCounters,
  northdParts,
  stopwatchFamilies,
} from './daemon-metrics.ts'
import { type Family, gauge } from './exposition.ts'

/** The questions to OVN's programs, each with what OVN-Kubernetes exports of its answer. */
export const ovnQuestions: readonly ((control: Control) => Promise<Family[]>)[] = [
  async (control) =>
    counterFamilies(
      'ovn_controller',
      controllerCounters,
      parseCoverage(await control.appctl('ovn-controller', 'coverage/show')),
    ),
  async (control) =>
    stopwatchFamilies(
      'ovn_controller',
      controllerParts,
      parseStopwatches(await control.appctl('ovn-controller', 'stopwatch/show')),
    ),
  async (control) =>
    counterFamilies('ovn_northd', northdCounters, parseCoverage(await control.appctl('ovn-northd', 'coverage/show'))),
  async (control) =>
    stopwatchFamilies(
      'ovn_northd',
      northdParts,
      parseStopwatches(await control.appctl('ovn-northd', 'stopwatch/show')),
    ),
  async (control) => {
    const reply = await answer(control, 'ovn-controller', 'connection-status')
    return [gauge('ovn_controller_southbound_database_connected', reply === 'connected' ? 1 : 0)]
  },
  async (control) => [gauge('ovn_northd_status', northdStatus(await answer(control, 'ovn-northd', 'status')))],
  ...(['nb', 'sb'] as const).map((database) => async (control: Control) => {
    const reply = await answer(control, 'ovn-northd', `${database}-connection-status`)
    return [gauge(`ovn_northd_${database}_connection_status`, connectionStatus(reply))]
  }),
  async (control) => await sessionFamilies(control, 'ovn-northbound', 'OVN_Northbound'),
  async (control) => await sessionFamilies(control, 'ovn-southbound', 'OVN_Southbound'),
]

/** `undefined` where the daemon does not answer, which OVN-Kubernetes exports as a status of its own. */
async function answer(control: Control, daemon: Daemon, command: string): Promise<string | undefined> {
  return await control.appctl(daemon, command).then(
    (reply) => reply.trim(),
    () => undefined,
  )
}

/** What OVN-Kubernetes says of a daemon that does not answer, or not in words that it knows. */
const unknown = -1

const northdStates: Readonly<Record<string, number>> = { standby: 0, active: 1, paused: 2 }

export function northdStatus(reply: string | undefined): number {
  return northdStates[/^Status: (\w+)$/.exec(reply ?? '')?.[1] ?? ''] ?? unknown
}

const connectionStates: Readonly<Record<string, number>> = { 'not connected': 0, connected: 1 }

export function connectionStatus(reply: string | undefined): number {
  return connectionStates[reply ?? ''] ?? unknown
}

/** Clients of a database and what they subscribe to. */
async function sessionFamilies(control: Control, daemon: Daemon, database: string): Promise<Family[]> {
  const memory = parseMemory(await control.appctl(daemon, 'memory/show'))
  return [
    gauge('ovn_db_jsonrpc_server_sessions', memory.get('sessions'), { db_name: database }),
    gauge('ovn_db_ovsdb_monitors', memory.get('monitors'), { db_name: database }),
  ]
}
