import type { DuckDBValue } from '@duckdb/node-api'
import { AppError } from '@ocp-perf/errors'

const defaultLimit = 100
const maxLimit = 10_000

/** Conditions of a WHERE with their values; what is not asked for makes none. */
export interface Conditions {
  where: string
  values: DuckDBValue[]
}

/** Joins conditions whose value is given; `?` in them stands for it. */
export function conditions(
  wanted: readonly (readonly [condition: string, value: string | number | undefined])[],
): Conditions {
  const given = wanted.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]))
  const parts = given.map(({ condition }, index) => condition.replace('?', `$${index + 1}`))
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values: given.map(({ value }) => value) }
}

/** A number of rows that an answer may have. */
export function checkedLimit(limit = defaultLimit): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit
  throw new AppError('invalid_input', `A limit is a whole number from 1 to ${maxLimit}.`, {
    hint: 'Ask for fewer, or narrow the time with since and until.',
  })
}
