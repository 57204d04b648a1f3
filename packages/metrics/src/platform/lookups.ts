import { AppError } from '@ocp-perf/errors'
import type { Frame, Labels, PromSource } from '@ocp-perf/promql'
import { expandQuery } from '../expression.ts'
import type { Lookup, Profile } from '../profile-schema.ts'

/** A lookup of a profile with its table: value → what it stands for. */
export interface LookupTable {
  lookup: Lookup
  values: ReadonlyMap<string, string>
}

export interface LookupOptions {
  signal: AbortSignal | undefined
  timeoutMs: number
  /** The moment that is asked about, unix seconds; the source's own present where it is left out. */
  time?: number | undefined
}

/**
 * Fills all tables of a profile at once. A table that cannot be read keeps what was in it `before`; an empty one lets
 * rows show what the source says.
 */
export async function readLookups(
  source: PromSource,
  profile: Profile,
  options: LookupOptions,
  before: readonly LookupTable[] = [],
): Promise<LookupTable[]> {
  return await Promise.all(
    profile.lookups.map(async (lookup) => {
      const expansion = expandQuery(lookup.query, profile, 0)
      if (expansion.query === undefined) return { lookup, values: new Map() }
      try {
        return { lookup, values: readTable(lookup, await source.instant(expansion.query, options)) }
      } catch (error) {
        // A name that stays an id is a smaller loss than no answer: a source that is down fails the query before.
        if (!(error instanceof AppError)) throw error
        return before.find((table) => table.lookup === lookup) ?? { lookup, values: new Map() }
      }
    }),
  )
}

/** Row labels with every shown lookup applied, in the profile's order. What is not in a table stays as it is. */
export function applyLookups(tables: readonly LookupTable[], labels: Labels): Record<string, string> {
  const result: Record<string, string> = { ...labels }
  for (const { lookup, values } of tables) {
    if (!lookup.show) continue
    const value = result[lookup.key]
    const found = value === undefined ? undefined : values.get(value)
    if (found !== undefined && (lookup.as === lookup.key || result[lookup.as] === undefined)) result[lookup.as] = found
  }
  return result
}

function readTable({ from, to, keep }: Lookup, frame: Frame): Map<string, string> {
  const table = new Map<string, string>()
  for (const { labels } of frame.series) {
    const key = labels[from]
    const value = labels[to]
    if (key === undefined || value === undefined || value === '') continue
    table.set(key, keep === undefined ? value : (new RegExp(keep).exec(value)?.[1] ?? value))
  }
  return table
}
