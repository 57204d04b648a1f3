import { type Columns, createColumns, createRun, type Run } from '../columns/columns.ts'
import { createSeriesTable, type SeriesTable } from '../columns/series-table.ts'
import { type BadLines, createBadLines } from './bad-lines.ts'
import { createMetadataReader, type MetadataReader } from './metadata-lines.ts'
import { createRepeatedSeries, type RepeatedSeries } from './repeated-series.ts'
import type { Cursor } from './scan-number.ts'
import type { TimeUnit } from './time-unit.ts'

/** All that is known while lines are read. */
export interface LineState {
  readonly bad: BadLines
  readonly columns: Columns
  readonly table: SeriesTable
  readonly metadata: MetadataReader
  /** Samples of `repeated.series` that are not in its columns yet. */
  readonly run: Run
  readonly repeated: RepeatedSeries
  readonly cursor: Cursor
  /** The unit of the file's times, once one of them has told it. */
  unit: TimeUnit | undefined
  /** Good ones, those with the time of another included. */
  samples: number
  lines: number
  /** Bad lines that are so only because they have no time. */
  withoutTime: number
  nativeHistograms: number
  /** How many bytes the last time had; -1 before the first. */
  timeLength: number
}

export function createLineState(): LineState {
  const repeated = createRepeatedSeries()
  return {
    bad: createBadLines(),
    columns: createColumns(),
    table: createSeriesTable(),
    metadata: createMetadataReader(),
    run: createRun(),
    repeated,
    cursor: { bytes: repeated.bytes, at: 0 },
    unit: undefined,
    samples: 0,
    lines: 0,
    withoutTime: 0,
    nativeHistograms: 0,
    timeLength: -1,
  }
}

/** Moves the samples that were read into the columns of their series. */
export function flush({ repeated, run, columns }: LineState): void {
  if (repeated.series !== undefined && run.length > 0) columns.append(repeated.series, run)
}
