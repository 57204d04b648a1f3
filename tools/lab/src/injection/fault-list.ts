import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { Fault, NamedFault } from './fault.ts'

const folder = new URL('../faults/', import.meta.url)

/** Every fault: the files of `faults/`, each named after its file, in alphabetical order. */
export async function loadFaults(): Promise<NamedFault[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
  return await Promise.all(
    files.sort().map(async (file) => {
      const module: { default: Fault } = await import(new URL(file, folder).href)
      return { name: basename(file, '.ts'), ...module.default }
    }),
  )
}

/** The fault of that name. Throws `not_found` naming the faults that exist. */
export async function findFault(name: string): Promise<NamedFault> {
  const faults = await loadFaults()
  const found = faults.find((fault) => fault.name === name)
  if (found) return found
  throw new AppError('not_found', `There is no fault "${name}".`, {
    hint: `One of: ${faults.map((fault) => fault.name).join(', ')}`,
  })
}
