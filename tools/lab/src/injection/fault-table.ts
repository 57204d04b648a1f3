import { describeMovement } from '../prove.ts'
import type { NamedFault } from './fault.ts'

/** The faults as a Markdown table. */
export function faultTable(faults: readonly NamedFault[]): string {
  const rows = faults.map(({ name, title, target, strength, needs, cause, moves }) => [
    `\`${name}\``,
    title,
    target === 'cluster' ? 'the cluster' : target,
    `${strength.default} ${strength.unit}`,
    needs.join(', ') || 'nothing',
    cause ?? '',
    moves.map(describeMovement).join('; '),
  ])
  const head = ['fault', 'what it does', 'hits', 'strength', 'needs', 'cause', 'moves']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
