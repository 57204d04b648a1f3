import { crc32 } from 'node:zlib'
import { AppError } from '@ocp-perf/errors'
import type { Series } from '@ocp-perf/promql'
import { canonicalLabels } from '../canonical-labels.ts'
import type { RunRecord } from '../history.ts'
import { type RunHeader, runHeaderSchema } from './run-header.ts'

/** The points of one series of a run; `labels` is canonical JSON. */
export interface RunSeries {
  metric: string
  labels: string
  times: Float64Array
  values: Float64Array
}

/** What a run file holds. */
export interface DecodedRun {
  run: RunHeader['run']
  series: readonly RunSeries[]
}

const magic = Buffer.from('ocp-run\n')
const prefixBytes = 16
const formatVersion = 1

/**
 * A run as one file: 8 bytes of magic, length of the header and CRC-32 of all that follows (4 bytes each), the header as
 * JSON, filled up to 8 bytes, then the columns of times and values as doubles in this machine's order. Series with the
 * same times share one column.
 */
export function encodeRun(run: RunRecord): Buffer {
  const columns = new ColumnList()
  const series: RunHeader['series'] = []
  for (const [metric, frame] of run.frames) {
    for (const { labels, times, values } of frame.series) {
      if (times.length === 0) continue
      series.push({
        metric,
        labels: canonicalLabels(labels),
        times: columns.shared(times),
        values: columns.add(values),
      })
    }
  }
  const { frames: _, ...rest } = run
  const lengths = columns.list.map(({ length }) => length)
  const json = Buffer.from(JSON.stringify({ version: formatVersion, run: rest, series, lengths } satisfies RunHeader))
  const headerBytes = Math.ceil(json.length / 8) * 8
  const file = Buffer.alloc(prefixBytes + headerBytes + 8 * lengths.reduce((sum, length) => sum + length, 0), ' ')
  magic.copy(file)
  json.copy(file, prefixBytes)
  let offset = prefixBytes + headerBytes
  for (const column of columns.list) {
    file.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset)
    offset += column.byteLength
  }
  file.writeUInt32LE(headerBytes, magic.length)
  file.writeUInt32LE(crc32(file.subarray(prefixBytes)), magic.length + 4)
  return file
}

/** Reads what `encodeRun` wrote. Throws an `AppError`: `conflict` for a newer format, `upstream` for a damaged file. */
export function decodeRun(file: Uint8Array): DecodedRun {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < prefixBytes || !bytes.subarray(0, magic.length).equals(magic)) throw damaged('it is no run file')
  const columnsAt = prefixBytes + bytes.readUInt32LE(magic.length)
  if (crc32(bytes.subarray(prefixBytes)) !== bytes.readUInt32LE(magic.length + 4)) {
    throw damaged('its checksum does not fit')
  }
  const { run, series, lengths } = readHeader(bytes.toString('utf8', prefixBytes, columnsAt))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (columnsAt + total * 8 !== bytes.length) throw damaged('its columns are cut short')
  const columns = readColumns(bytes.subarray(columnsAt), lengths)
  return {
    run,
    series: series.map(({ metric, labels, times, values }) => {
      const found = { metric, labels, times: columns[times], values: columns[values] }
      if (found.times === undefined || found.times.length !== found.values?.length) {
        throw damaged('its columns do not fit together')
      }
      return { metric, labels, times: found.times, values: found.values }
    }),
  }
}

function readHeader(text: string): RunHeader {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw damaged('its header is no JSON', cause)
  }
  if (json instanceof Object && 'version' in json && typeof json.version === 'number' && json.version > formatVersion) {
    throw new AppError('conflict', 'The run file was written by a newer version of this program.', {
      hint: 'It is left for that version to read.',
    })
  }
  const header = runHeaderSchema.safeParse(json)
  if (!header.success) throw damaged('its header is incomplete', header.error)
  return header.data
}

function readColumns(bytes: Uint8Array, lengths: readonly number[]): Float64Array[] {
  // Copied, because a view of doubles must start at a multiple of eight and a read buffer need not.
  const buffer = new ArrayBuffer(bytes.length)
  new Uint8Array(buffer).set(bytes)
  let offset = 0
  return lengths.map((length) => {
    const column = new Float64Array(buffer, offset, length)
    offset += length * 8
    return column
  })
}

function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('upstream', `The run file is damaged: ${reason}.`, {
    hint: 'It is set aside as *.corrupt and not looked at again.',
    retryable: false,
    cause,
  })
}

class ColumnList {
  readonly list: Float64Array[] = []
  readonly #byShape = new Map<string, number[]>()

  add(column: Series['values']): number {
    return this.list.push(column) - 1
  }

  /** The place of an equal column, or of this one. */
  shared(column: Series['times']): number {
    const shape = `${column.length} ${column[0]} ${column.at(-1)}`
    const candidates = this.#byShape.get(shape) ?? []
    const found = candidates.find((place) => isSame(this.list[place], column))
    if (found !== undefined) return found
    const place = this.add(column)
    this.#byShape.set(shape, [...candidates, place])
    return place
  }
}

function isSame(a: Float64Array | undefined, b: Float64Array): boolean {
  return a === b || (a?.length === b.length && b.every((value, index) => value === a[index]))
}
