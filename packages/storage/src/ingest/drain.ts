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

export interface DrainOptions {
  spool: string
  /** Called within the transaction that adds series. */
  onNewSeries(connection: Connection): Promise<void>
  signal?: AbortSignal | undefined
}

export interface Drained {
  runs: number
  samples: number
  /** Files that were renamed because they cannot be read, and those that were left. */
  setAside: readonly { name: string; reason: string }[]
  left: readonly { name: string; reason: string }[]
}

/**
 * Takes the run files of a spool into the database, a batch in one transaction. A file is removed when its run is
 * committed; what was committed but not removed is known by its id the next time.
 */
export async function drainSpool(connection: Connection, options: DrainOptions): Promise<Drained> {
  const { spool, signal } = options
  const setAside: { name: string; reason: string }[] = []
  const left: { name: string; reason: string }[] = []
  const total = { runs: 0, samples: 0 }
  await removeAbandoned(spool)
  let batch: { name: string; decoded: DecodedRun }[] = []
  let bytes = 0
  const take = async () => {
    const taken = await takeIn(
      connection,
      batch.map(({ decoded }) => decoded),
      options,
    )
    total.runs += taken.runs
    total.samples += taken.samples
    for (const { name } of batch) await rm(join(spool, name), { force: true })
    batch = []
    bytes = 0
  }
  for (const name of await listSpool(spool)) {
    signal?.throwIfAborted()
    const found = await readSpooled(spool, name)
    if (found.state === 'set-aside') setAside.push({ name, reason: found.reason })
    else if (found.state === 'left') left.push({ name, reason: found.reason })
    else {
      batch.push({ name, decoded: found.decoded })
      bytes += found.bytes
    }
    if (bytes >= batchBytes || batch.length >= batchRuns) await take()
  }
  if (batch.length > 0) await take()
  return { ...total, setAside, left }
}

async function takeIn(connection: Connection, runs: readonly DecodedRun[], { onNewSeries }: DrainOptions) {
  return inTransaction(connection, async () => {
    const fresh = await unknownRuns(connection, runs)
    const heads = fresh.map(({ run }) => run)
    await ingestRuns(connection, heads)
    const { samples, newSeries } = await ingestSamples(connection, fresh)
    if (newSeries > 0) await onNewSeries(connection)
    return { runs: fresh.length, samples }
  })
}
