import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { runCommand } from '../machine/command.ts'
import type { LabPaths } from '../machine/paths.ts'
import { endedAtOnce, isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import type { LabState } from '../state.ts'
import { addNamespace, buildBridge, configureAddresses, namespacePlan } from './namespaces.ts'
import { buildWire, wireControl } from './wire.ts'

/** Makes the namespaces that the state names and joins them, by our switch or by a bridge. */
export async function buildNetwork(
  paths: LabPaths,
  state: LabState,
  record: (process: LabProcess) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const namespace of state.namespaces) await addNamespace(namespace, signal)
  const plan = namespacePlan(state.prefix, state.members.length)
  if (state.network === 'wire') {
    const wire = await startWire(paths, [...plan.members, plan.monitor], signal)
    record(wire)
    await waitForWire(paths, wire)
  } else {
    await buildBridge(plan, signal)
  }
  await configureAddresses(plan, signal)
}

const wireLog = (paths: LabPaths): string => join(paths.logs, 'wire.log')

async function startWire(paths: LabPaths, namespaces: string[], signal?: AbortSignal): Promise<LabProcess> {
  mkdirSync(paths.sockets, { recursive: true, mode: 0o700 })
  const program = await buildWire(signal)
  await runCommand(['mkfifo', '-m', '600', wireControl(paths)], { signal })
  return await startProcess({
    name: 'wire',
    argv: [program, wireControl(paths), ...namespaces],
    logFile: wireLog(paths),
  })
}

async function waitForWire(paths: LabPaths, wire: LabProcess): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(30)) {
    if (readFileSync(wireLog(paths), 'utf8').includes('ready')) return
    if (!isAlive(wire)) throw endedAtOnce('wire', wireLog(paths))
  }
  throw new AppError('timeout', 'The Ethernet switch was not ready within 10 s', { hint: `See ${wireLog(paths)}.` })
}
