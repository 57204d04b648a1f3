import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type Connection, openDatabase } from '../database/duckdb.ts'
import { readRows } from '../database/rows.ts'
import { querySettings } from '../database/settings.ts'
import { storageFailure } from '../failure.ts'
import { checkNames } from './allowed-names.ts'
import type { Answer, Question } from './query-messages.ts'
import { checkStatement, refused } from './statement.ts'

// As much as a reader of the answer can use; beyond it rows are left out.
const maxAnswerChars = 4_000_000

const serializedRows = z.array(z.object({ serialized: z.string() }))

/** Checks and runs one SELECT. `tell` is given "started" before it runs. Returns how it ended; never throws. */
export async function answerQuestion(
  { path, sql, maxRows }: Question,
  tell: (answer: Answer) => void,
): Promise<Answer> {
  try {
    const database = await openDatabase(path, { settings: querySettings() })
    return await database.use(async (connection) => {
      await connection.sql.run('SET lock_configuration = true')
      await checkNames(connection, checkStatement(await serialize(connection, sql)))
      tell({ event: 'started' })
      return await run(connection, sql, maxRows)
    })
  } catch (error) {
    const known = error instanceof AppError ? error : (storageFailure(error, path) ?? sqlFailure(error))
    if (known === undefined) return { event: 'failed', message: String(error) }
    return {
      event: 'refused',
      code: known.code,
      message: known.message,
      ...(known.hint === undefined ? {} : { hint: known.hint }),
    }
  }
}

async function serialize(connection: Connection, sql: string): Promise<string> {
  const [row] = await readRows(
    connection,
    'SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS serialized',
    serializedRows,
    [sql],
  )
  return row?.serialized ?? ''
}

async function run({ sql: connection }: Connection, sql: string, maxRows: number): Promise<Answer> {
  const from = performance.now()
  const result = await connection.stream(sql)
  const columns = result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: result.columnType(index).toString() }))
  const rows: Extract<Answer, { event: 'done' }>['rows'] = []
  let chars = 0
  let truncated = false
  for await (const chunk of result.yieldRowsJson()) {
    for (const row of chunk) {
      chars += JSON.stringify(row).length
      truncated = rows.length === maxRows || chars > maxAnswerChars
      if (truncated) break
      rows.push(row)
    }
    if (truncated) break
  }
  return { event: 'done', columns, rows, truncated, tookMs: Math.round(performance.now() - from) }
}

/** What is wrong with the statement, in DuckDB's words. */
function sqlFailure(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !/^[A-Z][A-Za-z ]+ Error: /.test(error.message)) return undefined
  return refused(error.message)
}
