import type { Recommendation } from '@ocp-perf/panel'
import type { Rule } from '../rules/rule-schema.ts'
import type { Scope } from './scope.ts'

/** What may stand in a command without quotes; a label may hold anything. */
const harmless = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** What to check and to change, in the rule's order, for this platform and these members. */
export function adviceOf({ advice }: Rule, scope: Scope, platform: string): Recommendation[] {
  return advice
    .filter(({ profiles }) => profiles === undefined || profiles.includes(platform))
    .map(({ check, change, command, source }) => ({
      kind: check === undefined ? ('change' as const) : ('check' as const),
      text: fill(check ?? change ?? '', scope),
      ...(command === undefined ? {} : { command: fill(command, scope) }),
      source,
    }))
}

/** `$member` and `$node`: a name that could be more than a name in a shell becomes a word to fill in. */
function fill(text: string, { members, nodes }: Scope): string {
  return text.replaceAll('$member', named(members[0], 'MEMBER')).replaceAll('$node', named(nodes[0], 'NODE'))
}

function named(name: string | undefined, otherwise: string): string {
  return name !== undefined && harmless.test(name) ? name : otherwise
}
