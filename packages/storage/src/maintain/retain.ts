import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type Connection, inTransaction } from '../database/duckdb.ts'
import type { RetentionPolicy, RetentionResult } from '../history.ts'

const daySeconds = 86_400
const policySchema = z.object({ samplesDays: z.number().positive(), runsDays: z.number().positive() })

/** Deletes what is older than the policy keeps, counted from `now` (unix seconds). */
export async function retain(connection: Connection, policy: RetentionPolicy, now: number): Promise<RetentionResult> {
  const checked = policySchema.safeParse(policy)
  if (!checked.success) {
    throw new AppError('invalid_input', 'Days to keep are numbers above 0.', { hint: 'For example 30 and 365.' })
  }
  const { samplesDays, runsDays } = checked.data
  const { sql } = connection
  const oldest = (days: number) => `to_timestamp(${now - days * daySeconds})`
  const result = await inTransaction(connection, async () => {
    const samples = await sql.run(`DELETE FROM samples WHERE ts < ${oldest(samplesDays)}`)
    await sql.run(`DELETE FROM series WHERE last_at < ${oldest(samplesDays)}`)
    const ofOldRuns = `WHERE run_id IN (SELECT id FROM runs WHERE started_at < ${oldest(runsDays)})`
    const findings = await sql.run(`DELETE FROM findings ${ofOldRuns}`)
    await sql.run(`DELETE FROM panels ${ofOldRuns}`)
    await sql.run(`DELETE FROM reports ${ofOldRuns}`)
    const runs = await sql.run(`DELETE FROM runs WHERE started_at < ${oldest(runsDays)}`)
    return { samples: samples.rowsChanged, runs: runs.rowsChanged, findings: findings.rowsChanged }
  })
  await sql.run('CHECKPOINT')
  return result
}
