import { panelResultSchema, type Verdict, verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import type { Connection } from '../database/duckdb.ts'
import { readRows } from '../database/rows.ts'
import type { FindingFilter, Occurrences, VerdictFilter } from '../history.ts'
import { checkedLimit, conditions } from './filter.ts'
import { json, panelRows } from './run-rows.ts'

const occurrenceRows = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    severity: verdictSchema,
    subjects: json.pipe(z.array(z.string())),
    cluster: z.string(),
    onset: z.number().nullable(),
    runs: z.coerce.number(),
    last_seen: z.number(),
    total: z.coerce.number(),
  }),
)

const severities = ['ok', 'watch', 'degraded', 'critical']

/**
 * When a cause or finding was at work, however often it was looked at, newest first. Looks of which each tells the same onset,
 * within two steps or a minute, are of one occurrence; and so is one whose window began with it, where windows before reach so far.
 */
export async function readOccurrences(connection: Connection, filter: FindingFilter): Promise<Occurrences> {
  const { where, values } = conditions([
    ['f.id = ?', filter.id],
    ['r.cluster = ?', filter.cluster],
    ['r.started_at >= to_timestamp(?)', filter.since],
    ['r.started_at <= to_timestamp(?)', filter.until],
  ])
  const severity = `list_position(${sqlList(severities)}, severity)`
  const rows = await readRows(
    connection,
    `WITH looks AS (
       SELECT f.*, r.cluster, r.started_at, coalesce(f.onset, r.window_start, r.started_at) AS begins,
         coalesce(r.window_end, r.started_at) AS seen_until,
         to_seconds(greatest(60, 2 * coalesce(r.window_step, 0))) AS tolerance
       FROM findings f JOIN runs r ON r.id = f.run_id ${where}),
     told AS (
       SELECT *, CASE
         WHEN begins <= lag(begins) OVER one_by_one + tolerance THEN 0
         WHEN onset IS NULL AND begins <= max(seen_until) OVER earlier THEN 0
         ELSE 1 END AS starts
       FROM looks
       WINDOW one_by_one AS (PARTITION BY cluster, id ORDER BY begins, started_at),
         earlier AS (PARTITION BY cluster, id ORDER BY begins, started_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
     counted AS (
       SELECT *, sum(starts) OVER (PARTITION BY cluster, id ORDER BY begins, started_at ROWS UNBOUNDED PRECEDING) AS number
       FROM told)
     SELECT id, cluster, arg_max(title, started_at) AS title, arg_max(severity, ${severity}) AS severity,
       to_json(list_sort(list_distinct(flatten(list(from_json(subjects, '["VARCHAR"]'))))))::VARCHAR AS subjects,
       epoch(min(onset)) AS onset, count(DISTINCT run_id) AS runs, epoch(max(started_at)) AS last_seen,
       count(*) OVER () AS total
     FROM counted GROUP BY cluster, id, number
     ORDER BY last_seen DESC, id LIMIT ${checkedLimit(filter.limit)}`,
    occurrenceRows,
    values,
  )
  return {
    total: rows[0]?.total ?? 0,
    newest: rows.map(({ total: _, last_seen: lastSeen, ...row }) => ({ ...row, lastSeen })),
  }
}

/** What the newest run that measured a metric said of it; null where none did. */
export async function readVerdict(
  connection: Connection,
  metric: string,
  { cluster, since, until }: VerdictFilter,
): Promise<Verdict | null> {
  const { where, values } = conditions([
    // Cheaper than to take every panel apart; the panel itself is read below.
    ['contains(p.result::VARCHAR, ?)', JSON.stringify({ id: metric }).slice(1, -1)],
    ['r.cluster = ?', cluster],
    ['r.started_at >= to_timestamp(?)', since],
    ['r.started_at <= to_timestamp(?)', until],
  ])
  const [row] = await readRows(
    connection,
    `SELECT p.result::VARCHAR AS result FROM panels p JOIN runs r ON r.id = p.run_id ${where}
     ORDER BY r.started_at DESC, r.id DESC LIMIT 1`,
    panelRows,
    values,
  )
  const panel = panelResultSchema.safeParse(row?.result).data
  return panel?.metrics.find(({ id }) => id === metric)?.verdict ?? null
}

function sqlList(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`
}
