import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type Connection, inTransaction } from '../database/duckdb.ts'
import type { RetentionPolicy, RetentionResult } from '../history.ts'

const daySeconds = 86_400
const days = z.number().positive().optional()
const policySchema = z.object({ samplesDays: days, runsDays: days })

/** Deletes what is older than the policy keeps, counted from `now` (unix seconds). */
export async function retain(connection: Connection, policy: RetentionPolicy, now: number): Promise<RetentionResult> {
  const checked = policySchema.safeParse(policy)
  if (!checked.success) {
    throw new AppError('invalid_input', 'Days to keep are numbers above 0.', { hint: 'For example 30 and 365.' })
  }
  const { samplesDays, runsDays } = checked.data
  const { sql } = connection
  const oldest = (kept: number) => `to_timestamp(${now - kept * daySeconds})`
  const result = await inTransaction(connection, async () => ({
    samples: samplesDays === undefined ? 0 : await deleteSamples(connection, oldest(samplesDays)),
    ...(runsDays === undefined ? { runs: 0, findings: 0 } : await deleteRuns(connection, oldest(runsDays))),
  }))
  await sql.run('CHECKPOINT')
  return result
}

async function deleteSamples({ sql }: Connection, oldest: string): Promise<number> {
  const { rowsChanged } = await sql.run(`DELETE FROM samples WHERE ts < ${oldest}`)
  await sql.run(`DELETE FROM series WHERE last_at < ${oldest}`)
  await sql.run(`UPDATE series SET first_at = ${oldest} WHERE first_at < ${oldest}`)
  return rowsChanged
}

async function deleteRuns({ sql }: Connection, oldest: string): Promise<{ runs: number; findings: number }> {
  const ofOldRuns = `WHERE run_id IN (SELECT id FROM runs WHERE started_at < ${oldest})`
  const findings = await sql.run(`DELETE FROM findings ${ofOldRuns}`)
  await sql.run(`DELETE FROM panels ${ofOldRuns}`)
  await sql.run(`DELETE FROM reports ${ofOldRuns}`)
  const runs = await sql.run(`DELETE FROM runs WHERE started_at < ${oldest}`)
  return { runs: runs.rowsChanged, findings: findings.rowsChanged }
}
