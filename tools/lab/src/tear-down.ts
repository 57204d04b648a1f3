import { rmSync } from 'node:fs'
import { AppError, isAbort } from '@ocp-perf/errors'
import { takeBackFromMachine } from './injection/undo.ts'
import type { LabPaths } from './machine/paths.ts'
import { endProcess, type LabProcess } from './machine/processes.ts'
import { removeNamespace } from './network/namespaces.ts'
import { removeOwnDisk } from './servers/storage.ts'
import { bootId, readState, removeState } from './state.ts'

/**
 * Ends a lab and removes all that it made but its logs. Works on whatever is left after a crash or a reboot, and does
 * nothing where there is no lab (returns false). What cannot be removed is reported together, and the state is kept
 * so that the next try knows of it.
 */
export async function tearDown(paths: LabPaths): Promise<boolean> {
  const state = readState(paths)
  if (state === undefined) return false
  const failures: unknown[] = []
  const attempt = async (action: () => Promise<void>) => {
    try {
      await action()
    } catch (error) {
      if (isAbort(error)) throw error
      failures.push(error) // The other steps must not depend on this one.
    }
  }
  if (state.bootId === bootId()) {
    for (const step of state.faults.flatMap(({ undo }) => undo).reverse()) {
      await attempt(() => takeBackFromMachine(step))
    }
    const [lasting, serving] = partition(state.processes, ({ name }) => name === 'wire' || name.startsWith('relay'))
    // Their data goes with them, so nobody has to wait for a graceful end.
    await Promise.all(serving.map((process) => attempt(() => endProcess(process, 1_500))))
    await Promise.all(lasting.map((process) => attempt(() => endProcess(process, 1_500))))
  }
  for (const mount of state.mounts) await attempt(() => removeOwnDisk(mount))
  for (const namespace of state.namespaces) await attempt(() => removeNamespace(namespace))
  if (failures.length > 0) throw notAllRemoved(failures)
  rmSync(paths.data, { recursive: true, force: true })
  rmSync(paths.sockets, { recursive: true, force: true })
  removeState(paths)
  return true
}

function partition(processes: LabProcess[], test: (process: LabProcess) => boolean): [LabProcess[], LabProcess[]] {
  return [processes.filter(test), processes.filter((process) => !test(process))]
}

function notAllRemoved(failures: unknown[]): AppError {
  const words = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)))
  return new AppError('conflict', `The lab could not be removed completely: ${words.join('; ')}`, {
    hint: 'Run `pnpm lab down` once more; it goes on where this stopped.',
    cause: failures[0],
  })
}
