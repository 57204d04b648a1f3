import { AppError, type ErrorCode, isAbort, reportError } from '@ocp-perf/errors'

const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  bad_query: 422,
  rate_limited: 429,
  internal: 500,
  unreachable: 502,
  upstream: 502,
  timeout: 504,
}

// A status that says more than its code does: 415 and 503 have no code of their own.
const statusOverrides = new WeakMap<AppError, number>()

/** An error that is answered with `status` instead of the one its code stands for. */
export function withStatus(error: AppError, status: number): AppError {
  statusOverrides.set(error, status)
  return error
}

/** The HTTP status that stands for a thrown value; what is not an `AppError` is a bug, so 500. */
export function httpStatus(error: unknown): number {
  if (!(error instanceof AppError)) return 500
  return statusOverrides.get(error) ?? statusOf[error.code]
}

/** True for what only the log may tell: neither an expected error nor an abort. */
export function isBug(error: unknown): boolean {
  return httpStatus(error) === 500 && !isAbort(error)
}

/** Any thrown value as the JSON error report that every route answers with. An aborted request has no reader left. */
export function errorResponse(error: unknown): Response {
  if (isAbort(error)) return new Response(null, { status: 499 })
  const report = reportError(error)
  const headers = new Headers()
  if (report.code === 'unauthorized') headers.set('www-authenticate', 'Bearer')
  if (report.retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.ceil(report.retryAfterSeconds)))
  // What is left of a refused body would be read as the next request.
  if (report.code === 'too_large') headers.set('connection', 'close')
  return Response.json(report, { status: httpStatus(error), headers })
}
