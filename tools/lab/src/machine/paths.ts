import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of this checkout. */
export const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '')

/** Where labs keep everything; ignored by git. */
export const labHome = join(repositoryRoot, '.lab')

/** Newer programs, unpacked by `pnpm lab fetch` and shared by all labs of this checkout. */
export const fetchedPrograms = join(labHome, 'bin')

/** The files of one lab. Two labs in two directories never meet: their names on the machine carry `prefix`. */
export interface LabPaths {
  directory: string
  state: string
  logs: string
  data: string
  /** FIFOs and sockets; only root's labs have any, and a socket's path may not exceed 107 bytes. */
  sockets: string
  /** Starts the names of this lab's namespaces and cgroups. */
  prefix: string
}

export function labPaths(directory: string = labHome): LabPaths {
  const absolute = resolve(directory)
  const prefix = `ocplab-${createHash('sha256').update(absolute).digest('hex').slice(0, 6)}`
  return {
    directory: absolute,
    state: join(absolute, 'state.json'),
    logs: join(absolute, 'logs'),
    data: join(absolute, 'data'),
    sockets: join('/run', prefix),
    prefix,
  }
}
