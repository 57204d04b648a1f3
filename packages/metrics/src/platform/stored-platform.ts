import type { Labels } from '@ocp-perf/promql'
import type { Profile } from '../profile-schema.ts'
import { applyLookups, type LookupTable } from './lookups.ts'
import type { Platform, PlatformView } from './platform.ts'
import { defaultInterval } from './targets.ts'

/**
 * The platform behind points that were collected earlier. Their labels are the keys of rows, as the profile named them
 * then, and tell which member ran on which node; there are no targets to select.
 */
export function storedPlatform(profile: Profile, labelSets: readonly Labels[]): Platform {
  const labels = Object.entries(profile.labels).map(([name, { key }]) => [name, { label: key, key }] as const)
  const tables = profile.lookups
    .filter(({ key, as }) => as !== key)
    .map((lookup): LookupTable => ({ lookup, values: pairsOf(labelSets, lookup) }))
  const view: PlatformView = {
    profile: { ...profile, selectors: {}, labels: Object.fromEntries(labels) },
    recording: true,
    keptSeconds: undefined,
    interval: () => defaultInterval,
    targets: () => 'none',
    missing: () => undefined,
    has: () => undefined,
    label: (given) => applyLookups(tables, given),
    nodeTargets: () => new Set(),
    table: (key, as) => tables.find(({ lookup }) => lookup.key === key && lookup.as === as)?.values ?? new Map(),
  }
  return { ...view, view: () => view, refresh: async () => {} }
}

function pairsOf(labelSets: readonly Labels[], { key, as }: LookupTable['lookup']): ReadonlyMap<string, string> {
  return new Map(
    labelSets.flatMap(({ [key]: value, [as]: other }) =>
      value === undefined || other === undefined ? [] : [[value, other]],
    ),
  )
}
