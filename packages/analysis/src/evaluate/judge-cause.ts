import type { EvidenceRule, Rule } from '../rules/rule-schema.ts'
import { askCondition, askRequirement, type Finding, type Inquiry } from './ask-condition.ts'
import type { Episode } from './episode.ts'
import type { Readings } from './readings.ts'
import type { Suspect } from './suspect.ts'

/** Evidence that was looked for, with what it adds to the log-odds. */
interface Weighed {
  rule: EvidenceRule
  finding: Finding
  weight: number
}

/** What came of suspecting one cause of one suspect. */
export type Judged =
  | { state: 'no'; rule: Rule; suspect: Suspect }
  | { state: 'unknown'; rule: Rule; suspect: Suspect; why: readonly string[] }
  | {
      state: 'yes'
      rule: Rule
      suspect: Suspect
      required: readonly Finding[]
      evidence: readonly Weighed[]
      /** Evidence that could not be measured. */
      unmeasured: readonly string[]
      during: Episode
      /** Causes that look alike and could not be judged, by id. */
      open: readonly string[]
      /** ln(p / (1 − p)): the prior's and the sum of the weights, less the doubt about what is open. */
      logOdds: number
    }

export type Accused = Extract<Judged, { state: 'yes' }>

/**
 * Suspects one cause of one suspect. Its requirements are asked first; the first that tells when it held gives the time in
 * which everything else is compared. Evidence adds up as log-odds (Good's weight of evidence), unknown evidence adds nothing.
 */
export function judgeCause(rule: Rule, suspect: Suspect, readings: Readings, lag: number): Judged {
  const inquiry: Inquiry = { suspect, readings, during: undefined, lag }
  const first = askUntilNo(rule, inquiry)
  if (first === undefined) return { state: 'no', rule, suspect }
  const during = episodeIn(first)
  const required = during === undefined ? first : askUntilNo(rule, { ...inquiry, during })
  if (required === undefined) return { state: 'no', rule, suspect }
  const open = required.filter(({ state }) => state === 'unknown')
  if (open.length > 0 || during === undefined) {
    return { state: 'unknown', rule, suspect, why: open.flatMap(({ why }) => why ?? []) }
  }
  const evidence = rule.evidence.map((each): Weighed => {
    const finding = askCondition(each, { ...inquiry, during })
    const weight = finding.state === 'yes' ? each.weight : finding.state === 'no' ? each.otherwise : 0
    return { rule: each, finding, weight }
  })
  return {
    state: 'yes',
    rule,
    suspect,
    required,
    evidence,
    unmeasured: evidence.flatMap(({ finding }) => (finding.state === 'unknown' ? (finding.why ?? []) : [])),
    during,
    open: [],
    logOdds: logit(rule.prior) + evidence.reduce((sum, { weight }) => sum + weight, 0),
  }
}

/** What all requirements say; undefined as soon as one is not met, for most are not. */
function askUntilNo({ requires }: Rule, inquiry: Inquiry): Finding[] | undefined {
  const findings: Finding[] = []
  for (const requirement of requires) {
    const finding = askRequirement(requirement, inquiry)
    if (finding.state === 'no') return undefined
    findings.push(finding)
  }
  return findings
}

/** What a cause that looks alike and could not be judged takes off the log-odds. */
export const doubt = 1

/** Lowers what rests on figures that another cause might explain as well, were it measured. */
export function withDoubts(judged: readonly Judged[]): Judged[] {
  const unjudged = new Set(judged.flatMap((each) => (each.state === 'unknown' ? each.rule.id : [])))
  return judged.map((each) => {
    if (each.state !== 'yes') return each
    const open = each.rule.alike.map(({ cause }) => cause).filter((cause) => unjudged.has(cause))
    return open.length === 0 ? each : { ...each, open, logOdds: each.logOdds - doubt }
  })
}

/** When the requirements held: the time of the first that tells one, over all members where it speaks of several. */
function episodeIn(findings: readonly Finding[]): Episode | undefined {
  for (const { state, condition, answers } of findings) {
    if (state !== 'yes') continue
    const episodes = answers.flatMap(({ episode }) => episode ?? [])
    const [first] = episodes
    if (first === undefined) continue
    if (condition.members === undefined) return first
    return {
      from: Math.min(...episodes.map(({ from }) => from)),
      to: Math.max(...episodes.map(({ to }) => to)),
      share: Math.max(...episodes.map(({ share }) => share)),
      fromStart: episodes.some(({ fromStart }) => fromStart),
      ongoing: episodes.some(({ ongoing }) => ongoing),
    }
  }
  return undefined
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability))
}

/** Never quite certain: the rules are a model, and a cause that they do not know may look like one that they do. */
const surest = 0.97

export function probability(logOdds: number): number {
  return Math.min(surest, 1 / (1 + Math.exp(-logOdds)))
}
