import type { EvidenceRule, Rule } from '../rules/rule-schema.ts'
import { askCondition, askRequirement, type Finding, type Inquiry, isClearlyUnmet } from './ask-condition.ts'
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
      /** Whether the window is too short to compare in. */
      isBrief: boolean
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
  const first = rule.requires.some((each) => isClearlyUnmet(each, inquiry)) ? undefined : askUntilNo(rule, inquiry)
  if (first === undefined) return { state: 'no', rule, suspect }
  const during = episodeIn(first, suspect)
  const required = during === undefined ? first : askUntilNo(rule, { ...inquiry, during })
  if (required === undefined) return { state: 'no', rule, suspect }
  const open = required.filter(({ state }) => state === 'unknown')
  if (open.length > 0 || during === undefined) {
    return { state: 'unknown', rule, suspect, why: open.flatMap(({ why }) => why ?? []) }
  }
  const evidence = weigh(
    rule.evidence.map((each) => ({ rule: each, finding: askCondition(each, { ...inquiry, during }) })),
  )
  return {
    state: 'yes',
    rule,
    suspect,
    required,
    evidence,
    unmeasured: evidence.flatMap(({ finding }) => (finding.state === 'unknown' ? (finding.why ?? []) : [])),
    during,
    open: [],
    isBrief: false,
    logOdds: logit(rule.prior) + evidence.reduce((sum, { weight }) => sum + weight, 0),
  }
}

/** Where signs of a cause were looked for and none was found, what else was not found does not speak for it either. */
function weigh(asked: readonly Omit<Weighed, 'weight'>[]): Weighed[] {
  const signs = asked.filter(({ rule, finding }) => rule.weight > 0 && finding.state !== 'unknown')
  const hasNone = signs.length > 0 && signs.every(({ finding }) => finding.state !== 'yes')
  return asked.map(({ rule, finding }) => {
    const otherwise = hasNone ? Math.min(rule.otherwise, 0) : rule.otherwise
    return { rule, finding, weight: finding.state === 'yes' ? rule.weight : finding.state === 'no' ? otherwise : 0 }
  })
}

/** What all requirements say; undefined as soon as one is not met, for most are not. */
function askUntilNo({ requires }: Rule, inquiry: Inquiry): Finding[] | undefined {
  const findings: Finding[] = []
  for (const requirement of requires) {
    const finding = askRequirement(requirement, inquiry)
    if (finding.state === 'no' || finding.state === 'always') return undefined
    findings.push(finding)
  }
  return findings
}

/** What a cause that looks alike and could not be judged takes off the log-odds, and what a window does in which little can be compared. */
export const doubts = { alike: 1, brevity: 2 }

/** Lowers what rests on figures that another cause might explain as well, were it measured, or on too few of them. */
export function withDoubts(judged: readonly Judged[], isBrief: boolean): Judged[] {
  const unjudged = new Set(judged.flatMap((each) => (each.state === 'unknown' ? each.rule.id : [])))
  return judged.map((each) => {
    if (each.state !== 'yes') return each
    const open = each.rule.alike.map(({ cause }) => cause).filter((cause) => unjudged.has(cause))
    const less = (open.length === 0 ? 0 : doubts.alike) + (isBrief ? doubts.brevity : 0)
    return { ...each, open, isBrief, logOdds: each.logOdds - less }
  })
}

/**
 * When the requirements held: the time of the first that tells one, over all members where it speaks of several, and where the
 * cluster's trouble is that something happens to one after the other.
 */
function episodeIn(findings: readonly Finding[], { members }: Suspect): Episode | undefined {
  for (const { state, condition, answers } of findings) {
    if (state !== 'yes') continue
    const episodes = answers.flatMap(({ episode }) => episode ?? [])
    const [first] = episodes
    if (first === undefined) continue
    const happens = condition.is === 'present' || condition.is === 'changed'
    if (condition.members === undefined && !(happens && members.length === 0)) return first
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
