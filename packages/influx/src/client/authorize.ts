import { AppError } from '@ocp-perf/errors'
import type { InfluxSettings, InfluxVersion } from '../source.ts'

/**
 * The `Authorization` header as each generation wants it: `Bearer` in 3.x, `Token` in 2.x; of 1.x a user and a password, as
 * basic authentication, or as `Token user:password` where the 2.x API is asked.
 */
export function authorizationOf(
  { token, username, password = '' }: InfluxSettings,
  version: InfluxVersion | undefined,
  api: 'own' | 'v2' = 'own',
): string | undefined {
  if (token !== undefined) return checked(version === 'v3' ? `Bearer ${token}` : `Token ${token}`)
  if (username === undefined) return undefined
  if (api === 'v2') return checked(`Token ${username}:${password}`)
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

function checked(authorization: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(authorization)) return authorization
  throw new AppError('unauthorized', 'The token or password holds characters that a header cannot carry.', {
    hint: 'Check where it comes from for line breaks and other control characters.',
  })
}
