import { type Cause, formatValue, type Report, type Unit, wholePercent } from '@ocp-perf/panel'
import type { Evidence } from './check-narrative.ts'
import type { Dimension } from './units.ts'

const most = { causes: 5, evidence: 5, recommendations: 4, consequences: 5, impact: 6, members: 12, unseen: 8, past: 8 }
// Within what a fence holds.
const mostCharacters = 11_000

/** The part of a report that a narrative is written from, and all that may stand in it. */
export function extractOf(report: Report): Evidence {
  const { window, causes, consequences, impact, members, unseen, baseline, notes, recording } = report
  const lines = [
    report.title,
    `Window: ${time(window.start)} to ${time(window.end)} (${length(window.end - window.start)})`,
    ...(recording === null ? [] : [`Read from: ${recording}`]),
    `Verdict: ${report.verdict}. ${report.headline}`,
    ...scoreLines(report),
    `Causes: ${causes.length}${causes.length === 0 ? ' (none was named)' : ''}`,
    ...causes.slice(0, most.causes).flatMap((cause, at) => causeLines(cause, at + 1, window.end)),
    ...(consequences.length === 0 ? [] : [`What followed (${consequences.length}):`]),
    ...consequences
      .slice(0, most.consequences)
      .map((cause) => `- ${cause.title}, ${cause.scope}: ${cause.summary} ${sinceOf(cause, window.end)}`),
    ...(impact.length === 0 ? [] : ['What users feel:']),
    ...impact.slice(0, most.impact).map(({ says }) => `- ${says}`),
    `Members or nodes: ${members.length}, of which ${members.filter(({ verdict }) => verdict !== 'ok').length} are not ok`,
    ...members.slice(0, most.members).map(({ name, verdict, says }) => `- ${name}: ${verdict}. ${says}`),
    `Not seen: ${unseen.length}`,
    ...unseen.slice(0, most.unseen).map(({ what, why }) => `- ${what}: ${why}`),
    ...(baseline === null ? [] : [`Compared with its past: ${baseline.basis}`]),
    ...(baseline?.rows ?? [])
      .filter(({ standing }) => standing === 'worse' || standing === 'different')
      .slice(0, most.past)
      .map(({ says }) => `- ${says}`),
    ...notes.map((note) => `Note: ${note}`),
  ]
  const told = [...causes.slice(0, most.causes).flatMap(({ evidence }) => evidence.slice(0, most.evidence)), ...impact]
  return {
    text: bounded(lines),
    names: namesOf(report),
    values: told.flatMap(({ value, reference, unit }) => [value, reference].flatMap((each) => measured(each, unit))),
  }
}

function scoreLines({ score: { value, parts } }: Report): string[] {
  if (value === null) return ['No score: too little was seen.']
  const lost = parts.map(({ points, because }) => `${Math.abs(points)} lost for ${because}`)
  return [`Score: ${value} of 100 points${lost.length === 0 ? '' : `, ${lost.join(', ')}`}`]
}

function causeLines(cause: Cause, place: number, end: number): string[] {
  const { title, scope, severity, summary, confidence, persistence, ongoing, evidence, recommendations, brings } = cause
  const share = persistence === null ? '' : `, at work for ${wholePercent(persistence)} of the window`
  return [
    `Cause ${place}: ${title}, ${scope}, ${severity}, ${sinceOf(cause, end)}, confidence ${wholePercent(confidence)}${share}, ${ongoing ? 'still so at the end' : 'over at the end'}`,
    `- ${summary}`,
    ...evidence
      .slice(0, most.evidence)
      .map(({ says, role }) => `- ${role === 'contradicts' ? 'against it' : 'for it'}: ${says}`),
    ...(brings.length === 0 ? [] : [`- it brought about: ${brings.join(', ')}`]),
    ...recommendations
      .slice(0, most.recommendations)
      .map(({ kind, text, command }) => `- ${kind}: ${text}${command === undefined ? '' : ` Command: ${command}`}`),
  ]
}

function sinceOf({ onset, ongoing }: Cause, end: number): string {
  if (onset === null) return 'since before the window began'
  return `since ${time(onset)}${ongoing ? ` (${length(end - onset)} until the end)` : ''}`
}

const time = (seconds: number) => formatValue(Math.floor(seconds), 'timestamp')
const length = (seconds: number) => formatValue(seconds, 'seconds')

function namesOf({ members, causes, consequences }: Report): string[] {
  const all = [...causes, ...consequences]
  return [
    ...new Set([
      ...members.flatMap(({ name, node }) => (node === null ? [name] : [name, node])),
      ...all.flatMap((cause) => [...cause.members, ...cause.nodes]),
      ...all.flatMap(({ evidence }) => evidence.flatMap(({ labels }) => Object.values(labels))),
    ]),
    // A label may be a number or a length, which is no name to look away from.
  ].filter((name) => /^\p{L}./u.test(name))
}

const dimensions: Readonly<Partial<Record<Unit, Dimension>>> = {
  seconds: 'seconds',
  ratio: 'ratio',
  boolean: 'ratio',
  bytes: 'bytes',
  bytes_per_second: 'bytes_per_second',
  bits_per_second: 'bits_per_second',
}

function measured(value: number | null, unit: Unit): Evidence['values'] {
  if (value === null || unit === 'timestamp') return []
  return [{ dimension: dimensions[unit] ?? 'plain', value }]
}

function bounded(lines: readonly string[]): string {
  let size = 0
  const kept = lines.filter((line) => {
    size += line.length + 1
    return size <= mostCharacters
  })
  return kept.length < lines.length ? [...kept, '(more is in the report)'].join('\n') : kept.join('\n')
}
