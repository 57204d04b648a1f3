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

/** What a statement calls, in lower case. */
export interface StatementUse {
  functions: ReadonlySet<string>
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
  const functions = new Set<string>()
  walk(parsed.statements, functions)
  return { functions }
}

const nodeSchema = z.looseObject({ type: z.string().optional(), function_name: z.string().optional() })

function walk(value: unknown, functions: Set<string>): void {
  if (Array.isArray(value)) {
    for (const part of value) walk(part, functions)
    return
  }
  const node = nodeSchema.safeParse(value)
  if (!node.success) return
  const { type, function_name: name } = node.data
  if (name !== undefined) functions.add(name.toLowerCase())
  if (type === 'TABLE_FUNCTION') checkTableFunction(node.data.function)
  for (const part of Object.values(node.data)) walk(part, functions)
}

function checkTableFunction(value: unknown): void {
  const name = nodeSchema.safeParse(value).data?.function_name?.toLowerCase()
  if (name === undefined || !tableFunctions.has(name))
    throw refused(`The function ${name ?? ''} is not allowed in FROM`)
}

export function refused(reason: string): AppError {
  return new AppError('bad_query', `${reason.replace(/\.$/, '')}.`, {
    hint: 'Write one SELECT over runs, findings, panels, readings, reports or a metric by its id; SHOW TABLES lists them, DESCRIBE name shows columns.',
  })
}
