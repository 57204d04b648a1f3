import type { CallOptions, Servers } from '@ocp-perf/agents'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

/** What `query_history` answers. */
const tableSchema = z.object({
  headline: z.string(),
  columns: z.array(z.object({ name: z.string() })),
  rows: z.array(z.array(z.unknown())),
  truncated: z.boolean(),
})

/** Rows that one question may bring. */
export const mostRows = 500

const queryMs = 30_000

/**
 * Asks the servers' history one question in SQL and reads its rows. No history is no rows. Throws what the server says of
 * the question.
 */
export async function askHistory<Row>(
  servers: Servers,
  sql: string,
  row: z.ZodType<Row>,
  { signal, ...options }: CallOptions,
): Promise<Row[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(queryMs)])
  const { data, fault } = await servers.call('query_history', { sql, limit: mostRows }, { ...options, signal: limited })
  if (fault !== undefined) {
    const hint = fault.hint ?? 'GET /api/mcp/health says which servers are up.'
    throw new AppError('upstream', `The history cannot be read: ${fault.message}`, { hint })
  }
  const { columns, rows } = tableSchema.parse(data)
  return z
    .array(row)
    .parse(rows.map((cells) => Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]]))))
}

/** A text as SQL writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
