import type { DuckDBAppender } from '@duckdb/node-api'
import { z } from 'zod'
import type { Connection } from '../database/duckdb.ts'
import { readRows, textsIn } from '../database/rows.ts'
import type { DecodedRun } from '../spool/run-file.ts'

type Run = DecodedRun['run']
/** Texts and whole numbers as they are; other numbers and times (unix seconds) say what they are. */
type Cell = string | number | null | { number: number | null } | { time: number | null }

const idRows = z.array(z.object({ id: z.string() }))

/** Those of some runs that are not in the database yet, each id once. */
export async function unknownRuns(connection: Connection, runs: readonly DecodedRun[]): Promise<DecodedRun[]> {
  const known = await readRows(connection, `SELECT id FROM runs WHERE id IN ${textsIn(1)}`, idRows, [
    JSON.stringify(runs.map(({ run }) => run.id)),
  ])
  const seen = new Set(known.map(({ id }) => id))
  return runs.filter(({ run }) => !seen.has(run.id) && seen.add(run.id))
}

/** Adds runs with their panels, findings and reports. */
export async function ingestRuns(connection: Connection, runs: readonly Run[]): Promise<void> {
  await append(connection, 'runs', runs.map(runCells))
  await append(
    connection,
    'findings',
    runs.flatMap(({ id: runId, findings }) =>
      findings.map(({ id, title, severity, subjects, confidence, onset, evidence }, position): Cell[] => [
        runId,
        position,
        id,
        title,
        severity,
        JSON.stringify(subjects),
        { number: confidence },
        { time: onset },
        JSON.stringify(evidence) ?? null,
      ]),
    ),
  )
  await append(
    connection,
    'panels',
    runs.flatMap(({ id, panels }) =>
      panels.map((panel, position): Cell[] => [
        id,
        position,
        panel.panel,
        panel.verdict,
        panel.headline,
        JSON.stringify(panel),
      ]),
    ),
  )
  await append(
    connection,
    'reports',
    runs.flatMap(({ id, report }): Cell[][] => (report === null ? [] : [[id, report.format, report.text]])),
  )
}

function runCells(run: Run): Cell[] {
  const { id, tool, server, cluster, platform, startedAt, window, recording, verdict, headline, score } = run
  const times = [startedAt, window?.start ?? null, window?.end ?? null].map((time): Cell => ({ time }))
  return [
    id,
    tool,
    server,
    cluster,
    platform,
    ...times,
    { number: window?.step ?? null },
    recording,
    verdict,
    headline,
    { number: score },
  ]
}

async function append({ api, sql }: Connection, table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
  if (rows.length === 0) return
  const appender = await sql.createAppender(table)
  const put = (cell: Cell) => {
    if (cell === null) appender.appendNull()
    else if (typeof cell === 'string') appender.appendVarchar(cell)
    else if (typeof cell === 'number') appender.appendInteger(cell)
    else if ('number' in cell) appendDouble(appender, cell.number)
    else if (cell.time === null) appender.appendNull()
    else appender.appendTimestampTZ(new api.DuckDBTimestampTZValue(BigInt(Math.round(cell.time * 1e6))))
  }
  for (const row of rows) {
    for (const cell of row) put(cell)
    appender.endRow()
  }
  appender.closeSync()
}

function appendDouble(appender: DuckDBAppender, value: number | null) {
  if (value === null) appender.appendNull()
  else appender.appendDouble(value)
}
