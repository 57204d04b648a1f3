import {
  formatValue,
  isBad,
  type PanelResult,
  type Row,
  type Verdict,
  verdictSchema,
  worstVerdict,
} from '@ocp-perf/panel'
import { z } from 'zod'
import { byRelevance } from '../../charts/by-relevance.ts'
import type { ToolRun } from '../run/create-runner.ts'
import type { ReadNames } from '../understand/read-names.ts'
import { plain } from './markdown.ts'
import { leadWith, type Measure, type Told } from './tell-causes.ts'
import { tellWindow } from './tell-time.ts'

/** What was measured: what is not well first. */
export function tellPanel(panel: PanelResult, question: string, names: ReadNames, { lines }: Measure): Told {
  const { verdict, headline, metrics, notes, cluster, window } = panel
  const told = byRelevance(metrics, question)
    .filter((metric) => !headline.startsWith(metric.headline))
    .slice(0, lines)
    .map((metric) => `- ${isBad(metric.verdict) ? `**${metric.verdict}** ` : ''}${plain(metric.headline)}`)
  const rest = notes.slice(0, 2).map((note) => `Note: ${plain(note)}`)
  const about = `${plain(cluster)}, ${tellWindow(window)}`
  const named = namedFigures(panel, question, names)
  if (named.length > 0 && !isOnlyAbout(panel, names)) {
    const judged = named.filter(({ limited }) => limited)
    const worst = judged.length > 0 ? worstVerdict(judged.map((each) => each.verdict)) : 'unknown'
    const [first = '', ...others] = named.map(({ says }) => says)
    const more = others.slice(0, lines).map((says) => `- ${says}`)
    return { verdict: worst, lead: `${leadWith(worst, '')}${first}`, blocks: [...paragraph(more), ...rest], about }
  }
  const absent = names.nodes.length > 0 && named.length === 0
  const missing = absent ? [`None of the rows shown is about ${names.nodes.map(plain).join(' and ')}.`] : []
  return { verdict, lead: leadWith(verdict, headline), blocks: [...missing, ...paragraph(told), ...rest], about }
}

function paragraph(lines: readonly string[]): string[] {
  return lines.length > 0 ? [lines.join('\n')] : []
}

function isNamed({ labels }: Row, { nodes, members }: ReadNames): boolean {
  return Object.values(labels).some((value) => nodes.includes(value) || members.includes(value))
}

function isOnlyAbout({ metrics }: PanelResult, names: ReadNames): boolean {
  return metrics.every(({ rows }) => rows.every((row) => isNamed(row, names)))
}

/** The figures of those who were named, a metric each: a headline tells the worst of all. */
function namedFigures(
  { metrics }: PanelResult,
  question: string,
  names: ReadNames,
): { verdict: Verdict; limited: boolean; says: string }[] {
  return byRelevance(metrics, question).flatMap(({ title, unit, rows, bands }) => {
    const own = rows.filter((row) => isNamed(row, names))
    if (own.length === 0) return []
    const figures = own.slice(0, 3).map(({ labels, last, verdict }) => {
      const value = last === null ? 'no sample' : formatValue(last, unit)
      return `${plain(Object.values(labels).join(' '))} ${value}${isBad(verdict) ? ` (${verdict})` : ''}`
    })
    const verdict = worstVerdict(own.map((row) => row.verdict))
    return [{ verdict, limited: bands !== undefined, says: `${plain(title)}: ${figures.join(', ')}` }]
  })
}

const judgedSchema = z.object({ verdict: verdictSchema, headline: z.string(), cluster: z.string().optional() })

/** An answer whose data have a shape of their own: its text, line by line. */
export function tellText({ answer, tool }: ToolRun, { lines }: Measure): Told {
  const judged = judgedSchema.safeParse(answer.data)
  const [first = tool.title, ...rest] = answer.text.split('\n').filter((line) => line.trim() !== '')
  const head = judged.success ? judged.data.headline : first
  const shown = rest.slice(0, lines).map((line) => `- ${plain(line.replace(/^\s*[-*]\s+/, ''))}`)
  const more = rest.length > lines ? [`… and ${rest.length - lines} more lines in the tool's own answer.`] : []
  return {
    verdict: judged.success ? judged.data.verdict : null,
    lead: judged.success ? leadWith(judged.data.verdict, head) : plain(head),
    blocks: [...(shown.length > 0 ? [shown.join('\n')] : []), ...more],
    about: judged.success ? plain(judged.data.cluster ?? '') : '',
  }
}

const documentSchema = z.object({ document: z.object({ uri: z.string(), format: z.string(), bytes: z.number() }) })

/** Where a document is that a tool wrote. */
export function tellDocument({ answer }: ToolRun): string[] {
  const read = documentSchema.safeParse(answer.data)
  if (!read.success) return []
  const { uri, format, bytes } = read.data.document
  return [
    `The report is written (${plain(format)}, ${Math.ceil(bytes / 1024)} KiB): resource ${plain(uri)} of the server ${plain(answer.server)}.`,
  ]
}

/** A tool that did not answer. */
export function tellFault({ answer, tool }: ToolRun): string {
  const { message = 'It did not answer.', hint } = answer.fault ?? {}
  return `${plain(tool.title)} could not be asked: ${plain(message)}${hint === undefined ? '' : ` ${plain(hint)}`}`
}
