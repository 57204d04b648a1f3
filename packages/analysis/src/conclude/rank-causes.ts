import type { Cause } from '@ocp-perf/panel'
import type { Rule } from '../rules/rule-schema.ts'
import type { RankedCause } from './build-cause.ts'

export interface Ranking {
  causes: Cause[]
  /** What one of the causes brought about. */
  consequences: Cause[]
}

/** A cause this much less likely than another that rests on the same rows is not named beside it; as log-odds. */
const outweighs = 1.5

/**
 * Puts causes in order; `doubtful` are all that may be, however unlikely. What a likelier or as early cause brings about is its consequence; of two that rest on the same rows
 * the clearly weaker one is left out, and two that cannot be told apart say so of each other. First what still lasts, then
 * what is surer.
 */
export function rankCauses(
  found: readonly RankedCause[],
  doubtful: readonly RankedCause[],
  rules: readonly Rule[],
): Ranking {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const sorted = [...found].sort((a, b) => b.logOdds - a.logOdds)
  const kept = sorted.filter((each) => !sorted.some((other) => other !== each && defeats(other, each, byId)))
  const brought = new Map<RankedCause, RankedCause>()
  for (const cause of kept) {
    const origin = kept.find((other) => other !== cause && !brought.has(other) && bringsAbout(other, cause, byId))
    if (origin !== undefined) brought.set(cause, origin)
  }
  for (const [consequence, { cause }] of brought) cause.brings.push(consequence.cause.id)
  const causes = kept.filter((each) => !brought.has(each)).sort(compare)
  const explained = new Set([...brought.keys()].map(({ cause }) => cause.id))
  for (const one of causes) {
    for (const other of doubtful) {
      if (!explained.has(other.cause.id) && cannotBeToldFrom(one, other)) tellAlike(one, other, byId)
    }
  }
  return { causes: causes.map(({ cause }) => cause), consequences: [...brought.keys()].map(({ cause }) => cause) }
}

function compare(a: RankedCause, b: RankedCause): number {
  return Number(b.cause.ongoing) - Number(a.cause.ongoing) || b.logOdds - a.logOdds
}

function defeats(strong: RankedCause, weak: RankedCause, rules: ReadonlyMap<string, Rule>): boolean {
  return (
    strong.logOdds >= weak.logOdds + outweighs &&
    isAlike(strong, weak) &&
    !bringsAbout(strong, weak, rules) &&
    !bringsAbout(weak, strong, rules)
  )
}

/** Another cause of the same members and figures that is hardly less likely, whether or not it is named itself. */
function cannotBeToldFrom(one: RankedCause, other: RankedCause): boolean {
  return (
    one.cause.id !== other.cause.id &&
    other.logOdds > one.logOdds - outweighs &&
    overlaps(one, other) &&
    isAlike(one, other)
  )
}

/** Whether both rest on a row in common, so that they explain the same. */
function isAlike(one: RankedCause, other: RankedCause): boolean {
  return [...one.rests].some((row) => other.rests.has(row))
}

function bringsAbout(origin: RankedCause, consequence: RankedCause, rules: ReadonlyMap<string, Rule>): boolean {
  const names = (one: RankedCause, other: RankedCause) =>
    rules.get(one.cause.id)?.brings.includes(other.cause.id) ?? false
  // Of two that may bring each other about the surer one did.
  const slack = names(consequence, origin) ? 0 : outweighs
  return (
    names(origin, consequence) &&
    overlaps(origin, consequence) &&
    isNotLater(origin, consequence) &&
    origin.logOdds > consequence.logOdds - slack
  )
}

function overlaps({ touches: one }: RankedCause, { touches: other }: RankedCause): boolean {
  return one.size === 0 || other.size === 0 || [...one].some((member) => other.has(member))
}

/** Windowed figures lag, so that a cause may seem to begin a little after what it brought about. */
function isNotLater({ cause: origin }: RankedCause, { cause: consequence }: RankedCause): boolean {
  const slack = 2 * Math.max(origin.onset_within, consequence.onset_within) + 30
  return (origin.onset ?? 0) <= (consequence.onset ?? 0) + slack || origin.onset === null
}

function tellAlike({ cause }: RankedCause, { cause: other }: RankedCause, rules: ReadonlyMap<string, Rule>): void {
  if (cause.alike.some((each) => each.cause === other.id)) return
  const because = rules.get(cause.id)?.alike.find((each) => each.cause === other.id)?.because
  cause.alike.push({
    cause: other.id,
    because: because ?? 'both rest on the same figures, and nothing measured tells them apart',
  })
}
