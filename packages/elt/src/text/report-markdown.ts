import {
  type Cause,
  formatValue,
  isBad,
  type Recommendation,
  type Report,
  type ReportSection,
  type Window,
  wholePercent,
} from '@ocp-perf/panel'
import { baselineTable, findingsTable, isTelling, membersTable, unseenTable } from '../tables/report-tables.ts'
import type { Table } from '../tables/table.ts'
import { causeWords, dateTime, nothingUnseen, timeIn } from '../tables/words.ts'
import { address, codeBlock, markdownTable, verdictMark, words } from './markdown.ts'
import { narrativeBlocks } from './narrative-markdown.ts'
import { badMetricBlocks } from './panel-markdown.ts'

// A ticket is read to its end only when it is short.
const most = { evidence: 5, findings: 12, members: 12, rows: 8, metricsOfSection: 4 }

/** A report for a terminal or a ticket, in the order of the page; subsystems that are well take a line each. */
export function reportMarkdown(report: Report): string {
  const { causes, consequences, window, impact, baseline, sections } = report
  const titles = new Map([...causes, ...consequences].map(({ id, title }) => [id, title]))
  const titleOf = (id: string): string => titles.get(id) ?? causeWords(id)
  const members = membersTable(report)
  const findings = findingsTable(report)
  const blocks = [
    ...head(report),
    ...(report.narrative === null ? [] : narrativeBlocks(report.narrative)),
    '## Causes',
    ...(causes.length === 0 ? ['No cause was named.'] : []),
    ...causes.flatMap((cause, index) => causeBlocks(cause, index + 1, { window, titleOf })),
    ...(consequences.length === 0
      ? []
      : [
          '### What followed',
          list(
            consequences.map(({ title, scope, summary }) => `**${words(title)}** (${words(scope)}): ${words(summary)}`),
          ),
        ]),
    ...tableBlocks(members.title, members, most.members),
    ...tableBlocks('Findings', findings, most.findings, ['severity', 'finding', 'subject', 'since', 'cause']),
    ...(impact.length === 0 ? [] : ['## Impact', list(impact.map(({ says }) => words(says)))]),
    '## What could not be seen',
    report.unseen.length === 0 ? nothingUnseen : table(unseenTable(report), most.rows),
    ...(report.notes.length > 0 ? ['Notes:', list(report.notes.map(words))] : []),
    '## Compared with its own history',
    ...(baseline === null
      ? ['There is no history of this cluster to compare with.']
      : [
          words(baseline.basis),
          ...(isTelling(baseline) ? [table(baselineTable(baseline, window), most.rows, baselineKeys)] : []),
        ]),
    ...sectionBlocks(sections),
    ...methodBlocks(report),
  ]
  return `${blocks.join('\n\n')}\n`
}

const baselineKeys = ['title', 'where', 'standing', 'now', 'usual', 'basis']

function head({ title, cluster, domain, platform, window, recording, verdict, headline, score, generated_at }: Report) {
  const points = score.value === null ? 'no score: too little was seen' : `score ${score.value}/100`
  const sum = score.parts.map(({ points: less, because }) => `− ${Math.abs(less)} (${words(because)})`)
  const facts = [
    `Cluster: ${words(cluster)} (${words(platform)}), domain ${words(domain)}`,
    `Window: ${dateTime(window.start)} to ${dateTime(window.end)} (${formatValue(window.end - window.start, 'seconds')})`,
    ...(recording === null ? [] : [`Read from: ${words(recording)}`]),
    `Written: ${dateTime(generated_at)}`,
  ]
  return [
    `# ${words(title)}`,
    `**${verdictMark(verdict)}**, ${points}: ${words(headline)}`,
    ...(score.value === null || sum.length === 0 ? [] : [`Score: 100 ${sum.join(' ')} = ${score.value}.`]),
    list(facts),
  ]
}

interface CauseContext {
  window: Window
  titleOf: (id: string) => string
}

function causeBlocks(cause: Cause, place: number, { window, titleOf }: CauseContext): string[] {
  const { title, scope, severity, summary, confidence, confidence_because, onset, evidence, brings, alike } = cause
  const since = onset === null ? 'since before the window began' : `since ${timeIn(onset, window)}`
  const for_ = evidence.filter(({ role }) => role !== 'contradicts')
  const against = evidence.filter(({ role }) => role === 'contradicts')
  return [
    `### ${place}. ${words(title)}: ${words(scope)}`,
    `${verdictMark(severity)}, ${since}, confidence ${wholePercent(confidence)}. ${words(summary)}`,
    `Confidence: ${words(confidence_because)}`,
    ...statements(
      'For',
      for_.map(({ says }) => says),
    ),
    ...statements(
      'Against',
      against.map(({ says }) => says),
    ),
    ...statements('Not measured', cause.unmeasured),
    ...statements('Brought about', brings.map(titleOf)),
    ...statements(
      'Could also be',
      alike.map(({ cause: id, because }) => `${titleOf(id)}: ${because}`),
    ),
    ...(cause.recommendations.length === 0 ? [] : ['**What to do**', cause.recommendations.map(step).join('\n\n')]),
  ]
}

function statements(label: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  const left = texts.length - most.evidence
  const items = [...texts.slice(0, most.evidence).map(words), ...(left > 0 ? [`… and ${left} more.`] : [])]
  return [`**${label}**`, list(items)]
}

function step({ kind, text, command, source }: Recommendation, index: number): string {
  const first = `${index + 1}. ${kind === 'check' ? 'Check' : 'Change'}: ${words(text)} (${address(source)})`
  return command === undefined ? first : `${first}\n\n${codeBlock(command, '   ')}`
}

function sectionBlocks(sections: readonly ReportSection[]): string[] {
  if (sections.length === 0) return []
  const bad = sections.filter(({ panel }) => isBad(panel.verdict))
  const rest = sections.filter(({ panel }) => !isBad(panel.verdict))
  return [
    '## Subsystems',
    ...bad.flatMap(({ title, panel }) => [
      `### ${words(title)}: ${verdictMark(panel.verdict)}`,
      ...badMetricBlocks(panel, most.metricsOfSection),
    ]),
    ...oneLineEach(
      'Well',
      rest.filter(({ panel }) => panel.verdict === 'ok'),
    ),
    ...oneLineEach(
      'Not judged',
      rest.filter(({ panel }) => panel.verdict !== 'ok'),
    ),
  ]
}

function oneLineEach(heading: string, sections: readonly ReportSection[]): string[] {
  const items = sections.map(({ title, panel }) => {
    return `${words(title)}: ${verdictMark(panel.verdict)}. ${words(panel.headline)}`
  })
  return items.length === 0 ? [] : [`### ${heading}`, list(items)]
}

function methodBlocks({ method, sources }: Report): string[] {
  return [
    ...(method.length === 0 && sources.length === 0 ? [] : ['## Method and sources']),
    ...(method.length === 0 ? [] : [list(method.map(words))]),
    ...(sources.length === 0 ? [] : ['Sources:', list(sources.map(address))]),
  ]
}

function tableBlocks(title: string, content: Table, rows: number, keys?: readonly string[]): string[] {
  return content.rows.length === 0 ? [] : [`## ${title}`, table(content, rows, keys)]
}

const table = (content: Table, rows: number, keys?: readonly string[]): string =>
  markdownTable(content, rows, keys).trimEnd()

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')
