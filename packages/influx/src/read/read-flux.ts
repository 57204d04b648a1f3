import type { ChunkCombiner, FluxTableColumn, FluxTableMetaData } from '@influxdata/influxdb-client'
import type { AppError } from '@ocp-perf/errors'
import type { Block } from '../answer/block.ts'
import type { AnswerBuilder } from '../answer/build-answer.ts'
import { unixSeconds } from '../answer/unix-seconds.ts'

/** How the columns of one schema are understood. */
interface Shape {
  time: FluxTableColumn | undefined
  error: FluxTableColumn | undefined
  result: FluxTableColumn | undefined
  measurement: FluxTableColumn | undefined
  field: FluxTableColumn | undefined
  /** Columns of the group key that are labels. */
  keys: readonly FluxTableColumn[]
  numbers: ReadonlyMap<string, FluxTableColumn>
  texts: ReadonlyMap<string, FluxTableColumn>
  /** What tells one series of this schema from another, beside texts. */
  identity: readonly FluxTableColumn[]
  /** The block of the row before, which is nearly always this row's too. */
  current: { identity: readonly string[]; block: Block } | undefined
  /** All but `result` and `table`, for what is no series. */
  cells: readonly FluxTableColumn[]
}

const numeric = new Set(['double', 'long', 'unsignedLong', 'boolean'])
const reserved = new Set(['result', 'table', '_start', '_stop', '_time', '_value', '_measurement', '_field'])

/**
 * Reads annotated CSV, split into lines and tables by the official client. Throws what an error table says, which arrives after
 * data and with status 200.
 */
export async function readFlux(
  chunks: AsyncIterable<Uint8Array>,
  builder: AnswerBuilder,
  said: (text: string) => AppError,
): Promise<void> {
  const { chunksToLines, linesToTables } = await import('@influxdata/influxdb-client')
  const shapes = new Map<FluxTableMetaData, { shape: Shape; id: number }>()
  let failure: Error | undefined
  const tables = linesToTables({
    next(cells, meta) {
      const known = shapes.get(meta) ?? { shape: shapeOf(meta), id: shapes.size }
      shapes.set(meta, known)
      if (known.shape.error !== undefined) throw said(textOf(known.shape.error, cells) ?? 'the query failed')
      readRow(builder, known.shape, known.id, cells)
    },
    error(error) {
      failure = error
    },
    complete() {},
  })
  const lines = chunksToLines(tables, bufferPieces)
  for await (const chunk of chunks) {
    lines.next(chunk)
    if (failure !== undefined) throw failure
  }
  lines.complete()
  if (failure !== undefined) throw failure
}

/** As the client's own over a TextDecoder, which takes longer to decode a short line than the rest of its way. */
const bufferPieces: ChunkCombiner = {
  concat: (first, second) => Buffer.concat([first, second]),
  copy: (chunk, start, end) => Buffer.from(chunk.subarray(start, end)),
  toUtf8String: (chunk, start, end) =>
    Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start).toString('utf8'),
}

function shapeOf({ columns }: FluxTableMetaData): Shape {
  const find = (label: string) => columns.find((column) => column.label === label)
  const value = find('_value')
  const others = columns.filter(({ label, group }) => !reserved.has(label) && !group)
  const keys = columns.filter(({ label, group }) => group && !reserved.has(label))
  const [result, measurement, field] = ['result', '_measurement', '_field'].map(find)
  const values = value !== undefined && numeric.has(value.dataType) ? [value] : []
  const numbers = [...values, ...others.filter(({ dataType }) => numeric.has(dataType))]
  return {
    time: find('_time') ?? find('_stop') ?? others.find(({ dataType }) => /^dateTime/.test(dataType)),
    error: find('table') === undefined ? find('error') : undefined,
    result,
    measurement,
    field,
    keys,
    identity: [result, measurement, field, ...keys].filter((column) => column !== undefined),
    current: undefined,
    numbers: new Map(numbers.map((column) => [column.label, column])),
    texts: new Map(others.filter(({ dataType }) => dataType === 'string').map((column) => [column.label, column])),
    cells: columns.filter(({ label }) => label !== 'result' && label !== 'table'),
  }
}

function readRow(builder: AnswerBuilder, shape: Shape, id: number, cells: readonly string[]): void {
  const { time, numbers, texts } = shape
  if (time === undefined || numbers.size === 0) {
    const row = shape.cells.map((column) => [column.label, textOf(column, cells) ?? ''])
    builder.tableRow(Object.fromEntries(row), time === undefined ? 'untimed' : 'text')
    return
  }
  const at = unixSeconds(textOf(time, cells) ?? '')
  if (at === undefined) {
    builder.tableRow({}, 'untimed')
    return
  }
  if (time.label === '_stop') builder.warn('Rows without a time of their own stand at the end of their range.')
  const block = blockOf(builder, shape, id, cells)
  // The column `_value` is kept under its field's name.
  const number = (name: string) => numberOf(numbers.get(name) ?? numbers.get('_value'), cells)
  builder.row(block, at, number, (name) => textOf(texts.get(name), cells))
}

function blockOf(builder: AnswerBuilder, shape: Shape, id: number, cells: readonly string[]): Block {
  const { current, identity, numbers, texts } = shape
  if (current !== undefined && identity.every(({ index }, at) => cells[index] === current.identity[at]))
    return current.block
  const measurement = textOf(shape.measurement, cells)
  const field = textOf(shape.field, cells) ?? '_value'
  const labels = labelsOf(shape, cells)
  const block = builder.block(JSON.stringify([id, measurement, field, labels]), () => ({
    measurement,
    labels,
    numbers: Array.from(numbers.keys(), (label) => (label === '_value' ? field : label)),
    texts: texts.keys(),
  }))
  shape.current = { identity: identity.map(({ index }) => cells[index] ?? ''), block }
  return block
}

/** The group key; of several results in one answer, each has its name beside it. */
function labelsOf({ keys, result }: Shape, cells: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const column of keys) {
    const text = textOf(column, cells)
    if (text !== undefined) labels[column.label] = text
  }
  const name = textOf(result, cells)
  if (name !== undefined && name !== '_result') labels.result ??= name
  return labels
}

function textOf(column: FluxTableColumn | undefined, cells: readonly string[]): string | undefined {
  if (column === undefined) return undefined
  const cell = cells[column.index] || column.defaultValue
  return cell === '' ? undefined : cell
}

function numberOf(column: FluxTableColumn | undefined, cells: readonly string[]): number {
  const text = textOf(column, cells)
  if (text === undefined) return Number.NaN
  if (column?.dataType === 'boolean') return text === 'true' ? 1 : 0
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
