import { describeMovement } from '../prove.ts'
import type { NamedFault } from './fault.ts'

const hits: Readonly<Record<string, string>> = { cluster: 'the cluster', all: 'every member' }

/** The faults as a Markdown table. */
export function faultTable(faults: readonly NamedFault[]): string {
  const rows = faults.map(({ name, title, target, strength, needs, cause, moves }) => [
    `\`${name}\``,
    title,
    hits[target] ?? target,
    `${strength.default} ${strength.unit}`,
    needs.join(', ') || 'nothing',
    cause ?? '',
    moves.map(describeMovement).join('; '),
  ])
  const head = ['fault', 'what it does', 'hits', 'strength', 'needs', 'cause', 'moves']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
