import type { InfluxTable, Measurement } from '../source.ts'

/** These columns of a table, row by row; a missing one is empty. */
export function columnsOf(table: InfluxTable | undefined, ...names: string[]): string[][] {
  if (table === undefined) return []
  const indexes = names.map((name) => table.columns.indexOf(name))
  return table.rows.map((row) => indexes.map((index) => row[index] ?? ''))
}

/** Rows of measurement, column and type; a column without a number, text or truth is a tag or the time. */
export function collectMeasurements(rows: Iterable<readonly (string | undefined)[]>): Measurement[] {
  const found = new Map<string, { fields: Map<string, string>; tags: Set<string> }>()
  for (const [measurement = '', column = '', type = ''] of rows) {
    if (measurement === '') continue
    const entry = found.get(measurement) ?? { fields: new Map<string, string>(), tags: new Set<string>() }
    found.set(measurement, entry)
    if (column === '') continue
    if (type === 'tag' || type.startsWith('Dictionary')) entry.tags.add(column)
    // One name may stand for several types, in shards of different times.
    else if (!type.startsWith('Timestamp'))
      entry.fields.set(column, [entry.fields.get(column), fieldType(type)].filter(Boolean).join('|'))
  }
  return Array.from(found, ([name, { fields, tags }]) => ({
    name,
    fields: Array.from(fields, ([field, type]) => ({ name: field, type })).sort(byName),
    tags: [...tags].sort(),
  })).sort(byName)
}

const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1)

const fieldTypes: Readonly<Record<string, string>> = {
  Float64: 'float',
  Int64: 'integer',
  UInt64: 'unsigned',
  Boolean: 'boolean',
  Utf8: 'string',
  int: 'integer',
  uint: 'unsigned',
  bool: 'boolean',
}

/** The name of 1.x for a type of Flux or Arrow. */
function fieldType(type: string): string {
  return fieldTypes[type] ?? type
}
