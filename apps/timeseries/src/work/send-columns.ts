import { setImmediate } from 'node:timers/promises'

/** Bytes that are copied into new memory in a millisecond. */
const stretch = 1 << 18

/**
 * The same data with its columns in memory that a thread can share: posting them then copies nothing. Frames belong to whoever
 * asked the same, so that they are copied and not handed over, in turns with others who wait.
 */
export async function shareColumns<Data>(data: Data): Promise<Data> {
  const shared = new Map<Float64Array, Float64Array>()
  let rest = stretch
  for (const column of columnsIn(data)) {
    if (shared.has(column)) continue
    const copy = new Float64Array(new SharedArrayBuffer(column.byteLength))
    copy.set(column)
    shared.set(column, copy)
    rest -= column.byteLength
    if (rest > 0) continue
    rest = stretch
    await setImmediate()
  }
  return replaceColumns(data, shared)
}

/** The memory behind the columns of a result, for handing it over; what is shared already, and what is a part of something larger, is not. */
export function ownBuffers(data: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const { buffer, byteLength } of columnsIn(data)) {
    if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffers.add(buffer)
  }
  return [...buffers]
}

function* columnsIn(data: unknown): Generator<Float64Array> {
  if (data instanceof Float64Array) yield data
  else if (Array.isArray(data)) for (const item of data) yield* columnsIn(item)
  else if (typeof data === 'object' && data !== null) for (const item of Object.values(data)) yield* columnsIn(item)
}

// The second signature is what a copy of the same shape is, said once here where it is made.
function replaceColumns<Data>(data: Data, by: ReadonlyMap<Float64Array, Float64Array>): Data
function replaceColumns(data: unknown, by: ReadonlyMap<Float64Array, Float64Array>): unknown {
  if (data instanceof Float64Array) return by.get(data) ?? data
  if (Array.isArray(data)) return data.map((item) => replaceColumns(item, by))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, replaceColumns(value, by)]))
}
