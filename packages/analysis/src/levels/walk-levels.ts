import {
  type Cause,
  compareVerdicts,
  type Diagnosis,
  type Finding,
  isBad,
  type LevelCause,
  type LevelStanding,
  type LevelWalk,
  type Unseen,
  type Verdict,
  worstVerdict,
} from '@ocp-perf/panel'
import { moment } from '../conclude/evidence.ts'
import { commonReason } from '../conclude/unseen.ts'
import type { Level } from '../rules/load-levels.ts'
import type { Rule, Rules } from '../rules/rule-schema.ts'
import { type Lacking, lackedByAll } from './lacking.ts'
import { findSymptom, type Symptom } from './symptom.ts'

/** The diagnosis of one domain, and all of its rules, whether or not they can hold in this cluster. */
export interface DiagnosedDomain {
  rules: Rules
  diagnosis: Diagnosis
}

export interface WalkOptions {
  /** When the symptom began, unix seconds. */
  symptomSince?: number | undefined
  /** Metrics of parts that this cluster does not have. */
  lacking?: Lacking | undefined
}

/** A cause with what its level tells of it. */
interface Placed {
  cause: Cause
  told: LevelCause
  level: string
}

/**
 * Walks the levels of a cluster from what everything rests on upwards and stops at the first one with a cause that began
 * before the symptom: `symptomSince` (unix seconds) or else what users were measured to feel. Where nobody feels anything it
 * stops at the first level with a cause at all. A level of which the cluster has nothing is said to be none, and does not count.
 */
export function walkLevels(
  diagnosed: readonly DiagnosedDomain[],
  levels: readonly Level[],
  { symptomSince, lacking = new Map() }: WalkOptions = {},
): Omit<LevelWalk, 'cluster' | 'window' | 'notes'> {
  const symptom = findSymptom(
    diagnosed.map(({ diagnosis }) => diagnosis),
    symptomSince,
  )
  const placed = diagnosed.flatMap((each) => placeCauses(each, diagnosed, symptom))
  const standings = levels.map((level) => standingOf(level, { placed, diagnosed, lacking }))
  const stop = standings.find(({ causes }) => causes.some(mayStop))
  const verdict = verdictOf(standings)
  const unseen = unseenOf(diagnosed)
  return {
    verdict,
    headline: headlineOf({ verdict, standings, stop, symptom, unseen, window: diagnosed[0]?.diagnosis.window }),
    symptom: symptom ?? null,
    levels: standings,
    stopped_at: stop?.id ?? null,
    causes: placed
      .filter(({ level, told }) => level === stop?.id && mayStop(told))
      .sort(bySurety)
      .map(({ cause }) => cause),
    unseen,
  }
}

/** What several domains could not see is told once, with all that it leaves open. */
function unseenOf(diagnosed: readonly DiagnosedDomain[]): Unseen[] {
  const told = new Map<string, Unseen>()
  for (const { what, why, causes } of diagnosed.flatMap(({ diagnosis }) => diagnosis.unseen)) {
    const known = told.get(what)
    told.set(what, { what, why, causes: [...new Set([...(known?.causes ?? []), ...causes])] })
  }
  return [...told.values()]
}

/** Something wrong at any level is; otherwise all of them must have been seen for all to be well. */
function verdictOf(standings: readonly LevelStanding[]): Verdict {
  const verdicts = standings.flatMap(({ verdict, part_of_cluster: isThere }) => (isThere ? [verdict] : []))
  const worst = worstVerdict(verdicts)
  if (isBad(worst) || worst === 'ok') return worst
  return verdicts.every((verdict) => verdict === 'no_data') ? 'no_data' : 'unknown'
}

/** Onsets of different figures are compared, of which each is blurred by its rate's window. Seconds. */
const slack = 30

function placeCauses(
  { rules, diagnosis }: DiagnosedDomain,
  diagnosed: readonly DiagnosedDomain[],
  symptom: Symptom | undefined,
): Placed[] {
  const { domain } = diagnosis
  return diagnosis.causes.map((cause) => {
    const { id, severity, scope, summary, confidence, onset, ongoing } = cause
    const rule = rules.causes.find((each) => each.id === id)
    const precedes = symptom === undefined ? null : isBefore(cause, symptom)
    const follows = rule === undefined ? null : originOf(cause, rule, diagnosed)
    const told = { domain, id, severity, scope, summary, confidence, onset, ongoing, precedes, follows }
    return { cause, level: rule?.level ?? rules.domain.level, told }
  })
}

/** The cause of another domain that explains one: on the same nodes, and no later. */
function originOf(cause: Cause, rule: Rule, diagnosed: readonly DiagnosedDomain[]): LevelCause['follows'] {
  for (const { diagnosis } of diagnosed) {
    const { domain } = diagnosis
    const origin = diagnosis.causes.find(
      (other) =>
        (rule.follows.includes(domain) || rule.follows.includes(`${domain}/${other.id}`)) &&
        sharesNodes(cause, other) &&
        isBefore(other, { since: cause.onset }),
    )
    if (origin !== undefined) return { domain, cause: origin.id }
  }
  return null
}

/** What is about no node in particular is about all of them. */
function sharesNodes({ nodes: one }: Cause, { nodes: other }: Cause): boolean {
  return one.length === 0 || other.length === 0 || one.some((node) => other.includes(node))
}

/** What follows from something else, or from the symptom itself, explains neither. */
function mayStop({ precedes, follows }: LevelCause): boolean {
  return precedes !== false && follows === null
}

/** What reaches back beyond the window comes before everything that began in it. */
function isBefore({ onset, onset_within: within }: Cause, { since }: Pick<Symptom, 'since'>): boolean {
  if (onset === null) return true
  return since !== null && onset <= since + 2 * within + slack
}

function bySurety({ cause: a }: Placed, { cause: b }: Placed): number {
  return Number(b.ongoing) - Number(a.ongoing) || b.confidence - a.confidence
}

interface Walking {
  placed: readonly Placed[]
  diagnosed: readonly DiagnosedDomain[]
  lacking: Lacking
}

function standingOf({ id, title }: Level, { placed, diagnosed, lacking }: Walking): LevelStanding {
  const causes = placed
    .filter(({ level }) => level === id)
    .sort(bySurety)
    .map(({ told }) => told)
  // What no cause explains belongs to the level of the domain that measured it.
  const unexplained = diagnosed
    .filter(({ rules }) => rules.domain.level === id)
    .flatMap(({ diagnosis }) => diagnosis.findings.filter(({ cause }) => cause === null))
  const bad = [...causes, ...unexplained].map(({ severity }) => severity).sort(compareVerdicts)
  const lacked = bad.length > 0 ? undefined : lackedByAll(rulesAt(id, diagnosed), lacking)
  if (lacked !== undefined)
    return { id, title, verdict: 'no_data', part_of_cluster: false, says: `not counted: ${lacked}`, causes }
  const verdict = bad[0] ?? seenOf(id, diagnosed)
  return {
    id,
    title,
    verdict,
    part_of_cluster: true,
    says: sayLevel(verdict, causes, unexplained, unseenAt(id, diagnosed)),
    causes,
  }
}

function rulesAt(id: string, diagnosed: readonly DiagnosedDomain[]): Rule[] {
  return diagnosed.flatMap(({ rules: { domain, causes } }) => causes.filter(({ level = domain.level }) => level === id))
}

/** Whether a level at which nothing is wrong could be judged: the domains that have causes there say so. */
function seenOf(id: string, diagnosed: readonly DiagnosedDomain[]): Verdict {
  const seen = judgesOf(id, diagnosed).map(({ diagnosis }) => (isBad(diagnosis.verdict) ? 'ok' : diagnosis.verdict))
  return worstVerdict(seen)
}

function judgesOf(id: string, diagnosed: readonly DiagnosedDomain[]): readonly DiagnosedDomain[] {
  const own = diagnosed.filter(({ rules }) => rules.domain.level === id)
  return own.length > 0 ? own : diagnosed.filter(({ rules }) => rules.causes.some(({ level }) => level === id))
}

/** What could not be seen by the domains that judge a level. */
function unseenAt(id: string, diagnosed: readonly DiagnosedDomain[]): Unseen[] {
  return judgesOf(id, diagnosed).flatMap(({ diagnosis }) => diagnosis.unseen.filter(({ causes }) => causes.length > 0))
}

function sayLevel(
  verdict: Verdict,
  causes: readonly LevelCause[],
  [finding]: readonly Finding[],
  unseen: readonly Unseen[],
): string {
  const [first, ...more] = causes
  if (first !== undefined)
    return `${first.summary}${more.length === 0 ? '' : ` (and ${more.map(({ id, scope }) => `${id}: ${scope}`).join(', ')})`}`
  if (finding !== undefined) return `${finding.evidence[0]?.says ?? finding.title}; no known cause fits`
  if (verdict === 'ok') return 'nothing wrong'
  const reason = commonReason(unseen)
  const because = reason === undefined ? '' : `: ${reason}`
  return verdict === 'no_data'
    ? `nothing was measured${because}`
    : `nothing wrong in what was seen, but not all could be judged${because}`
}

interface Walked {
  verdict: Verdict
  standings: readonly LevelStanding[]
  stop: LevelStanding | undefined
  symptom: Symptom | undefined
  unseen: readonly Unseen[]
  window: Diagnosis['window'] | undefined
}

/** Where the walk stopped and why, in one sentence. */
function headlineOf({ verdict, standings, stop, symptom, unseen: things, window }: Walked): string {
  const dark = standings.filter(
    (each) => each.part_of_cluster && (each.verdict === 'no_data' || each.verdict === 'unknown'),
  )
  const listed = dark.map(({ title }) => title).join(', ')
  const reason = commonReason(things.filter(({ causes }) => causes.length > 0))
  const because = reason === undefined ? '' : ` (${reason})`
  const missing = standings.flatMap(({ title, part_of_cluster: isThere }) => (isThere ? [] : [title])).join(', ')
  const unseen = `${dark.length === 0 ? '' : `; could not be judged: ${listed}${because}`}${missing === '' ? '' : `; not part of this cluster: ${missing}`}`
  if (stop === undefined) {
    const later = standings.find(({ causes }) => causes.length > 0)
    if (later !== undefined)
      return `No cause that was found began before the symptom; the first one after it is at ${later.title}: ${later.says}${unseen}`
    if (isBad(verdict)) return `No known cause at any level, though some limits are not kept${unseen}`
    return `No cause at any level${unseen}`
  }
  const why =
    symptom === undefined
      ? 'nobody was measured to suffer from it'
      : symptom.since === null || window === undefined
        ? 'there before the window began, as the symptom was'
        : `before the symptom (${moment(symptom.since, window)})`
  const before = dark.filter((each) => standings.indexOf(each) < standings.indexOf(stop))
  const below =
    before.length === 0 ? '' : `; below it ${before.map(({ title }) => title).join(', ')} could not be judged`
  return `Stopped at ${stop.title}, ${why}: ${stop.says}${below}`
}
