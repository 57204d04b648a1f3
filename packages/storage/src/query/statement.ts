import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

/** The statement as DuckDB's own parser reads it, by `json_serialize_sql`, which takes SELECT alone. */
const parsedSchema = z.union([
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
  z.object({ error: z.literal(true), error_type: z.string(), error_message: z.string() }),
])

/** Functions in FROM that make or unfold rows of their own; the others read files, settings or run texts as SQL. */
const tableFunctions = new Set([
  'range',
  'generate_series',
  'unnest',
  'repeat',
  'json_each',
  'json_tree',
  'duckdb_columns',
  'duckdb_tables',
  'duckdb_views',
  'pragma_table_info',
])

/** A table or view as it is named in FROM; what is not said is empty. */
export interface TableName {
  catalog: string
  schema: string
  table: string
}

/** What a statement calls, in lower case, and what it reads. */
export interface StatementUse {
  functions: Set<string>
  tables: TableName[]
  /** Names that WITH gives to parts of it, in lower case. */
  parts: Set<string>
}

/**
 * Lets one SELECT through and nothing else: no other statement, no second one, no function in FROM beside a few.
 * Takes what `json_serialize_sql` answered; throws `bad_query`.
 */
export function checkStatement(serialized: string): StatementUse {
  const parsed = parsedSchema.parse(JSON.parse(serialized))
  if (parsed.error) {
    const isOther = parsed.error_type === 'not implemented'
    throw refused(isOther ? 'Only SELECT is allowed' : parsed.error_message)
  }
  if (parsed.statements.length !== 1) throw refused('One statement at a time is allowed')
  const use: StatementUse = { functions: new Set(), tables: [], parts: new Set() }
  walk(parsed.statements, use)
  return use
}

const nodeSchema = z.looseObject({ type: z.string().optional(), function_name: z.string().optional() })
const tableSchema = z.object({ catalog_name: z.string(), schema_name: z.string(), table_name: z.string() })
const partsSchema = z.object({ map: z.array(z.object({ key: z.string() })) })
const showSchema = z.object({ show_type: z.string(), table_name: z.string() })

function walk(value: unknown, use: StatementUse): void {
  if (Array.isArray(value)) {
    for (const part of value) walk(part, use)
    return
  }
  const node = nodeSchema.safeParse(value)
  if (!node.success) return
  const { type, function_name: name, cte_map: parts } = node.data
  if (name !== undefined) use.functions.add(name.toLowerCase())
  for (const { key } of partsSchema.safeParse(parts).data?.map ?? []) use.parts.add(key.toLowerCase())
  if (type === 'TABLE_FUNCTION') checkTableFunction(node.data.function)
  if (type === 'SHOW_REF') checkShow(value)
  if (type === 'BASE_TABLE') {
    const { catalog_name: catalog, schema_name: schema, table_name: table } = tableSchema.parse(value)
    use.tables.push({ catalog, schema, table })
  }
  for (const part of Object.values(node.data)) walk(part, use)
}

function checkTableFunction(value: unknown): void {
  const name = nodeSchema.safeParse(value).data?.function_name?.toLowerCase()
  if (name === undefined || !tableFunctions.has(name))
    throw refused(`The function ${name ?? ''} is not allowed in FROM`)
}

/** SHOW TABLES has the table name `"tables"`; DESCRIBE and SUMMARIZE hold what they are about as a query. */
function checkShow(value: unknown): void {
  const { show_type: kind, table_name: name } = showSchema.parse(value)
  if (kind === 'DESCRIBE' || kind === 'SUMMARY') return
  if (kind !== 'SHOW_UNQUALIFIED' || name !== '"tables"') throw refused('SHOW is allowed for TABLES alone')
}

export function refused(reason: string, near: readonly string[] = []): AppError {
  return new AppError('bad_query', `${reason.replace(/\.$/, '')}.`, {
    hint: `${near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `}Write one SELECT over runs, findings, panels, readings, reports or a metric by its id; SHOW TABLES lists them, DESCRIBE name shows columns.`,
  })
}
