import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Connection, inTransaction } from '../database/duckdb.ts'
import { listSpool, readSpooled, removeAbandoned } from '../spool/read-spool.ts'
import type { DecodedRun } from '../spool/run-file.ts'
import { ingestRuns, unknownRuns } from './ingest-runs.ts'
import { ingestSamples } from './ingest-samples.ts'

// A batch is held in memory while it is taken in.
const batchBytes = 32 * 1024 * 1024
const batchRuns = 200

export interface Drained {
  runs: number
  samples: number
  newSeries: number
  /** Files that were renamed because they cannot be read, and those that were left. */
  setAside: readonly { name: string; reason: string }[]
  left: readonly { name: string; reason: string }[]
}

/**
 * Takes the run files of a spool into the database, a batch in one transaction. A file is removed when its run is
 * committed; what was committed but not removed is known by its id the next time.
 */
export async function drainSpool(connection: Connection, spool: string, signal?: AbortSignal): Promise<Drained> {
  const names = await listSpool(spool)
  const drained = {
    runs: 0,
    samples: 0,
    newSeries: 0,
    setAside: [] as Drained['setAside'][number][],
    left: [] as Drained['left'][number][],
  }
  await removeAbandoned(spool)
  let batch: { name: string; decoded: DecodedRun }[] = []
  let bytes = 0
  const take = async () => {
    const runs = batch
    batch = []
    bytes = 0
    const {
      runs: added,
      samples,
      newSeries,
    } = await takeIn(
      connection,
      runs.map(({ decoded }) => decoded),
    )
    drained.runs += added
    drained.samples += samples
    drained.newSeries += newSeries
    for (const { name } of runs) await rm(join(spool, name), { force: true })
  }
  for (const name of names) {
    signal?.throwIfAborted()
    const found = await readSpooled(spool, name)
    if (found.state === 'set-aside') drained.setAside.push({ name, reason: found.reason })
    else if (found.state === 'left') drained.left.push({ name, reason: found.reason })
    else {
      batch.push({ name, decoded: found.decoded })
      bytes += found.bytes
    }
    if (bytes >= batchBytes || batch.length >= batchRuns) await take()
  }
  if (batch.length > 0) await take()
  return drained
}

async function takeIn(connection: Connection, runs: readonly DecodedRun[]) {
  return inTransaction(connection, async () => {
    const fresh = await unknownRuns(connection, runs)
    await ingestRuns(
      connection,
      fresh.map(({ run }) => run),
    )
    return { runs: fresh.length, ...(await ingestSamples(connection, fresh)) }
  })
}
