import { formatValue, type MetricResult, type PanelResult, type Row, wholePercent } from '@ocp-perf/panel'
import { useState } from 'react'
import { labelsText, timeText } from './format.ts'
import { type Order, type PanelColumn, panelColumns, sortRows } from './panel-rows.ts'
import { SourceLink } from './source-link.tsx'
import { TableBox } from './table-box.tsx'
import { VerdictBadge } from './verdict-badge.tsx'

/** The rows of a panel, sorted within each metric, since one metric's figures are nothing to another's. */
export function PanelTable({ panel }: { panel: PanelResult }) {
  const [order, setOrder] = useState<Order | null>(null)
  const sortBy = (column: PanelColumn) => {
    const isFalling = order?.column === column ? !order.isFalling : column !== 'subject'
    setOrder({ column, isFalling })
  }
  return (
    <TableBox label={`Figures of ${panel.panel}`}>
      <table className="panel-table">
        <thead>
          <tr>
            {panelColumns.map(({ id, name }) => (
              <th key={id} scope="col" aria-sort={sortOf(order, id)} className={id === 'subject' ? undefined : 'right'}>
                <button type="button" onClick={() => sortBy(id)}>
                  {name}
                  <span aria-hidden="true">{order?.column === id ? (order.isFalling ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        {panel.metrics.map((metric) => (
          <MetricRows key={metric.id} metric={metric} order={order} />
        ))}
      </table>
    </TableBox>
  )
}

function sortOf(order: Order | null, column: PanelColumn) {
  if (order?.column !== column) return undefined
  return order.isFalling ? 'descending' : 'ascending'
}

function MetricRows({ metric, order }: { metric: MetricResult; order: Order | null }) {
  const { id, title, verdict, bands, rows, omitted, reason } = metric
  return (
    <tbody>
      <tr className="metric-head">
        <th colSpan={panelColumns.length} scope="rowgroup">
          <span title={id}>{title}</span> <VerdictBadge verdict={verdict} />
          {bands !== undefined && <Limits metric={metric} />}
          {reason !== undefined && <span className="faint">{reason}</span>}
        </th>
      </tr>
      {sortRows(rows, order).map((row) => (
        <RowCells key={JSON.stringify(row.labels)} row={row} metric={metric} />
      ))}
      {omitted > 0 && (
        <tr>
          <td colSpan={panelColumns.length} className="faint">
            {omitted} more rows; a larger “top” brings them.
          </td>
        </tr>
      )}
    </tbody>
  )
}

function Limits({ metric: { bands, unit } }: { metric: MetricResult }) {
  if (bands === undefined) return null
  const { source, ...limits } = bands
  const named = Object.entries(limits).map(([level, value]) => `${level} ${formatValue(value, unit)}`)
  return (
    <span className="limits">
      {named.join(' · ')} <SourceLink source={source} />
    </span>
  )
}

function RowCells({ row, metric: { unit, title, bands } }: { row: Row; metric: MetricResult }) {
  return (
    <tr className={`row-${row.verdict}`}>
      <th scope="row">{labelsText(row.labels) || title}</th>
      <td className="right">{formatValue(row.last, unit)}</td>
      <td className="right">{formatValue(row.mean, unit)}</td>
      <td className="right">{formatValue(row.p95, unit)}</td>
      <td className="right">{formatValue(row.max, unit)}</td>
      <td className="right">{row.over === null ? '–' : wholePercent(row.over)}</td>
      <td className="right">{row.since === null ? '–' : timeText(row.since)}</td>
      <td className="right">{bands === undefined ? '–' : <VerdictBadge verdict={row.verdict} />}</td>
    </tr>
  )
}
