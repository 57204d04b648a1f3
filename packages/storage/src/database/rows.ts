import type { DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import type { Connection } from './duckdb.ts'

/** Rows of a statement by column name, as a schema reads them: whole numbers of 64 bits and times are texts there. */
export async function readRows<Schema extends z.ZodType>(
  { sql }: Pick<Connection, 'sql'>,
  text: string,
  schema: Schema,
  values: DuckDBValue[] = [],
): Promise<z.infer<Schema>> {
  const reader = await sql.runAndReadAll(text, values)
  return schema.parse(reader.getRowObjectsJson())
}

/** The texts of a JSON array, which is the statement's value `$place`, for an IN. An empty list has no type in DuckDB. */
export function textsIn(place: number): string {
  return `(SELECT unnest(from_json($${place}::VARCHAR, '["VARCHAR"]')))`
}
