import { AppError } from '@ocp-perf/errors'
import { panelResultSchema } from '@ocp-perf/panel'
import type { Connection } from '../database/duckdb.ts'
import { readRows } from '../database/rows.ts'
import type { FindingFilter, RunFilter, StoredFindingRow, StoredRun, StoredRunDetail } from '../history.ts'
import { checkedLimit, conditions } from './filter.ts'
import {
  findingColumns,
  findingRows,
  listedFindingRows,
  listedRows,
  panelRows,
  reportRows,
  summaryColumns,
  summaryOf,
  summaryRows,
} from './run-rows.ts'

/** Runs, newest first. */
export async function readRuns(connection: Connection, filter: RunFilter): Promise<StoredRun[]> {
  const { where, values } = conditions([
    ['r.tool = ?', filter.tool],
    ['r.cluster = ?', filter.cluster],
    ['r.started_at >= to_timestamp(?)', filter.since],
    ['r.started_at <= to_timestamp(?)', filter.until],
  ])
  const rows = await readRows(
    connection,
    `SELECT ${summaryColumns}, (SELECT count(*) FROM findings f WHERE f.run_id = r.id) AS findings,
       (SELECT any_value(p.format) FROM reports p WHERE p.run_id = r.id) AS report
     FROM runs r ${where} ORDER BY r.started_at DESC, r.id DESC LIMIT ${checkedLimit(filter.limit)}`,
    listedRows,
    values,
  )
  return rows.map(({ findings, report, ...row }) => ({ ...summaryOf(row), findings, report }))
}

/** One run with all its parts; a panel of a shape that is no longer read is left out. */
export async function readRun(connection: Connection, id: string): Promise<StoredRunDetail> {
  const [row] = await readRows(connection, `SELECT ${summaryColumns} FROM runs r WHERE r.id = $1`, summaryRows, [id])
  if (row === undefined) {
    throw new AppError('not_found', `No run ${JSON.stringify(id)} is recorded.`, {
      hint: 'List the runs to see their ids.',
    })
  }
  const ofRun = 'WHERE run_id = $1 ORDER BY position'
  const findings = await readRows(connection, `SELECT ${findingColumns} FROM findings f ${ofRun}`, findingRows, [id])
  const panels = await readRows(connection, `SELECT result::VARCHAR AS result FROM panels ${ofRun}`, panelRows, [id])
  const [report] = await readRows(connection, 'SELECT format, text FROM reports WHERE run_id = $1', reportRows, [id])
  return {
    ...summaryOf(row),
    panels: panels.flatMap(({ result }) => panelResultSchema.safeParse(result).data ?? []),
    findings,
    report: report ?? null,
  }
}

/** Findings, those of the newest run first. */
export async function readFindings(connection: Connection, filter: FindingFilter): Promise<StoredFindingRow[]> {
  const { where, values } = conditions([
    ['f.id = ?', filter.id],
    ['r.cluster = ?', filter.cluster],
    ['r.started_at >= to_timestamp(?)', filter.since],
    ['r.started_at <= to_timestamp(?)', filter.until],
  ])
  const rows = await readRows(
    connection,
    `SELECT ${findingColumns}, r.id AS run_id, r.tool, r.cluster, epoch(r.started_at) AS started_at
     FROM findings f JOIN runs r ON r.id = f.run_id ${where}
     ORDER BY r.started_at DESC, r.id DESC, f.position LIMIT ${checkedLimit(filter.limit)}`,
    listedFindingRows,
    values,
  )
  return rows.map(({ run_id: runId, started_at: startedAt, ...finding }) => ({ ...finding, runId, startedAt }))
}
