import { rmSync } from 'node:fs'
import { AppError } from '@ocp-perf/errors'
import type { LabPaths } from '../machine/paths.ts'
import { endProcess } from '../machine/processes.ts'
import { removeNamespace } from '../network/namespaces.ts'
import { bootId } from '../state.ts'
import { readOvsState, removeOvsState } from './ovs-state.ts'

/**
 * Ends Open vSwitch and OVN and removes all that they made but their logs. Works on whatever is left after a crash or a
 * reboot, and does nothing where there is none (returns false). What could not be removed is reported together, and the
 * state is kept so that the next try knows of it.
 */
export async function tearDownOvs(paths: LabPaths): Promise<boolean> {
  const state = readOvsState(paths)
  if (state === undefined) return false
  // Pids of another boot are somebody else's. Those who ask end before those who answer.
  const processes = state.bootId === bootId() ? state.processes.toReversed() : []
  const failures: unknown[] = []
  for (const action of [
    ...processes.map((process) => () => endProcess(process, 1_500)),
    ...state.namespaces.map((namespace) => () => removeNamespace(namespace)),
  ]) {
    // One that fails must not keep the others from being taken back.
    await action().catch((failure: unknown) => failures.push(failure))
  }
  if (failures.length > 0) {
    throw new AppError('conflict', `Open vSwitch could not be removed completely: ${failures.join('; ')}`, {
      hint: 'Stop it once more; it goes on where this ended.',
      cause: failures[0],
    })
  }
  rmSync(paths.data, { recursive: true, force: true })
  rmSync(paths.sockets, { recursive: true, force: true })
  removeOvsState(paths)
  return true
}
