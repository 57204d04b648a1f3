import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { parseAs, parseEnvelope, parseJson, toFrame } from '../reply/envelope.ts'
import { queryResult } from '../reply/query-result.ts'
import type { Frame, Series } from '../source.ts'
import { type ScannedMatrix, scanMatrix } from './scan-matrix.ts'

// Stands for the result array in what is left of the reply; unguessable, so no reply can hold it by chance or intent.
const placeholder = randomUUID()

/**
 * A query reply as a frame. A range reply in the form that Prometheus, Thanos and VictoriaMetrics write is scanned
 * straight into typed arrays; every other reply takes `JSON.parse` and the schema, with the same result.
 *
 * @throws AppError `upstream` when the body is not JSON, breaks off, or is no query reply.
 */
export function decodeMatrix(body: Uint8Array): Frame {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return decodeByScanning(bytes) ?? decodeByParsing(bytes)
}

/** Bytes that are decoded in a millisecond: a caller beside this one takes several turns to be answered. */
const stretch = 1 << 18

/** `decodeMatrix` that lets others have their turn while it reads a large reply, and ends when it is not wanted any more. */
export async function decodeInTurns(body: Uint8Array, signal: AbortSignal): Promise<Frame> {
  if (body.byteLength <= stretch) return decodeMatrix(body)
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const scanning = scanMatrix(bytes, stretch)
  for (;;) {
    const { done, value } = scanning.next()
    if (done) return frameOf(bytes, value) ?? decodeByParsing(bytes)
    await setImmediate()
    signal.throwIfAborted()
  }
}

/** The fast path alone: undefined for whatever it does not know. */
export function decodeByScanning(bytes: Buffer): Frame | undefined {
  const scanned = scanMatrix(bytes, Number.POSITIVE_INFINITY).next()
  return scanned.done === true ? frameOf(bytes, scanned.value) : undefined
}

function frameOf(bytes: Buffer, scanned: ScannedMatrix | undefined): Frame | undefined {
  if (scanned === undefined) return undefined
  const { series, start, end } = scanned
  const rest = `${bytes.toString('utf8', 0, start)}"${placeholder}"${bytes.toString('utf8', end)}`
  return frameAround(rest, series)
}

/** The slow path alone. */
export function decodeByParsing(bytes: Buffer): Frame {
  const envelope = parseEnvelope(parseJson(bytes))
  return toFrame(parseAs(queryResult, envelope.data), envelope)
}

/** Checks that the placeholder stands where a range reply has its result. */
function frameAround(rest: string, series: readonly Series[]): Frame | undefined {
  try {
    const envelope = parseEnvelope(JSON.parse(rest))
    return isRangeData(envelope.data) ? toFrame(series, envelope) : undefined
  } catch {
    // The slow path meets the same text and says what is wrong with it.
    return undefined
  }
}

function isRangeData(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return 'resultType' in data && data.resultType === 'matrix' && 'result' in data && data.result === placeholder
}
