import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { boundedTable, clip } from '../history/bounded-table.ts'
import { historyIsOff } from '../history/history-is-off.ts'

const longestShown = 60

export default tool({
  name: 'query_history',
  title: 'SQL over history',
  description:
    'One read-only SELECT (DuckDB) over past runs: tables runs, findings, panels, readings, reports, and a view per metric id (time, cluster, member, value).',
  effect: 'read',
  input: z.strictObject({
    sql: z.string().min(1).max(10_000).describe('Such as SELECT * FROM runs ORDER BY started_at DESC'),
    limit: z.int().min(1).max(500).default(50).describe('Rows'),
  }),
  output: z.object({
    headline: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.unknown())),
    truncated: z.boolean(),
  }),
  run: async ({ sql, limit }, { history, remembered }, signal) => {
    if (history === undefined) return { headline: historyIsOff, columns: [], rows: [], truncated: false }
    await remembered()
    const { columnsLeft, ...table } = boundedTable(await history.query(sql, { maxRows: limit }, signal))
    return { headline: headlineOf(table.rows.length, table.truncated, columnsLeft), ...table }
  },
  summarize: ({ headline, columns, rows }) =>
    [
      headline,
      ...(columns.length === 0 ? [] : [columns.map(({ name }) => name).join(' | ')]),
      ...rows.map((row) => row.map(shown).join(' | ')),
    ].join('\n'),
})

function headlineOf(rows: number, truncated: boolean, columnsLeft: number): string {
  const count = `${rows} ${rows === 1 ? 'row' : 'rows'}`
  if (!truncated) return count
  const columns = columnsLeft === 0 ? '' : `, without ${columnsLeft} more columns`
  return `${count}${columns}, cut: raise limit, or ask for fewer columns, shorter cells or less at once`
}

function shown(cell: unknown): string {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return clip(text.replace(/\s+/g, ' '), longestShown)
}
