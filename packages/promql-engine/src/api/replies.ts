import { AppError, isAbort, reportError } from '@ocp-perf/errors'
import { toJson } from './json.ts'

/** The error types of Prometheus' API that this one answers with, and their statuses. */
const statuses = {
  bad_data: 400,
  execution: 422,
  canceled: 499,
  timeout: 503,
  unavailable: 503,
  internal: 500,
  not_found: 404,
} as const

type ErrorType = keyof typeof statuses

const headers = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }

/** What may stand beside the data of any reply. */
export interface Remarks {
  warnings?: readonly string[] | undefined
  infos?: readonly string[] | undefined
}

export function success(data: unknown, remarks: Remarks = {}): Response {
  return new Response(`{"status":"success","data":${toJson(data)}${remarksText(remarks)}}`, { headers })
}

/** A reply whose data comes piece by piece, so that a large one is never held as one text. */
export function streamed(data: Iterable<string>, remarks: Remarks): Response {
  return new Response(ReadableStream.from(bytesOf(data, remarks)), { headers })
}

const pieceLength = 65_536

function* bytesOf(data: Iterable<string>, remarks: Remarks): Generator<Uint8Array> {
  let text = '{"status":"success","data":'
  for (const piece of data) {
    text += piece
    if (text.length < pieceLength) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}${remarksText(remarks)}}`)
}

function remarksText({ warnings = [], infos = [] }: Remarks): string {
  const said = [
    ...(warnings.length === 0 ? [] : [['warnings', warnings]]),
    ...(infos.length === 0 ? [] : [['infos', infos]]),
  ]
  return said.map(([name, list]) => `,"${name}":${toJson(list)}`).join('')
}

export function plainText(text: string): Response {
  return new Response(text, { headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } })
}

/** A method that a route does not take. */
export function methodNotAllowed(allowed: readonly string[]): Response {
  const body = envelope('bad_data', `this route takes ${allowed.join(' and ')} only`)
  return new Response(body, { status: 405, headers: { ...headers, allow: allowed.join(', ') } })
}

// Prometheus has two words for a bad query: `bad_data` before it is evaluated, `execution` from then on.
const duringEvaluation = new WeakSet<AppError>()

/** The same error, known to have come up while a query was evaluated. */
export function asExecution(error: unknown): unknown {
  if (error instanceof AppError) duringEvaluation.add(error)
  return error
}

/** Any thrown value as the envelope and the status with which Prometheus answers the like. */
export function failure(error: unknown): Response {
  if (isAbort(error)) return refuse('canceled', 'the request was canceled')
  const { code, message, hint } = reportError(error)
  const said = hint === undefined ? message : `${message} ${hint}`
  switch (code) {
    case 'invalid_input':
      return refuse('bad_data', said)
    case 'bad_query':
      return refuse(error instanceof AppError && duringEvaluation.has(error) ? 'execution' : 'bad_data', said)
    case 'too_large':
      return tooLarge(error, said)
    case 'timeout':
      return refuse('timeout', `query timed out: ${said}`)
    case 'not_found':
      return refuse('not_found', said)
    case 'unreachable':
    case 'upstream':
    case 'rate_limited':
      return refuse('unavailable', said)
    default:
      return refuse('internal', said)
  }
}

function tooLarge(error: unknown, said: string): Response {
  if (!(error instanceof AppError && duringEvaluation.has(error))) return refuse('bad_data', said, 413)
  // Prometheus' own sentence, by which clients know the case.
  return refuse('execution', `query processing would load too many samples into memory in query execution: ${said}`)
}

function refuse(type: ErrorType, message: string, status: number = statuses[type]): Response {
  return new Response(envelope(type, message), { status, headers })
}

function envelope(errorType: ErrorType, error: string): string {
  return toJson({ status: 'error', errorType, error })
}
