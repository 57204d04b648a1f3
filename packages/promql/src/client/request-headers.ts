import { AppError } from '@ocp-perf/errors'
import type { PromEndpoint } from '../endpoint.ts'

/** The headers of the next request: the fixed ones, and authorization as it is now. */
export type RequestHeaders = (signal: AbortSignal) => Promise<Record<string, string>>

/**
 * @param learn is told each `Authorization` header before it is sent.
 * @throws AppError `invalid_input` for an extra header that HTTP cannot carry; when called, `unauthorized` for such a token.
 */
export function createRequestHeaders(endpoint: PromEndpoint, learn: (authorization: string) => void): RequestHeaders {
  const fixed = { accept: 'application/json', 'user-agent': 'ocp-perf', ...checked(endpoint.headers ?? {}) }
  return async (signal) => {
    const authorization = await endpoint.authorization?.(signal)
    if (authorization === undefined) return { ...fixed }
    if (!isHeaderValue(authorization)) {
      throw new AppError('unauthorized', 'The token or password holds characters that a header cannot carry.', {
        hint: 'Check the file or command that it comes from for line breaks and other control characters.',
      })
    }
    learn(authorization)
    return { ...fixed, authorization }
  }
}

function checked(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const wrong = Object.entries(headers).find(([name, value]) => !isHeaderName(name) || !isHeaderValue(value))
  if (wrong === undefined) return headers
  throw new AppError('invalid_input', `The extra header ${JSON.stringify(wrong[0])} is not a valid HTTP header.`, {
    hint: 'Correct its name or value in the configuration; line breaks are not allowed.',
  })
}

function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name)
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
