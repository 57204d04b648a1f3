import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { openDatabase } from '../database/duckdb.ts'
import { openHistory } from '../open-history.ts'
import { temporaryFolder } from './history-folder.ts'
import { startWorker } from './run-worker.ts'

const pointsOfRun = 500
const atOnce = 5

/**
 * Kills processes that record and drain, five at once and each at another moment, and looks after each five whether the
 * history holds whole runs only, all that were recorded among them.
 */
export async function killWhileWriting(times: number): Promise<void> {
  const path = join(temporaryFolder(), 'history.duckdb')
  const recorded: string[] = []
  for (let killed = 0; killed < times; killed += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, times - killed) }, (_, index) => killed + index)
    recorded.push(...(await Promise.all(numbers.map((number) => killOne(path, number)))).flat())

    const history = openHistory({ path, metrics: [] })
    const runs = new Set((await history.runs({ limit: 10_000 })).map(({ id }) => id))
    await history.close()
    expect(history.status().warnings).toEqual([])
    expect(recorded.filter((id) => !runs.has(id))).toEqual([])
    // A run that was whole on the disk before its id could be told is there as well, at most one for each kill.
    expect(runs.size - recorded.length).toBeLessThanOrEqual(killed + numbers.length)
    const { findings, points, distinct, samples } = await countParts(path)
    expect({ findings, points }).toEqual({ findings: runs.size, points: runs.size * pointsOfRun })
    expect(distinct).toBe(samples)
  }
  expect(recorded.length).toBeGreaterThan(0)
}

/** Starts a process that writes, kills it after a while, and returns the ids that it said were recorded. */
async function killOne(path: string, number: number): Promise<string[]> {
  const worker = startWorker([path, 'churn', '0', `w${number}`])
  await worker.ready
  // Each second one is let finish a run first: on a busy machine all might be killed before their first.
  if (number % 2 === 0) await vi.waitFor(() => expect(worker.lines).not.toEqual([]), { timeout: 30_000 })
  await sleep((number * 37) % 250)
  worker.process.kill('SIGKILL')
  expect(await worker.ended).toBe('SIGKILL')
  return worker.lines
}

/** What the closed file holds, as bare DuckDB reads it. */
async function countParts(path: string) {
  const database = await openDatabase(path, { settings: { access_mode: 'READ_ONLY' } })
  try {
    return await database.use(async ({ sql }) => {
      const reader = await sql.runAndReadAll(`
        SELECT (SELECT count(*) FROM findings),
          (SELECT count(*) FROM samples JOIN series USING (sid) WHERE labels->>'writer' <> 'all'),
          (SELECT count(*) FROM (SELECT DISTINCT sid, ts FROM samples)), (SELECT count(*) FROM samples)`)
      const [findings, points, distinct, samples] = reader.getRows()[0]?.map(Number) ?? []
      return { findings, points, distinct, samples }
    })
  } finally {
    database.close()
  }
}
