import type { NamedFault } from '../../injection/fault.ts'
import type { PlanEntry } from './plan-schema.ts'

/** Why an entry gets a new lab, or undefined where the one before it serves. */
type Restart = 'first' | 'fresh' | 'load' | 'network' | 'traces'

export interface PlanStep {
  entry: PlanEntry
  restart: Restart | undefined
}

/** The entries in the plan's order, with a new lab where the one before would show in the next recording. */
export function planSteps(entries: readonly PlanEntry[], faults: readonly NamedFault[]): PlanStep[] {
  const lasting = new Set(faults.filter(({ leavesTraces }) => leavesTraces).map(({ name }) => name))
  return entries.map((entry, index) => ({ entry, restart: restartBetween(entries[index - 1], entry, lasting) }))
}

function restartBetween(
  before: PlanEntry | undefined,
  entry: PlanEntry,
  lasting: ReadonlySet<string>,
): Restart | undefined {
  if (before === undefined) return 'first'
  if (entry.fresh) return 'fresh'
  if (!sameLoad(before, entry)) return 'load'
  if (before.network !== entry.network) return 'network'
  return before.fault !== undefined && lasting.has(before.fault) ? 'traces' : undefined
}

function sameLoad({ load: one }: PlanEntry, { load: other }: PlanEntry): boolean {
  return one.mode === other.mode && one.rate === other.rate && one.size === other.size
}
