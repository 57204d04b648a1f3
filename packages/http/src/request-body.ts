import type { IncomingMessage } from 'node:http'
import { AppError } from '@ocp-perf/errors'
import { withStatus } from './error-response.ts'

/** The last is what kubectl posts; no page can send it without asking first. */
export type BodyType = 'application/json' | 'application/x-www-form-urlencoded' | 'application/vnd.kubernetes.protobuf'

/**
 * Reads the body of a request. Throws `too_large` as soon as more than `maxBytes` are declared or have arrived,
 * `invalid_input` with status 415 for a body of none of the `types`, an `AbortError` when the client leaves before its
 * end. No body is no bytes.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  types: readonly BodyType[] = ['application/json'],
): Promise<Buffer<ArrayBuffer>> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > maxBytes) throw tooLarge(maxBytes)
  if (declared === 0 && request.headers['transfer-encoding'] === undefined) return Buffer.alloc(0)
  requireType(request.headers['content-type'], types)
  return collect(request, maxBytes)
}

/** By events and not by iteration, which would destroy the connection of a body that is too large, and the answer with it. */
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let received = 0
    request.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received <= maxBytes) chunks.push(chunk)
      else reject(tooLarge(maxBytes))
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
    // A client that left while it was sending is nobody's bug.
    request.once('error', () => reject(new DOMException('The client is gone.', 'AbortError')))
  })
}

/** Parses the text of a body; throws `invalid_input` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not valid JSON.', { hint: 'Send one JSON object.', cause })
  }
}

function requireType(contentType: string | undefined, types: readonly BodyType[]): void {
  const given = contentType?.split(';')[0]?.trim().toLowerCase()
  if (types.some((type) => type === given)) return
  // A form or plain-text body is what a page of another site can send without asking first.
  const error = new AppError('invalid_input', `The body must be ${types.join(' or ')}.`, {
    hint: `Send the header "Content-Type: ${types[0]}".`,
  })
  throw withStatus(error, 415)
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', `The body is larger than ${maxBytes} bytes.`, { hint: 'Send a smaller request.' })
}
