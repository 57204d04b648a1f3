import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { errnoOf } from '../failure.ts'
import type { WaitingRuns } from '../history.ts'
import { type DecodedRun, decodeRun } from './run-file.ts'
import { runSuffix, temporarySuffix } from './write-run.ts'

const abandonedMs = 600_000

/** Names of the run files, oldest run first; none where there is no such folder. */
export async function listSpool(spool: string): Promise<string[]> {
  const names = await readNames(spool)
  return names.filter((name) => name.endsWith(runSuffix)).sort()
}

/** How many runs wait in a spool, and since when the oldest of them does (unix seconds). */
export async function countSpool(spool: string): Promise<WaitingRuns> {
  const names = await listSpool(spool)
  const [oldest] = names
  if (oldest === undefined) return { runs: 0, since: undefined }
  const found = await stat(join(spool, oldest)).catch(() => undefined)
  // Another process takes runs in while this one looks.
  return { runs: names.length, since: found && found.mtimeMs / 1000 }
}

/** Removes what writers that were killed left behind: temporary files that nobody has touched for ten minutes. */
export async function removeAbandoned(spool: string): Promise<void> {
  for (const name of await readNames(spool)) {
    if (!name.endsWith(temporarySuffix)) continue
    const path = join(spool, name)
    const { mtimeMs } = (await stat(path).catch(() => undefined)) ?? { mtimeMs: Number.POSITIVE_INFINITY }
    if (Date.now() - mtimeMs > abandonedMs) await rm(path, { force: true })
  }
}

export type SpooledRun =
  | { state: 'read'; bytes: number; decoded: DecodedRun }
  | { state: 'set-aside'; reason: string }
  /** Taken by nobody here: gone already, or for a newer program to read. */
  | { state: 'left'; reason: string }

/** Reads one run file. A damaged one is renamed to `*.corrupt`, so that it neither blocks the others nor is lost. */
export async function readSpooled(spool: string, name: string): Promise<SpooledRun> {
  const path = join(spool, name)
  try {
    const file = await readFile(path)
    return { state: 'read', bytes: file.length, decoded: decodeRun(file) }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { state: 'left', reason: 'it is gone' }
    if (!(error instanceof AppError)) throw error
    if (error.code === 'conflict') return { state: 'left', reason: error.message }
    await rename(path, `${path}.corrupt`)
    return { state: 'set-aside', reason: error.message }
  }
}

async function readNames(spool: string): Promise<string[]> {
  try {
    return await readdir(spool)
  } catch (error) {
    // Nothing has been recorded yet.
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
