import { compareVerdicts, type Verdict, worstVerdict } from '@ocp-perf/panel'
import { decidingEvidence } from '../../charts/wishes.ts'
import type { ServerHealth } from '../../contract/index.ts'
import type { Plan } from '../plan/plan-calls.ts'
import type { ToolRun } from '../run/create-runner.ts'
import type { Understood } from '../understand/understand.ts'
import type { Domain, Vocabulary } from '../vocabulary.ts'
import { countWords, plain } from './markdown.ts'
import { type Measure, type Told, tellDiagnosis, tellLevels } from './tell-causes.ts'
import { tellDocument, tellFault, tellPanel, tellText } from './tell-others.ts'

export interface Work {
  question: string
  understood: Understood
  plan: Plan
  runs: readonly ToolRun[]
  health: readonly ServerHealth[]
  /** Whether a limit cut the work short. */
  exhausted: boolean
  vocabulary: Vocabulary
  /** Why it is fixed rules that write; that no model is configured unless given. */
  because?: string
}

export interface Written {
  /** Paragraphs of Markdown. */
  blocks: string[]
  verdict: Verdict | null
  /** Questions that lead on. */
  questions: string[]
}

const mostWords = 250

// From all that helps to what must be said.
const measures: readonly Measure[] = [
  { causes: 3, evidence: 3, advice: 3, unseen: 3, lines: 5 },
  { causes: 3, evidence: 2, advice: 2, unseen: 2, lines: 4 },
  { causes: 2, evidence: 2, advice: 2, unseen: 2, lines: 3 },
  { causes: 2, evidence: 1, advice: 1, unseen: 1, lines: 3 },
  { causes: 1, evidence: 1, advice: 1, unseen: 1, lines: 2 },
]

/** The answer: what it comes to first, as much of the rest as is read at one sitting. */
export function writeAnswer(work: Work): Written {
  const questions = suggest(work)
  if (work.plan.calls.length + work.plan.missing.length === 0)
    return { blocks: helpBlocks(work), verdict: null, questions }
  let blocks: string[] = []
  let verdicts: Verdict[] = []
  for (const measure of measures) {
    const told = work.runs.filter(({ answer }) => answer.ok).map((run) => tell(run, work, measure))
    verdicts = told.flatMap(({ verdict }) => verdict ?? [])
    blocks = [...compose(told, work), ...failures(work), closing(told, work.because)]
    if (countWords(blocks.join('\n\n')) <= mostWords) break
  }
  return { blocks, verdict: verdicts.length > 0 ? worstVerdict(verdicts) : null, questions }
}

function tell(run: ToolRun, { question, understood: { names } }: Work, measure: Measure): Told {
  const { content } = run
  if (content.kind === 'levels') return tellLevels(content.walk, names, measure)
  if (content.kind === 'panel') return tellPanel(content.panel, question, names, measure)
  if (content.kind === 'other') return tellText(run, measure)
  const told = tellDiagnosis(content.diagnosis, names, measure)
  return { ...told, blocks: [...tellDocument(run), ...told.blocks] }
}

/** The worst first; each under its own verdict. */
function compose(told: readonly Told[], { understood: { names } }: Work): string[] {
  const sorted = [...told].sort((a, b) => compareVerdicts(a.verdict ?? 'ok', b.verdict ?? 'ok'))
  const unknown = names.unknown.map(plain).join(' or ')
  return [
    ...sorted.flatMap(({ lead, blocks }) => [`**${lead.replace(/\.$/, '')}.**`, ...blocks]),
    ...(unknown === '' ? [] : [`No node is known by the name ${unknown}.`]),
  ]
}

/** What kept the answer from being whole. */
function failures({ runs, plan, health, exhausted }: Work): string[] {
  const failed = runs.filter(({ answer }) => !answer.ok)
  const down = health.filter(({ state }) => state !== 'up')
  const silent = down.map(({ name, fault }) => {
    const why = fault === null ? 'it has not answered yet' : `${plain(fault.message)} ${plain(fault.hint ?? '')}`.trim()
    return `**Server ${plain(name)} is not there:** ${why}`
  })
  const said = new Set(down.flatMap(({ fault }) => fault?.message ?? []))
  const told = failed.filter(({ answer }) => !said.has(answer.fault?.message ?? '')).map(tellFault)
  const missing =
    plan.missing.length === 0 ? [] : [`No server that answers offers ${plan.missing.map(plain).join(' or ')}.`]
  const answered = runs.some(({ answer }) => answer.ok)
  return [
    ...(answered ? [] : ['**Not answered: none of what was asked came back.**']),
    ...missing,
    ...told,
    ...silent,
    ...(exhausted ? ['**A limit of this answer was reached**; it rests on what had come back by then.'] : []),
  ]
}

const withoutModel = 'No language model is configured: this was put together from the tools’ figures by fixed rules.'

function closing(told: readonly Told[], because = withoutModel): string {
  const [about] = new Set(told.map((each) => each.about).filter((text) => text !== ''))
  return `${about === undefined ? '' : `Seen: ${about}. `}${because}`
}

function helpBlocks({ understood, vocabulary, health }: Work): string[] {
  const asked = understood.intent?.does === 'help'
  const silent = health.filter(({ state }) => state !== 'up').map(({ name }) => plain(name))
  return [
    asked
      ? '**You can ask what is wrong, why, since when and what to do; or for a figure, a report, alerts or outliers.**'
      : '**I did not understand that.** I answer questions about the performance of this cluster, such as these:',
    vocabulary.domains
      .map(({ title, questions }) => `- ${plain(title)}: ${questions.slice(0, 2).map(plain).join(' · ')}`)
      .join('\n'),
    'Add a time (“in the last 24 hours”, “since 9am”, “between 9:00 and 10:30”) or the name of a node.',
    ...(silent.length > 0 ? [`Not answering at the moment: ${silent.join(', ')}.`] : []),
    withoutModel,
  ]
}

const mostSuggestions = 4

/** Questions that lead on from what was found. */
export function suggest({
  question,
  plan,
  runs,
  vocabulary,
  understood,
}: Pick<Work, 'question' | 'plan' | 'runs' | 'vocabulary' | 'understood'>): string[] {
  const causes = runs.flatMap(({ content }) =>
    content.kind === 'diagnosis' ? content.diagnosis.causes : content.kind === 'levels' ? content.walk.causes : [],
  )
  const shown = causes.slice(0, 2).flatMap((cause) => decidingEvidence(cause)?.title ?? [])
  const known = understood.clear && understood.intent?.does !== 'help'
  const asked: readonly Domain[] = known ? plan.domains : []
  const others = vocabulary.domains.filter((domain) => !asked.includes(domain))
  const all = [
    ...shown.map((title) => `Show me ${title}`),
    // The first question of a domain is the one for its causes, which were just told.
    ...asked.flatMap(({ questions }) => questions.slice(causes.length > 0 ? 1 : 0)),
    ...others.map(({ questions }) => questions[0] ?? ''),
  ]
  const same = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  return [...new Set(all)].filter((text) => text !== '' && same(text) !== same(question)).slice(0, mostSuggestions)
}
