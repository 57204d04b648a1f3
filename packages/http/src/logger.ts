import { AppError } from '@ocp-perf/errors'
import { type DestinationStream, destination, type Level, pino } from 'pino'
import type { Log } from './log.ts'

/** How much is written, least first; `silent` writes nothing. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const satisfies readonly (Level | 'silent')[]

export interface LoggerOptions {
  /** The program, in every line. */
  name: string
  level?: (typeof logLevels)[number] | undefined
  /** Where lines go; standard error unless a test wants them. */
  stream?: DestinationStream | undefined
}

const secretFields = ['authorization', 'token', 'password', 'secret', 'cookie', 'key', 'cert', 'clientKey', 'apiKey']
const censor = '[redacted]'
const deepestCause = 5

/** Structured logs, one JSON object a line, on standard error: standard output belongs to the stdio transport. */
export function createLogger({ name, level = 'info', stream = destination(2) }: LoggerOptions): Log {
  return pino(
    {
      name,
      level,
      base: { name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => describeError(error) },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor },
    },
    stream,
  )
}

interface ErrorDescription {
  type: string
  message: string
  code?: string
  hint?: string | undefined
  stack?: string | undefined
  cause?: ErrorDescription
}

// Only these fields: errors of HTTP clients carry their request, and with it the token it was sent with.
function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: scrub(String(error)) }
  const described: ErrorDescription = {
    type: error.name,
    message: scrub(error.message),
    stack: error.stack === undefined ? undefined : scrub(error.stack),
  }
  if (error instanceof AppError) {
    described.code = error.code
    described.hint = error.hint
  }
  if (error.cause !== undefined && depth < deepestCause) described.cause = describeError(error.cause, depth + 1)
  return described
}

/** Removes bearer tokens, JSON web tokens and the user information of URLs from a text. */
function scrub(text: string): string {
  return text
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${censor}`)
    .replace(/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, censor)
    .replace(/:\/\/[^/\s@]+@/g, `://${censor}@`)
}
