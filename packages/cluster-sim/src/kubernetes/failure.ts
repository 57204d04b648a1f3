import { AppError } from '@ocp-perf/errors'
import { httpStatus, withStatus } from '@ocp-perf/http'

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  422: 'Invalid',
}

/** A thrown value as the API server tells of it: the body of a `Status`, whose `code` is the HTTP status. */
export function statusOf(error: AppError) {
  const code = httpStatus(error)
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    reason: reasons[code] ?? 'InternalError',
    code,
  }
}

/** Runs a handler; what it throws on purpose is answered as a Status, and a bug is left to whoever listens. */
export async function answered(handle: () => Promise<Response> | Response): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const status = statusOf(error)
    return Response.json(status, { status: status.code })
  }
}

export function noSuchResource(): AppError {
  return new AppError('not_found', 'the server could not find the requested resource')
}

/** Nothing can be changed in a simulated cluster, and nothing be watched: it has no history of its objects. */
export function notAllowed(): AppError {
  const message = 'the server does not allow this method on the requested resource'
  return withStatus(new AppError('invalid_input', message), 405)
}
