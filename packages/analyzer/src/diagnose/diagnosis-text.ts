import { isRecordingNote } from '@ocp-perf/metrics'
import {
  areNodes,
  type Cause,
  type CauseEvidence,
  type Diagnosis,
  type Finding,
  formatValue,
  type MemberStanding,
  type PanelResult,
  type Recommendation,
  type Unseen,
  wholePercent,
} from '@ocp-perf/panel'
import { joinLines } from '../summarize-panel.ts'

/** How much of a diagnosis a text tells; the data have it all. */
export interface Measure {
  causes: number
  evidence: number
  against: number
  recommendations: number
  findings: number
  unseen: number
  members: number
}

export const brief: Measure = {
  causes: 3,
  evidence: 4,
  against: 2,
  recommendations: 4,
  findings: 0,
  unseen: 4,
  members: 0,
}
const full: Measure = { causes: 4, evidence: 5, against: 2, recommendations: 3, findings: 8, unseen: 5, members: 7 }

/** Why something is slow, as text that stands alone: verdict, then each cause with its evidence and what to do. */
export function summarizeCauses(diagnosis: Diagnosis): string {
  return joinLines(headOf(diagnosis), [
    ...diagnosis.notes.filter(isRecordingNote),
    ...causeLines(diagnosis, brief),
    ...impactLines(diagnosis),
    ...unseenLines(diagnosis, brief),
  ])
}

/** A diagnosis with all that was measured, as text that stands alone: causes, members, findings, then each group. */
export function summarizeDeepDrive(diagnosis: Diagnosis & { panels: readonly PanelResult[] }): string {
  const { members, notes, panels } = diagnosis
  return joinLines(headOf(diagnosis), [
    ...notes.filter(isRecordingNote),
    ...causeLines(diagnosis, full),
    ...(members.length === 0
      ? []
      : [areNodes(members) ? 'Nodes:' : 'Members:', ...members.slice(0, full.members).map(memberLine)]),
    ...more(members.length - full.members, 'of them, none worse'),
    ...findingLines(diagnosis, full),
    ...impactLines(diagnosis),
    ...unseenLines(diagnosis, full),
    'Groups:',
    ...panels.map(({ panel, verdict, headline }) => `- ${panel}: ${verdict}: ${headline}`),
    ...notes.filter((note) => !isRecordingNote(note)).map((note) => `Note: ${note}`),
  ])
}

function headOf({ verdict, headline, cluster, window, score }: Diagnosis): string {
  const from = formatValue(window.start, 'timestamp')
  const scored = score.value === null ? '' : `; score ${Math.round(score.value)} of 100`
  return `${verdict}: ${headline}\n${cluster}, ${from} to ${formatValue(window.end, 'timestamp')}${scored}`
}

export function causeLines(
  { causes, consequences }: Pick<Diagnosis, 'causes' | 'consequences'>,
  measure: Measure,
): string[] {
  const shown = causes.slice(0, measure.causes)
  return [
    ...shown.flatMap((cause, index) => describeCause(cause, index + 1, measure)),
    ...more(causes.length - shown.length, 'more causes'),
    ...(consequences.length === 0
      ? []
      : [`Brought about by these: ${consequences.map(({ id, scope }) => `${id} (${scope})`).join(', ')}.`]),
  ]
}

function describeCause(cause: Cause, place: number, measure: Measure): string[] {
  const { evidence, alike, unmeasured, recommendations } = cause
  const against = evidence.filter(speaksAgainst)
  return [
    `${place}. ${cause.id}, ${cause.scope}: ${cause.severity}, ${wholePercent(cause.confidence)} sure, ${timeOf(cause)}`,
    ...evidence
      .filter((each) => !speaksAgainst(each) && !isToldAgain(each, evidence))
      .slice(0, measure.evidence)
      .map(({ says }) => `   + ${says}`),
    ...against.slice(0, measure.against).map(({ says }) => `   − ${says}`),
    ...alike.map(({ cause: other, because }) => `   Could also be ${other}: ${because}.`),
    ...(unmeasured.length === 0 ? [] : [`   Not measured: ${unmeasured.slice(0, measure.unseen).join('; ')}.`]),
    ...recommendations.slice(0, measure.recommendations).map(describeAdvice),
  ]
}

/** What is required may support the cause as well, which then tells the same and why it matters. */
function isToldAgain({ says }: CauseEvidence, evidence: readonly CauseEvidence[]): boolean {
  return evidence.some((other) => other.says.startsWith(`${says}. `))
}

function speaksAgainst({ role, weight }: CauseEvidence): boolean {
  return role === 'contradicts' || weight < 0
}

function timeOf({ onset, onset_within, ongoing }: Cause): string {
  const end = ongoing ? 'still' : 'over by the end'
  if (onset === null) return `since the window's start or before, ${end}`
  return `since ${formatValue(onset, 'timestamp')} (to within ${formatValue(onset_within, 'seconds')}), ${end}`
}

function describeAdvice({ kind, text, command }: Recommendation): string {
  const [first, ...others] = command?.split('\n') ?? []
  const shown = first === undefined ? '' : ` \`${first}\``
  const rest = others.length === 0 ? '' : ` (and ${others.length} more like it)`
  return `   ${kind === 'check' ? 'Check' : 'Change'}: ${text}${shown}${rest}`
}

function memberLine({ name, node, leader, verdict, says }: MemberStanding): string {
  const about = [...(leader ? ['leader'] : []), ...(node === null || node === name ? [] : [`on ${node}`])]
  return `- ${name}${about.length === 0 ? '' : ` (${about.join(', ')})`}: ${verdict}: ${says}`
}

/** What no cause explains first: the rest has been told as evidence. */
function findingLines({ findings }: Diagnosis, measure: Measure): string[] {
  if (findings.length === 0) return []
  const sorted = [...findings].sort((a, b) => Number(a.cause !== null) - Number(b.cause !== null))
  const shown = sorted.slice(0, measure.findings)
  return ['Beyond a limit:', ...shown.map(describeFinding), ...more(findings.length - shown.length, 'more')]
}

function describeFinding({ severity, title, cause, evidence }: Finding): string {
  return `- ${severity}: ${evidence[0]?.says ?? title}${cause === null ? ' (no cause explains it)' : ` (${cause})`}`
}

function impactLines({ impact }: Diagnosis): string[] {
  return impact.slice(0, 3).map(({ says }) => `Felt by clients: ${says}`)
}

export function unseenLines({ unseen }: Pick<Diagnosis, 'unseen'>, measure: Measure): string[] {
  // A source that fails or is slow is the reason of many things, and told once.
  const groups = new Map<string, Unseen[]>()
  for (const each of unseen) groups.set(each.why, [...(groups.get(each.why) ?? []), each])
  const shown = [...groups].slice(0, measure.unseen)
  return [
    ...shown.map(([why, things]) => {
      const causes = [...new Set(things.flatMap((each) => each.causes))]
      const open = causes.length === 0 ? '' : `; leaves open ${some(causes)}`
      return `Not seen: ${some(things.map(({ what }) => what))}: ${why}${open}`
    }),
    ...more(unseen.length - shown.flatMap(([, things]) => things).length, 'more things were not seen'),
  ]
}

const namesTold = 2

function some(names: readonly string[]): string {
  const left = names.length - namesTold
  return `${names.slice(0, namesTold).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}

function more(count: number, what: string): string[] {
  return count > 0 ? [`… and ${count} ${what}; the structured data has them.`] : []
}
