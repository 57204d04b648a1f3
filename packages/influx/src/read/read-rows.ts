import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { AnswerBuilder } from '../answer/build-answer.ts'
import { unixSeconds } from '../answer/unix-seconds.ts'
import { cellText, numberOf, textOf } from './read-influxql.ts'

const rowSchema = z.record(z.string(), z.unknown())

/** The columns in which 3.x puts a measurement and, unless a query renames it, the time. */
const measurementColumn = 'iox::measurement'
const timeColumns = ['time', '_time']

/** Reads the rows of a 3.x reply, one object each; a missing value is missing in it. */
export async function readRows(
  rows: AsyncIterable<unknown>,
  builder: AnswerBuilder,
  said: (text: string) => AppError,
): Promise<void> {
  for await (const document of rows) {
    const parsed = rowSchema.safeParse(document)
    if (!parsed.success) {
      throw new AppError('upstream', 'The reply holds something other than rows.', {
        hint: 'Check that the URL is that of InfluxDB itself.',
        retryable: false,
      })
    }
    const row = parsed.data
    if (typeof row.error === 'string' && Object.keys(row).length === 1) throw said(row.error)
    readRow(row, builder)
  }
}

function readRow(row: Readonly<Record<string, unknown>>, builder: AnswerBuilder): void {
  const timeColumn = findTime(row)
  const time = timeColumn === undefined ? undefined : unixSeconds(String(row[timeColumn]))
  const names = Object.keys(row).filter((name) => name !== timeColumn && name !== measurementColumn)
  const numbers = names.filter((name) => typeof row[name] === 'number' || typeof row[name] === 'boolean')
  const texts = names.filter((name) => typeof row[name] === 'string')
  if (time === undefined || numbers.length === 0) {
    const cells = Object.entries(row).map(([name, cell]) => [
      name === measurementColumn ? 'name' : name,
      cellText(cell),
    ])
    builder.tableRow(Object.fromEntries(cells), time === undefined ? 'untimed' : 'text')
    return
  }
  const measurement = textOf(row[measurementColumn])
  const key = JSON.stringify([measurement, numbers, texts])
  const block = builder.block(key, () => ({ measurement, labels: {}, numbers, texts }))
  builder.row(
    block,
    time,
    (name) => numberOf(row[name]),
    (name) => textOf(row[name]),
  )
}

function findTime(row: Readonly<Record<string, unknown>>): string | undefined {
  return (
    timeColumns.find((name) => row[name] !== undefined) ??
    Object.keys(row).find((name) => unixSeconds(textOf(row[name]) ?? '') !== undefined)
  )
}
