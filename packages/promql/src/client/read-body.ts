import { setImmediate } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { PromFetchResponse } from './fetch.ts'

export interface ReadLimits {
  /** Bytes after decompression; a larger body is `too_large` and not read further. */
  most: number
  /** The server as messages name it. */
  server: string
  /** Waits until there is room for a large body. */
  room(): Promise<void>
}

/** Up to here a body needs no room of its own, so that large ones, however slow, hold up none that is not. */
const small = 64 * 1024

/** The whole body, after decompression. */
export async function readBody(response: PromFetchResponse, { most, server, room }: ReadLimits): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    const before = length
    length += chunk.byteLength
    // Leaving the loop cancels the stream, and with it the request.
    if (length > most) throw replyTooLarge(most, server)
    chunks.push(chunk)
    if (before <= small && length > small) await room()
  }
  return length <= stretch ? Buffer.concat(chunks, length) : await joinInTurns(chunks, length)
}

/** Bytes that are copied into new memory in a millisecond: a caller beside this one takes several turns to be answered. */
const stretch = 1 << 18

/** One buffer of many chunks; others have their turn in between, as a large reply takes a tenth of a second. */
async function joinInTurns(chunks: readonly Uint8Array[], length: number): Promise<Buffer> {
  const whole = Buffer.allocUnsafeSlow(length)
  let copied = 0
  let rest = stretch
  for (const chunk of chunks) {
    whole.set(chunk, copied)
    copied += chunk.byteLength
    if (copied < rest) continue
    rest = copied + stretch
    await setImmediate()
  }
  return whole
}

/** The first bytes of a body, enough for an error's text. */
export async function readBeginning(response: PromFetchResponse, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length >= limit) break
  }
  return Buffer.concat(chunks).subarray(0, limit)
}

function replyTooLarge(limit: number, server: string): AppError {
  return new AppError('too_large', `The reply of ${server} is larger than ${Math.floor(limit / 2 ** 20)} MiB.`, {
    hint: 'Aggregate fewer series (`sum by (…)`, `topk`), or ask for a shorter window or a larger step.',
  })
}
