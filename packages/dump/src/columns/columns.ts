import type { StoredSeries } from '@ocp-perf/promql-engine'
import { putInOrder } from './order.ts'
import type { GrowingSeries, SeriesTable } from './series-table.ts'
import { createTimeColumns } from './time-columns.ts'
import { createValueBlocks } from './value-blocks.ts'

/** Samples that came one after another, as they were read; the first `length` count. */
export interface Run {
  readonly times: Float64Array
  readonly values: Float64Array
  length: number
}

export const runCapacity = 2 ** 14

export function createRun(): Run {
  return { times: new Float64Array(runCapacity), values: new Float64Array(runCapacity), length: 0 }
}

/** Turns runs of samples into columns: of exact size where a series comes in one run, growing where it comes in many. */
export interface Columns {
  /** Adds a run to a series and empties it. */
  append(series: GrowingSeries, run: Run): void
  /** The finished series, each forgotten by the table as it is given out. Series without samples are left out. */
  finish(table: SeriesTable): Generator<StoredSeries>
  /** Samples that came after a later one of their series. */
  readonly outOfOrder: number
  /** Samples left out because a later line had the same time; known once all is finished. */
  readonly duplicates: number
}

export function createColumns(): Columns {
  const timeColumns = createTimeColumns()
  const valueBlocks = createValueBlocks()
  let outOfOrder = 0
  let duplicates = 0

  const finishOne = (series: GrowingSeries): StoredSeries => {
    const { labels, length } = series
    if (!series.ascending) {
      const ordered = putInOrder(series.times.subarray(0, length), series.values.subarray(0, length))
      duplicates += ordered.duplicates
      const { times, values } = ordered
      return {
        labels,
        times: timeColumns.intern(times, times.length),
        values: valueBlocks.copy(values, values.length),
      }
    }
    if (!series.growing) return { labels, times: series.times, values: series.values }
    return {
      labels,
      times: timeColumns.intern(series.times, length),
      values: valueBlocks.copy(series.values, length),
    }
  }

  return {
    append(series, run) {
      outOfOrder += checkOrder(series, run)
      if (series.length === 0) {
        series.times = timeColumns.intern(run.times, run.length)
        series.values = valueBlocks.copy(run.values, run.length)
      } else grow(series, run)
      series.length += run.length
      run.length = 0
    },
    *finish(table) {
      for (const series of table.drain()) if (series.length > 0) yield finishOne(series)
    },
    get outOfOrder() {
      return outOfOrder
    },
    get duplicates() {
      return duplicates
    },
  }
}

/** How many samples of the run came after a later one. */
function checkOrder(series: GrowingSeries, { times, length }: Run): number {
  let { latest, ascending } = series
  let late = 0
  for (let index = 0; index < length; index++) {
    const time = times[index] ?? 0
    if (time > latest) latest = time
    else {
      ascending = false
      if (time < latest) late++
    }
  }
  series.latest = latest
  series.ascending = ascending
  return late
}

const smallest = 8
const growth = 1.5

function grow(series: GrowingSeries, run: Run): void {
  const needed = series.length + run.length
  if (!series.growing || needed > series.times.length) {
    const capacity = Math.max(smallest, needed, Math.ceil(series.length * growth))
    const times = new Float64Array(capacity)
    const values = new Float64Array(capacity)
    times.set(series.times.subarray(0, series.length))
    values.set(series.values.subarray(0, series.length))
    series.times = times
    series.values = values
    series.growing = true
  }
  if (run.length === 1) {
    series.times[series.length] = run.times[0] ?? 0
    series.values[series.length] = run.values[0] ?? 0
    return
  }
  series.times.set(run.times.subarray(0, run.length), series.length)
  series.values.set(run.values.subarray(0, run.length), series.length)
}
