import { compareVerdicts, type Row } from '@ocp-perf/panel'
import { labelsText } from './format.ts'

export const panelColumns = [
  { id: 'subject', name: 'What' },
  { id: 'last', name: 'Latest' },
  { id: 'mean', name: 'Mean' },
  { id: 'p95', name: 'p95' },
  { id: 'max', name: 'Highest' },
  { id: 'over', name: 'Over limit' },
  { id: 'since', name: 'Since' },
  { id: 'verdict', name: 'Verdict' },
] as const
export type PanelColumn = (typeof panelColumns)[number]['id']

export interface Order {
  column: PanelColumn
  isFalling: boolean
}

/** Rows by a column; what has no value comes last either way. */
export function sortRows(rows: readonly Row[], order: Order | null): readonly Row[] {
  if (order === null) return rows
  const { column, isFalling } = order
  const sign = isFalling ? -1 : 1
  return [...rows].sort((a, b) => {
    if (column === 'subject') return sign * labelsText(a.labels).localeCompare(labelsText(b.labels))
    if (column === 'verdict') return sign * compareVerdicts(b.verdict, a.verdict)
    const [left, right] = [a[column], b[column]]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left - right)
  })
}
