import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { historyIsOff } from '../history/history-is-off.ts'

const longestCell = 2000
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
    const { columns, rows, truncated } = await history.query(sql, { maxRows: limit }, signal)
    return {
      headline: `${rows.length} rows${truncated ? ', and more: raise limit or narrow the question' : ''}`,
      columns: [...columns],
      rows: rows.map((row) => row.map((cell) => (typeof cell === 'string' ? clip(cell, longestCell) : cell))),
      truncated,
    }
  },
  summarize: ({ headline, columns, rows }) =>
    [
      headline,
      ...(columns.length === 0 ? [] : [columns.map(({ name }) => name).join(' | ')]),
      ...rows.map((row) => row.map(shown).join(' | ')),
    ].join('\n'),
})

function shown(cell: unknown): string {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return clip(text.replace(/\s+/g, ' '), longestShown)
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
