import { rowName } from '@ocp-perf/metrics'
import { type CauseEvidence, type Evidence, formatValue, type Window } from '@ocp-perf/panel'
import type { Finding } from '../evaluate/ask-condition.ts'
import type { Answer } from '../evaluate/ask-reading.ts'
import type { Accused } from '../evaluate/judge-cause.ts'

/** Rows of one condition that are told; the others would say the same. */
const rowsTold = 3

/** All that was found for and against a cause, its requirements first and then by weight. */
export function evidenceOf(accused: Accused): CauseEvidence[] {
  // What is as usual is told last: it rules other causes out, and shows nothing itself.
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
          says: `${each.says}. ${rule.because}`,
          role: weight > 0 ? ('supports' as const) : ('contradicts' as const),
          weight,
        })),
    )
  return [...required, ...weighed]
}

function told({ state, condition, answers }: Finding): Evidence[] {
  return answers.slice(0, rowsTold).map((answer) => describe(answer, state === 'yes' && condition.is !== 'calm'))
}

/** One answer as evidence; `isSo` false for what was looked for and not found. */
export function describe(answer: Answer, isSo = true): Evidence {
  const { reading, value, reference, comparison, episode } = answer
  const { metric, row } = reading
  return {
    metric: metric.id,
    title: metric.title,
    unit: metric.unit,
    labels: row.labels,
    value,
    reference,
    comparison,
    since: episode === undefined || episode.fromStart ? null : episode.from,
    share: episode?.share ?? null,
    says: sentence(answer, isSo),
  }
}

function sentence({ reading, value, reference, comparison, episode }: Answer, isSo: boolean): string {
  const { metric, row } = reading
  const name = rowName(row, metric)
  const figure = formatValue(value, metric.unit)
  const held = reference === null ? '' : beside(comparison, formatValue(reference, metric.unit))
  const since =
    !isSo || episode === undefined
      ? ''
      : episode.fromStart
        ? ', from the start of the window'
        : `, since ${moment(episode.from, reading.window)}`
  return `${metric.title}${name === '' ? '' : ` of ${name}`}: ${isSo ? '' : 'as usual, '}${figure}${held}${since}`
}

function beside(comparison: Evidence['comparison'], reference: string): string {
  switch (comparison) {
    case 'limit':
      return ` (limit ${reference})`
    case 'before':
      return ` (otherwise ${reference})`
    case 'others':
      return ` (the others ${reference})`
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
