import type { Condition, Rule } from './rule-schema.ts'

/** Every condition of a rule. */
export function conditionsOf({ requires, evidence }: Rule): readonly Condition[] {
  return [...requires.flatMap((requirement) => ('any' in requirement ? requirement.any : [requirement])), ...evidence]
}
