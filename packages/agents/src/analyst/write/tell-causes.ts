import {
  type Cause,
  type Diagnosis,
  isBad,
  type LevelWalk,
  type Recommendation,
  type Unseen,
  type Verdict,
  wholePercent,
} from '@ocp-perf/panel'
import type { ReadNames } from '../understand/read-names.ts'
import { codeBlock, plain, sourceLink } from './markdown.ts'
import { tellTime, tellWindow } from './tell-time.ts'

/** How much is told. */
export interface Measure {
  causes: number
  evidence: number
  advice: number
  unseen: number
  /** Lines of a panel or of a tool's own text. */
  lines: number
}

/** A part of the answer: what it comes to, and the rest. */
export interface Told {
  verdict: Verdict | null
  /** The verdict's sentence. */
  lead: string
  blocks: string[]
  /** Cluster and window. */
  about: string
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  ok: 'Healthy',
  watch: 'Worth watching',
  degraded: 'Degraded',
  critical: 'Critical',
  no_data: 'No data',
  unknown: 'Not judged',
}

/** A verdict in words and what it comes to. */
export function leadWith(verdict: Verdict, text: string): string {
  return `${verdictWords[verdict]}: ${plain(text)}`
}

export function tellDiagnosis(diagnosis: Diagnosis, names: ReadNames, measure: Measure): Told {
  const { verdict, headline, causes, consequences, impact, unseen } = diagnosis
  const felt = impact.slice(0, Math.min(1, measure.evidence)).map(({ says }) => `Felt by its users: ${plain(says)}.`)
  const brought = consequences.map(({ title, scope }) => `${plain(title)} (${plain(scope)})`)
  return {
    verdict,
    lead: leadOf({ verdict, headline, causes, unseen }, names, diagnosis.window.end),
    blocks: [
      ...causeBlocks(sortByNames(causes, names), diagnosis.window.end, measure),
      ...(brought.length > 0 ? [`Brought about by this: ${brought.slice(0, 3).join(', ')}.`] : []),
      ...(isBad(verdict) ? felt : []),
      ...adviceBlocks(sortByNames(causes, names), measure),
      ...unseenBlocks(unseen, measure),
    ],
    about: aboutOf(diagnosis),
  }
}

export function tellLevels(walk: LevelWalk, names: ReadNames, measure: Measure): Told {
  const { verdict, headline, causes, levels, stopped_at: stop, symptom, unseen } = walk
  const level = levels.find(({ id }) => id === stop)
  const well = levels.filter((each) => each.verdict === 'ok').map(({ title }) => plain(title))
  return {
    verdict,
    lead: leadOf({ verdict, headline, causes, unseen }, names, walk.window.end),
    blocks: [
      ...(level === undefined
        ? []
        : [
            `The first level with trouble is ${plain(level.title)}; what rests on it suffers with it.${
              symptom === null ? '' : ` What is felt: ${plain(symptom.says)}.`
            }`,
          ]),
      ...causeBlocks(sortByNames(causes, names), walk.window.end, measure),
      ...adviceBlocks(sortByNames(causes, names), measure),
      ...(well.length > 0 && measure.unseen > 1 ? [`Nothing wrong at: ${well.join(', ')}.`] : []),
      ...unseenBlocks(unseen, measure),
    ],
    about: aboutOf(walk),
  }
}

function aboutOf({ cluster, window }: { cluster: string; window: { start: number; end: number } }): string {
  return `${plain(cluster)}, ${tellWindow(window)}`
}

type Found = Pick<Diagnosis, 'verdict' | 'headline' | 'causes' | 'unseen'>

/** The cause and where it is, rather than the headline, which tells its evidence as well. */
function leadOf({ verdict, headline, causes, unseen }: Found, names: ReadNames, end: number): string {
  const [cause] = sortByNames(causes, names)
  if (cause === undefined) {
    return leadWith(
      verdict,
      `${headline}${verdict === 'ok' && unseen.length > 0 ? ' As far as it could be seen.' : ''}`,
    )
  }
  const said = leadWith(cause.severity, `${cause.title} (${cause.scope})${sinceOf(cause, end)}`)
  // Silence about those who were named would read as yes.
  const absent = names.nodes.length > 0 && !concerns(cause, names)
  return absent ? `No cause that was found is about ${names.nodes.map(plain).join(' and ')}. Elsewhere: ${said}` : said
}

function sinceOf({ onset, ongoing }: Cause, end: number): string {
  const began = onset === null ? ', since before the window' : `, since ${tellTime(onset, end)}`
  return ongoing ? began : `${began}, over by now`
}

function concerns({ nodes, members }: Cause, names: ReadNames): boolean {
  return [...nodes, ...members].some((name) => names.nodes.includes(name) || names.members.includes(name))
}

function sortByNames(causes: readonly Cause[], names: ReadNames): Cause[] {
  return [...causes].sort((a, b) => Number(concerns(b, names)) - Number(concerns(a, names)))
}

function causeBlocks(causes: readonly Cause[], end: number, { causes: most, evidence }: Measure): string[] {
  if (causes.length === 0) return []
  const told = causes
    .slice(0, most)
    .map((cause, at) => describeCause(cause, at, end, at === 0 ? evidence : Math.min(1, evidence)))
  const more = causes.length > most ? [`And ${causes.length - most} more, less likely.`] : []
  return [told.join('\n'), ...more]
}

function describeCause(cause: Cause, at: number, end: number, evidence: number): string {
  const { title, scope, severity, confidence, onset, ongoing, onset_within: within } = cause
  const exact = onset === null || within === 0 ? '' : ` (to within ${within} s)`
  const when = `${onset === null ? 'since before the window' : `since ${tellTime(onset, end)}${exact}`}${ongoing ? ', still' : ', over by now'}`
  const said = cause.evidence.filter(({ role, weight }) => role !== 'contradicts' && weight >= 0)
  const once = said.filter((each, index) => said.findIndex((other) => other.metric === each.metric) === index)
  return [
    `${at + 1}. **${plain(title)}**, ${plain(scope)}: ${severity}, ${wholePercent(confidence)} sure, ${when}.`,
    ...once.slice(0, evidence).map(({ says }) => `   - ${plain(says)}`),
  ].join('\n')
}

function adviceBlocks(causes: readonly Cause[], { advice }: Measure): string[] {
  const [first, ...rest] = causes
  if (first === undefined) return []
  const chosen: Recommendation[] = [
    ...first.recommendations.slice(0, advice),
    ...rest.slice(0, 2).flatMap(({ recommendations }) => recommendations.slice(0, 1)),
  ].slice(0, advice)
  return chosen.length === 0 ? [] : ['**What to do**', ...chosen.map(describeAdvice)]
}

function describeAdvice({ kind, text, command, source }: Recommendation): string {
  const said = `${kind === 'check' ? 'Check' : 'Change'}: ${plain(text)} (${sourceLink(source)})`
  return command === undefined ? said : `${said}\n\n${codeBlock(command)}`
}

function unseenBlocks(unseen: readonly Unseen[], { unseen: most }: Measure): string[] {
  if (unseen.length === 0) return []
  const told = unseen.slice(0, most).map(({ what, why }) => `${plain(what)} (${plain(why)})`)
  const more = unseen.length > most ? `, and ${unseen.length - most} more` : ''
  return [`**Not seen:** ${told.join('; ')}${more}.`]
}
