export { analyze } from './analyze.ts'
export type { Measured } from './evaluate/readings.ts'
export { loadRules } from './rules/load-rules.ts'
export type { Domain, Rule, Rules } from './rules/rule-schema.ts'
