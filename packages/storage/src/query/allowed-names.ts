import { nearNames } from '@ocp-perf/errors'
import { z } from 'zod'
import type { Connection } from '../database/duckdb.ts'
import { readRows, textsIn } from '../database/rows.ts'
import { refused, type StatementUse, type TableName } from './statement.ts'

const functionRows = z.array(z.object({ name: z.string() }))
const tableRows = z.array(z.object({ name: z.string(), internal: z.boolean() }))

/** Functions that answer differently each time and are of use; what else has effects is refused. */
const harmless = [
  'now',
  'today',
  'current_date',
  'get_current_timestamp',
  'get_current_time',
  'transaction_timestamp',
  'random',
  'uuid',
  'gen_random_uuid',
]

/** Functions without effects that tell of this machine. */
const telling = ['current_setting']

/** Views of DuckDB's own that tell of tables and columns, and of nothing else. */
const described = ['information_schema.tables', 'information_schema.columns']

/** Throws `bad_query` where a statement calls or reads more than the history. */
export async function checkNames(connection: Connection, { functions, tables, parts }: StatementUse): Promise<void> {
  await checkFunctions(connection, functions)
  await checkTables(connection, tables, parts)
}

async function checkFunctions(connection: Connection, functions: ReadonlySet<string>): Promise<void> {
  const told = telling.find((name) => functions.has(name))
  if (told !== undefined) throw refused(`The function ${told} is not allowed`)
  const [found] = await readRows(
    connection,
    `SELECT function_name AS name FROM duckdb_functions()
     WHERE function_name IN ${textsIn(1)} AND NOT function_name IN ${textsIn(2)}
       AND function_type = 'scalar' AND (has_side_effects OR stability = 'VOLATILE') LIMIT 1`,
    functionRows,
    [JSON.stringify([...functions]), JSON.stringify(harmless)],
  )
  if (found !== undefined) throw refused(`The function ${found.name} is not allowed`)
}

/** A part that is named like a view of DuckDB's own would hide a use of that view elsewhere in the statement. */
async function checkTables(
  connection: Connection,
  tables: readonly TableName[],
  parts: ReadonlySet<string>,
): Promise<void> {
  const known = await readRows(
    connection,
    `SELECT lower(table_name) AS name, internal FROM duckdb_tables()
     UNION ALL SELECT lower(view_name), internal FROM duckdb_views()`,
    tableRows,
  )
  const own = new Set(known.flatMap(({ name, internal }) => (internal ? [] : [name])))
  const hidden = new Set(known.flatMap(({ name, internal }) => (internal ? [name] : [])))
  for (const { catalog, schema, table } of tables) {
    const name = table.toLowerCase()
    const isPart = schema === '' && parts.has(name) && !hidden.has(name)
    const isOwn = ['', 'main'].includes(schema.toLowerCase()) && own.has(name)
    const isDescribed = described.includes(`${schema}.${table}`.toLowerCase())
    if (catalog === '' && (isPart || isOwn || isDescribed)) continue
    const asked = [catalog, schema, table].filter((word) => word !== '').join('.')
    throw refused(`There is no table or view ${asked.slice(0, 100)} in the history`, nearNames(table, own))
  }
}
