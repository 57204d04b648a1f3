import { formatValue, isBad, type PanelResult, verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { byRelevance } from '../run/by-relevance.ts'
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
  const named = namedRows(panel, question, names).slice(0, lines)
  const absent = names.nodes.length > 0 && named.length === 0
  return {
    verdict,
    lead: leadWith(verdict, headline),
    blocks: [
      ...(absent ? [`None of the rows shown is about ${names.nodes.map(plain).join(' and ')}.`] : []),
      ...(named.length > 0 ? [named.join('\n')] : told.length > 0 ? [told.join('\n')] : []),
      ...notes.slice(0, 2).map((note) => `Note: ${plain(note)}`),
    ],
    about: `${plain(cluster)}, ${tellWindow(window)}`,
  }
}

/** The figures of those who were named: a headline tells the worst of all. */
function namedRows({ metrics }: PanelResult, question: string, names: ReadNames): string[] {
  const wanted = new Set([...names.nodes, ...names.members])
  return byRelevance(metrics, question).flatMap(({ title, unit, rows }) => {
    const own = rows.filter(({ labels }) => Object.values(labels).some((value) => wanted.has(value)))
    if (own.length === 0) return []
    const figures = own.slice(0, 3).map(({ labels, last, verdict }) => {
      const value = last === null ? 'no sample' : formatValue(last, unit)
      return `${plain(Object.values(labels).join(' '))} ${value}${isBad(verdict) ? ` (${verdict})` : ''}`
    })
    return [`- ${plain(title)}: ${figures.join(', ')}`]
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
