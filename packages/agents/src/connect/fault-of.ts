import { ProtocolError, ProtocolErrorCode, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { AppError, type ErrorCode, errorCodes, reportError } from '@ocp-perf/errors'
import { errorMetaKey } from '@ocp-perf/mcp-kit'
import { z } from 'zod'
import { type Fault, faultSchema } from '../contract/index.ts'
import type { ServerEntry } from '../servers.ts'
import { withoutSecrets } from './server-state.ts'

/** What went wrong between here and a server, and whether its connection is of no use any more. */
export interface Failure {
  fault: Fault
  lost: boolean
}

/** Reads an error of the MCP client as a fault, told to whoever runs the servers. */
export function failureOf(error: unknown, entry: ServerEntry): Failure {
  if (error instanceof AppError) return { fault: faultFrom(error), lost: false }
  if (ProtocolError.isInstance(error)) return { fault: protocolFault(error, entry), lost: false }
  if (SdkHttpError.isInstance(error)) return httpFailure(error.status, entry)
  if (SdkError.isInstance(error)) {
    if (error.code === SdkErrorCode.RequestTimeout) return { fault: tooSlow(entry), lost: false }
    if (error.code === SdkErrorCode.InvalidResult) return { fault: notUnderstood(entry), lost: false }
  }
  return { fault: unreachable(entry), lost: true }
}

/** The fault that a result marked as an error carries; its text where it carries none. */
export function faultOfResult(meta: Readonly<Record<string, unknown>> | undefined, text: string): Fault {
  const report = faultSchema.safeParse(meta?.[errorMetaKey])
  return report.success ? report.data : { code: 'upstream', message: text }
}

/** The public face of an error as the contract says it. */
export function faultFrom(error: unknown): Fault {
  const { code, message, hint } = reportError(error)
  return { code, message, ...(hint === undefined ? {} : { hint }) }
}

/** The error that a fault told of, to be thrown where nothing can be done without what failed. */
export function errorFrom({ code, message, hint }: Fault): AppError {
  const known: ErrorCode = errorCodes.find((each) => each === code) ?? 'upstream'
  return new AppError(known, message, hint === undefined ? {} : { hint })
}

function protocolFault({ code, message, data }: ProtocolError, entry: ServerEntry): Fault {
  const report = faultSchema.safeParse(data)
  if (report.success) return report.data
  const refused = code === ProtocolErrorCode.InvalidParams
  return { code: refused ? 'invalid_input' : 'upstream', message: `The server ${entry.name} answered: ${message}` }
}

const statusSchema = z.enum(['401', '403', '404'])

function httpFailure(status: number, entry: ServerEntry): Failure {
  const known = statusSchema.safeParse(String(status))
  const said = `The server ${entry.name} answered ${status} at ${withoutSecrets(entry.url)}.`
  // A session that a restarted server does not know any more is a 404 as well: a new connection settles both.
  if (known.data === '404') return { fault: { code: 'not_found', message: said, hint: addressHint }, lost: true }
  if (known.data !== undefined) {
    const code = known.data === '401' ? 'unauthorized' : 'forbidden'
    return { fault: { code, message: said, hint: `Give the token that ${entry.name} asks for.` }, lost: true }
  }
  return { fault: { code: 'upstream', message: said, hint: `The log of ${entry.name} says why.` }, lost: status >= 500 }
}

const addressHint = 'Its address ends in /mcp as a rule.'

function unreachable({ name, url }: ServerEntry): Fault {
  return {
    code: 'unreachable',
    message: `The server ${name} does not answer at ${withoutSecrets(url)}.`,
    hint: `Start it (ocp-perf serve ${name}) or correct its address; it is tried again by itself.`,
  }
}

function tooSlow({ name }: ServerEntry): Fault {
  return {
    code: 'timeout',
    message: `The server ${name} did not answer in time.`,
    hint: 'Ask for a shorter time range, or try again when it is less busy.',
  }
}

function notUnderstood({ name }: ServerEntry): Fault {
  return {
    code: 'upstream',
    message: `What the server ${name} answered is not what its tool promises.`,
    hint: 'Its version may not fit this one: update both.',
  }
}
