import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '@ocp-perf/errors'

/** The token in a file; `invalid_input` where it cannot be read. */
export async function readTokenFile(file: string): Promise<string> {
  const path = resolve(file)
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    // Whatever kept it from being read, the operator needs to know which file is meant.
    throw new AppError('invalid_input', `The token file ${path} cannot be read.`, {
      hint: 'Correct its path, or let this process read the file.',
      cause,
    })
  }
}
