import { AppError } from '@ocp-perf/errors'
import { escapeRegex, type PromSource } from '@ocp-perf/promql'
import { expandQuery } from '../expression.ts'
import type { Profile } from '../profile-schema.ts'
import type { LookupOptions } from './lookups.ts'
import type { PlatformView } from './platform.ts'

/** What the targets of each selector of the profile's `nodes` are called, by selector. */
export type NodeTargets = ReadonlyMap<string, ReadonlySet<string>>

/** Asks by which names nodes' targets go; a selector that cannot be read has none, and is never narrowed. */
export async function readNodeTargets(
  source: PromSource,
  profile: Profile,
  options: LookupOptions,
): Promise<NodeTargets> {
  const read = Object.entries(profile.nodes).map(async ([selector, label]) => {
    // As long as members are looked for, so that a target that is gone for a moment is still one.
    const { query } = expandQuery(`group by (${label}) (last_over_time(up{$${selector}}[1h]))`, profile, 0)
    if (query === undefined) return [selector, new Set<string>()] as const
    try {
      const { series } = await source.instant(query, options)
      return [selector, new Set(series.flatMap(({ labels }) => labels[label] || []))] as const
    } catch (error) {
      // Without it everything is asked of all nodes, which costs more and tells the same.
      if (error instanceof AppError) return [selector, new Set<string>()] as const
      throw error
    }
  })
  return new Map(await Promise.all(read))
}

/**
 * A view whose selectors of nodes' targets fit those of the given nodes alone. A selector stays whole where a target of one
 * of the nodes is not known by name, and where whoever wrote it narrowed it by the same label.
 */
export function onNodes(view: PlatformView, names: readonly string[]): PlatformView {
  if (names.length === 0) return view
  const { profile } = view
  const callings = [...view.table('node', 'node')]
  const narrowed = Object.entries(profile.nodes).flatMap(([name, label]) => {
    const selector = profile.selectors[name]
    const targets = view.nodeTargets(name)
    const own = names.map((node) =>
      // A node goes by its name or by what a lookup turns into it, as where targets are called by their addresses.
      [node, ...callings.flatMap(([target, called]) => (called === node ? [target] : []))].filter((each) =>
        targets.has(each),
      ),
    )
    if (selector === undefined || label in selector || own.some(({ length }) => length === 0)) return []
    const value = `~${[...new Set(own.flat())].map(escapeRegex).join('|')}`
    return [[name, { ...selector, [label]: value }] as const]
  })
  if (narrowed.length === 0) return view
  const selectors: Profile['selectors'] = { ...profile.selectors, ...Object.fromEntries(narrowed) }
  return { ...view, profile: { ...profile, selectors } }
}

/** The nodes that members run on; where members cannot be placed, the control plane, which runs them. */
export function memberNodes(view: Pick<PlatformView, 'table'>): string[] {
  const ofMembers = [...view.table('member', 'node').values()]
  const controlPlane = [...view.table('node', 'role')].filter(([, role]) => role !== '').map(([node]) => node)
  return [...new Set(ofMembers.length > 0 ? ofMembers : controlPlane)].sort()
}
