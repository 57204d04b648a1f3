import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { RunRecord } from '../history.ts'
import { encodeRun } from './run-file.ts'

export const runSuffix = '.run'
export const temporarySuffix = '.tmp'

const idPattern = /^[\w-]{1,64}$/

/**
 * Writes a run as one file that appears whole or not at all: under a temporary name, flushed to the disk, renamed.
 * Throws what the file system says, and `invalid_input` for an id that cannot be a file's name.
 */
export async function writeRun(spool: string, run: RunRecord, signal?: AbortSignal): Promise<void> {
  if (!idPattern.test(run.id)) {
    throw new AppError('invalid_input', 'The id of a run is 1 to 64 letters, digits, "_" or "-".', {
      hint: 'Use runId().',
    })
  }
  signal?.throwIfAborted()
  const bytes = encodeRun(run)
  await mkdir(spool, { recursive: true })
  // The name is random as well, so that two runs with one id by mistake do not overwrite each other's bytes midway.
  const name = `${run.id}.${randomBytes(4).toString('hex')}`
  const temporary = join(spool, `${name}${temporarySuffix}`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    signal?.throwIfAborted()
    await rename(temporary, join(spool, `${name}${runSuffix}`))
  } catch (error) {
    // What failed matters more than whether its remains could be removed; a drain removes old ones.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}
