import { formatValue, wholePercent } from '@ocp-perf/panel'
import type { Call, Turn } from './turn.ts'

/** A conversation as Markdown, for a ticket or a wiki. */
export function conversationMarkdown(title: string, turns: readonly Turn[]): string {
  return `${[`# ${title}`, ...turns.flatMap(turnBlocks)].join('\n\n')}\n`
}

function turnBlocks(turn: Turn): string[] {
  const parts = turn.parts.flatMap((part) => {
    if (part.kind === 'text') return [part.text.trim()]
    const call = turn.calls[part.call]
    return call === undefined ? [] : [callLine(call), ...causeBlocks(call)]
  })
  const faults = turn.faults.map(({ message, hint }) => `> ${message}${hint === undefined ? '' : ` ${hint}`}`)
  return [`## ${turn.question.replaceAll('\n', ' ')}`, `_Asked ${isoOf(turn.asked)}_`, ...parts, ...faults]
}

const callLine = (call: Call): string => `- \`${calledText(call)}\`: ${outcomeText(call)}`

/** A tool call as it would be written: `get_etcd_disk duration="1h"`. */
export function calledText({ start }: Call): string {
  const args = Object.entries(start?.args ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return [start?.tool ?? 'tool', ...args].join(' ')
}

/** How a tool call went. */
export function outcomeText({ result }: Call): string {
  if (result === null) return 'no answer'
  return `${result.ok ? 'answered' : 'failed'} in ${formatValue(result.ms / 1000, 'seconds')}`
}

function causeBlocks({ diagnosis }: Call): string[] {
  return (diagnosis?.causes ?? []).map((cause) => {
    const evidence = cause.evidence.map(
      ({ role, says }) => `  - ${role === 'contradicts' ? 'against' : 'for'}: ${says}`,
    )
    const steps = cause.recommendations.map(
      ({ text, command }) => `  - ${text}${command === undefined ? '' : `: \`${command}\``}`,
    )
    const head = `**${cause.title}** (${cause.scope}, ${wholePercent(cause.confidence)} sure): ${cause.summary}`
    return [head, '- Evidence', ...evidence, '- What to do', ...steps].join('\n')
  })
}

const isoOf = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ').concat(' UTC')
