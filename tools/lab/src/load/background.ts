import { join } from 'node:path'
import type { LabPaths } from '../machine/paths.ts'
import { type LabProcess, startProcess } from '../machine/processes.ts'
import { workerCommand } from '../machine/workers.ts'
import { insideNamespace } from '../network/namespaces.ts'
import { clientUrl } from '../servers/etcd.ts'
import type { LabState } from '../state.ts'
import { type LoadOptions, loadFlags, longestLoadSeconds } from './options.ts'

/** The command that loads the members from beside them, so that no relay is part of what is measured. */
export function loadCommand(state: LabState, options: LoadOptions): string[] {
  const endpoints = state.members.map(clientUrl).join(',')
  return insideNamespace(
    state.monitorNamespace,
    workerCommand('load', ['--endpoints', endpoints, ...loadFlags(options)]),
  )
}

/** Starts a load that runs until it is ended, or for its `seconds` (four hours at most). */
export async function startBackgroundLoad(
  paths: LabPaths,
  state: LabState,
  name: string,
  options: LoadOptions,
): Promise<LabProcess> {
  const argv = loadCommand(state, { seconds: longestLoadSeconds, ...options })
  return await startProcess({ name, argv, logFile: join(paths.logs, `${name}.log`) })
}
