import { AppError } from '@ocp-perf/errors'
import type { PromSource } from '@ocp-perf/promql'
import { expandQuery } from '../expression.ts'
import type { Part, Profile } from '../profile-schema.ts'
import type { LookupOptions } from './lookups.ts'
import { matchersText } from './matchers.ts'
import type { SelectorOverrides } from './profiles.ts'
import { type TargetFacts, targetsOf } from './targets.ts'

/** Why each selector of a missing part means nothing here, by selector. */
export type MissingParts = ReadonlyMap<string, string>

export interface MissingPartsOptions {
  targets: readonly TargetFacts[]
  /** What the user selects by is there, whatever it looks like. */
  overrides?: SelectorOverrides | undefined
}

/**
 * The parts of a profile that this cluster is seen to do without. Whoever took a recording may have left anything out, so that
 * nothing is known to be missing in one.
 */
export async function readMissingParts(
  source: PromSource,
  profile: Profile,
  { targets, overrides = {} }: MissingPartsOptions,
  asking: LookupOptions,
): Promise<MissingParts> {
  if (source.recording !== undefined) return new Map()
  const silent = profile.parts.filter(
    ({ selectors }) =>
      selectors.every((name) => !Object.hasOwn(overrides, name)) &&
      selectors.every((name) => {
        const matchers = profile.selectors[name]
        return matchers?.job === undefined || targetsOf(matchers, targets).length === 0
      }),
  )
  const missing = await Promise.all(
    silent.map(async (part) => ((await isMissing(source, profile, part, asking)) ? [part] : [])),
  )
  return new Map(
    missing.flat().flatMap((part) => part.selectors.map((name) => [name, reasonOf(part, profile)] as const)),
  )
}

async function isMissing(source: PromSource, profile: Profile, part: Part, asking: LookupOptions): Promise<boolean> {
  const { query } = expandQuery(part.missing, profile, 0)
  if (query === undefined) return false
  try {
    return (await source.instant(query, asking)).series.length > 0
  } catch (error) {
    // What could not be asked is not known to be missing, and its metrics say themselves why there are none.
    if (error instanceof AppError) return false
    throw error
  }
}

function reasonOf({ title, selectors }: Part, { selectors: known }: Profile): string {
  const name = selectors.find((each) => known[each]?.job !== undefined)
  const matchers = name === undefined ? undefined : known[name]
  return matchers === undefined
    ? `this cluster has no ${title}`
    : `this cluster has no ${title}: no target has ${matchersText(matchers)} (another name? set selectors.${name} in clusters.yaml)`
}
