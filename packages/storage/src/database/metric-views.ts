import { z } from 'zod'
import type { HistoryLog, HistoryMetric } from '../history.ts'
import { type Connection, identifier, literal } from './duckdb.ts'
import { readRows, textsIn } from './rows.ts'

const text = z.string().nullable()
const viewRows = z.array(
  z.object({ name: z.string(), title: text, unit: text, brief: text, label_names: z.array(z.string()) }),
)
type MetricView = z.infer<typeof viewRows>[number]

const seenRows = z.array(z.object({ metric: z.string(), label_names: z.array(z.string()) }))
const takenRows = z.array(z.object({ name: z.string() }))

const fixedColumns = ['time', 'cluster', 'value', 'unit', 'labels']
/** More labels than this are read from `labels` alone. */
const maxLabelColumns = 30

/**
 * Makes a view for each metric of the catalog and each one that has samples:
 * `time, cluster, a column for each label, value, unit, labels`. What another program's catalog says of a metric that
 * ours does not know stays. A name that is taken gets no view, and the log says so. To be called in a transaction.
 */
export async function ensureMetricViews(connection: Connection, metrics: readonly HistoryMetric[], log?: HistoryLog) {
  const stored = await readRows(connection, 'SELECT * FROM metric_views', viewRows)
  const wanted = new Map(stored.map((view) => [view.name, view]))
  for (const { id, title, unit, brief } of metrics) {
    wanted.set(id, { name: id, title, unit, brief, label_names: wanted.get(id)?.label_names ?? [] })
  }
  for (const { metric, label_names } of await readRows(connection, seenLabels, seenRows)) {
    const view = wanted.get(metric) ?? { name: metric, title: null, unit: null, brief: null, label_names }
    wanted.set(metric, { ...view, label_names })
  }
  const before = new Map(stored.map((view) => [view.name, JSON.stringify(view)]))
  const changed = [...wanted.values()].filter((view) => before.get(view.name) !== JSON.stringify(view))
  if (changed.length === 0) return
  const taken = new Set((await readRows(connection, takenNames, takenRows)).map(({ name }) => name))
  for (const { name } of stored) taken.delete(name.toLowerCase())
  const free = changed.filter(({ name }) => {
    const isFree = !taken.has(name.toLowerCase())
    if (isFree) taken.add(name.toLowerCase())
    else log?.warn({ event: 'view-left-out', metric: name }, 'A metric gets no view: its name is taken')
    return isFree
  })
  await replaceViews(connection, free)
}

/** Makes the views of a database that has what is known of them, but not themselves. */
export async function restoreMetricViews(connection: Connection): Promise<void> {
  await replaceViews(connection, await readRows(connection, 'SELECT * FROM metric_views', viewRows))
}

const seenLabels = `
  SELECT metric, coalesce(list(DISTINCT label ORDER BY label) FILTER (label IS NOT NULL), []) AS label_names
  FROM (SELECT metric, unnest(CASE WHEN labels = '{}' THEN [NULL] ELSE json_keys(labels) END) AS label FROM series)
  GROUP BY metric`

const takenNames = `
  SELECT lower(table_name) AS name FROM duckdb_tables() UNION SELECT lower(view_name) FROM duckdb_views()`

/** All at once: what a statement costs beside its work adds up over a catalog. */
async function replaceViews({ sql }: Connection, views: readonly MetricView[]): Promise<void> {
  if (views.length === 0) return
  await sql.run(views.flatMap(statementsOf).join(';'))
  await sql.run(`DELETE FROM metric_views WHERE name IN ${textsIn(1)}`, [JSON.stringify(views.map(({ name }) => name))])
  const shape = '[{"name":"VARCHAR","title":"VARCHAR","unit":"VARCHAR","brief":"VARCHAR","label_names":["VARCHAR"]}]'
  await sql.run(
    `INSERT INTO metric_views BY NAME SELECT unnest(from_json($1::VARCHAR, ${literal(shape)}), max_depth := 2)`,
    [JSON.stringify(views)],
  )
}

function statementsOf({ name, title, unit, brief, label_names }: MetricView): string[] {
  const columns = labelColumns(label_names).map(
    (label) => `r.labels->>${literal(jsonPath(label))} AS ${identifier(label)}, `,
  )
  const view = `
    CREATE OR REPLACE VIEW ${identifier(name)} AS
    SELECT s.ts AS time, r.cluster, ${columns.join('')}s.value, ${unit === null ? 'NULL' : literal(unit)} AS unit, r.labels
    FROM samples s JOIN series r ON r.sid = s.sid WHERE r.metric = ${literal(name)}`
  if (title === null) return [view]
  return [view, `COMMENT ON VIEW ${identifier(name)} IS ${literal(`${title} (${unit}): ${brief}`)}`]
}

/** Columns differ in more than case in SQL. */
function labelColumns(labels: readonly string[]): string[] {
  const taken = new Set(fixedColumns)
  return labels
    .filter((label) => label !== '' && !taken.has(label.toLowerCase()) && taken.add(label.toLowerCase()))
    .slice(0, maxLabelColumns)
}

/** The JSON path of a key, whatever it holds. */
function jsonPath(key: string): string {
  return `$."${key.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
