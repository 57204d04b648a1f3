import type { AskedSeries } from '../ask/series-set.ts'
import { pointsIn } from '../ask/series-set.ts'
import type { FullColumn, FullTable } from './full-table.ts'

/** What stands beside each point of a series. */
export type PointColumns = (series: AskedSeries, index: number) => readonly FullColumn[]

/** Series one below the other: time, a column for each label that any of them has, value, and what else each point has. */
export function seriesTable(series: readonly AskedSeries[], beside: PointColumns = () => []): FullTable {
  const rows = pointsIn(series)
  const keys = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort()
  const times = new Float64Array(rows)
  const values = new Float64Array(rows)
  let offset = 0
  for (const one of series) {
    times.set(one.times, offset)
    values.set(one.values, offset)
    offset += one.times.length
  }
  const label = (key: string): FullColumn => ({
    name: key === 'time' || key === 'value' ? `label_${key}` : key,
    kind: 'text',
    values: series.flatMap(({ labels, times }) => new Array<string>(times.length).fill(labels[key] ?? '')),
  })
  return {
    rows,
    columns: [
      { name: 'time', kind: 'time', values: times },
      ...keys.map(label),
      { name: 'value', kind: 'number', values },
      ...joined(series.map((one, index) => beside(one, index))),
    ],
  }
}

/** The columns of all series as one; each series has the same ones. */
function joined(parts: readonly (readonly FullColumn[])[]): FullColumn[] {
  return (parts[0] ?? []).map((first, at): FullColumn => {
    const pieces = parts.flatMap((columns) => columns.slice(at, at + 1))
    switch (first.kind) {
      case 'text':
        return { ...first, values: pieces.flatMap((piece) => (piece.kind === 'text' ? piece.values : [])) }
      case 'boolean':
        return { ...first, values: pieces.flatMap((piece) => (piece.kind === 'boolean' ? piece.values : [])) }
      default:
        return {
          ...first,
          values: Float64Array.from(
            pieces.flatMap((piece) => (piece.values instanceof Float64Array ? [...piece.values] : [])),
          ),
        }
    }
  })
}
