import { limitFor, rowName } from '@ocp-perf/metrics'
import { type CauseEvidence, type Evidence, formatValue, isBad, type Window } from '@ocp-perf/panel'
import type { Finding } from '../evaluate/ask-condition.ts'
import type { Answer } from '../evaluate/ask-reading.ts'
import type { Accused } from '../evaluate/judge-cause.ts'
import type { Reading } from '../evaluate/readings.ts'
import type { Question } from '../rules/rule-schema.ts'

/** Rows of one condition that are told; the others would say the same. */
const rowsTold = 3

/** All that was found for and against a cause, its requirements first and then by weight. */
export function evidenceOf(accused: Accused): CauseEvidence[] {
  // What is calm is told last: it rules other causes out, and shows nothing itself.
  const required = [...accused.required]
    .sort((a, b) => Number(a.condition.is === 'calm') - Number(b.condition.is === 'calm'))
    .flatMap((finding) => told(finding).map((each) => ({ ...each, role: 'required' as const, weight: 0 })))
  const weighed = accused.evidence
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .flatMap(({ finding, rule, weight }) =>
      told(finding)
        .slice(0, 1)
        .map((each) => ({
          ...each,
          says: `${each.says}. ${(finding.state === 'yes' ? rule.because : rule.otherwise_because) ?? ''}`,
          role: weight > 0 ? ('supports' as const) : ('contradicts' as const),
          weight,
        })),
    )
  return [...required, ...weighed]
}

function told({ state, condition, answers }: Finding): Evidence[] {
  return answers.slice(0, rowsTold).map((answer) => describe(answer, condition.is, state === 'yes'))
}

/** An answer to a question as evidence; `isSo` false for what was looked for and not found. */
export function describe(answer: Answer, question: Question, isSo = true): Evidence {
  const { reading, value, reference, comparison, episode } = answer
  const { metric, row, limits } = reading
  const evidence = {
    metric: metric.id,
    title: metric.title,
    unit: metric.unit,
    labels: row.labels,
    value,
    // Trouble begins at the mildest limit, and is told by that of its verdict.
    reference: comparison === 'limit' && limits !== undefined ? (limitFor(limits, row.verdict) ?? null) : reference,
    comparison,
    since: episode === undefined || episode.fromStart ? null : episode.from,
    share: episode?.share ?? null,
  }
  return { ...evidence, says: sentence(answer, evidence, isSo && question !== 'calm' ? undefined : question) }
}

type Figures = Pick<Evidence, 'value' | 'reference' | 'comparison'>

/** Whose figure it is, what, and since when; `refuted` is the question that it does not bear out. */
function sentence({ reading, episode }: Answer, figures: Figures, refuted: Question | undefined): string {
  const { metric, row, window } = reading
  const name = rowName(row, metric)
  const said = refuted === undefined ? sayFigure(reading, figures) : sayRefuted(reading, figures, refuted)
  const since =
    refuted !== undefined || episode === undefined || metric.unit === 'timestamp'
      ? ''
      : episode.fromStart
        ? ', from the start of the window'
        : `, since ${moment(episode.from, window)}`
  return `${name === '' ? '' : `${name}: `}${metric.title}${said}${since}`
}

/** What is so: the typical figure of what lasts, the largest of events. */
function sayFigure(reading: Reading, { value, reference, comparison }: Figures): string {
  const { metric, limits, window } = reading
  if (metric.unit === 'boolean') return `: ${formatValue(value, 'boolean')}`
  if (metric.unit === 'timestamp') return ` is now ${value === null ? '–' : moment(value, window)}`
  const isEvent = comparison === 'presence' || (comparison === 'limit' && limits?.hold === 'event')
  const word = isEvent ? (limits?.side === 'below' ? 'down to' : 'up to') : 'typically'
  return ` ${word} ${formatValue(value, metric.unit)}${beside(reading, comparison, reference)}`
}

/** What is not so, held against what it would have had to differ from. */
function sayRefuted(reading: Reading, { value, reference, comparison }: Figures, question: Question): string {
  const { unit } = reading.metric
  if (unit === 'boolean') return `: ${formatValue(value, 'boolean')}`
  if (comparison === 'presence') return ': none'
  const held = beside(reading, comparison, reference)
  return `${comparison === 'limit' ? ' within its limit,' : noDifference(question, comparison)} ${formatValue(value, unit)}${held}`
}

function noDifference(question: Question, comparison: Evidence['comparison']): string {
  if (question === 'changed') return ' unchanged,'
  const isBelow = question === 'lowered' || question === 'lower' || question === 'behind'
  return ` no ${isBelow ? 'lower' : 'higher'} than ${comparison === 'others' ? 'the others’' : 'before'},`
}

function beside(
  { metric, limits, row }: Reading,
  comparison: Evidence['comparison'],
  reference: number | null,
): string {
  if (reference === null) return ''
  const figure = formatValue(reference, metric.unit)
  switch (comparison) {
    case 'limit':
      if (!isBad(row.verdict)) return ` (limit ${figure})`
      return ` (${row.verdict} ${limits?.side === 'below' ? 'below' : 'over'} ${figure})`
    case 'before':
      return ` (otherwise ${figure})`
    case 'others':
      return ` (the others ${figure})`
    case 'presence':
      return ''
  }
}

/** The longest window whose times of day need no date. */
const day = 86_400

/** A moment in UTC, to the second, as sentences name it: with its date where the window is longer than a day. */
export function moment(time: number, { start, end }: Pick<Window, 'start' | 'end'>): string {
  const [date, clock = ''] = new Date(time * 1000).toISOString().split('T')
  return end - start < day ? `${clock.slice(0, 8)}Z` : `${date} ${clock.slice(0, 8)}Z`
}
