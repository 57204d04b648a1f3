import type { IncomingMessage } from 'node:http'
import { AppError, isAbort } from '@ocp-perf/errors'
import { type Authenticate, bearerToken, type Caller } from './authenticate.ts'
import { withStatus } from './error-response.ts'
import type { Log } from './log.ts'
import { originGuard } from './origin-guard.ts'

/** Who may be answered at all; the same for every route and for upgrades. */
export interface Admission {
  /** Throws `forbidden` for a foreign Host or Origin, `invalid_input` for a target that is no path. */
  checkProvenance(request: IncomingMessage): void
  /** Who is calling; throws `unauthorized` or `forbidden`. Nobody in particular when the server does not ask. */
  identify(request: IncomingMessage, signal: AbortSignal): Promise<Caller | undefined>
  readonly asksForTokens: boolean
}

interface AdmissionOptions {
  authenticate?: Authenticate | undefined
  allowedHosts: readonly string[]
  log: Log
}

// Authenticators ask a cluster's API server or an identity provider.
const authenticationLimitMs = 10_000

export function createAdmission({ authenticate, allowedHosts, log }: AdmissionOptions): Admission {
  const guard = originGuard(allowedHosts)
  return {
    asksForTokens: authenticate !== undefined,
    checkProvenance({ headers, socket, url }) {
      // A whole URL, as proxies are sent, would name a second host that nobody checked.
      if (!url?.startsWith('/')) throw notAPath()
      guard({
        host: headers.host,
        origin: headers.origin,
        fetchSite: oneOf(headers['sec-fetch-site']),
        fetchMode: oneOf(headers['sec-fetch-mode']),
        localAddress: socket.localAddress,
      })
    },
    async identify({ headers }, signal) {
      if (authenticate === undefined) return undefined
      const token = bearerToken(headers.authorization)
      try {
        return await authenticate(token, AbortSignal.any([signal, AbortSignal.timeout(authenticationLimitMs)]))
      } catch (error) {
        if (isAbort(error)) throw error
        if (isRefusal(error)) {
          log.debug({ err: error }, 'A caller was refused')
          throw error
        }
        // Whoever asks is not known yet, so he is not told where the authenticator is or what it said.
        log.error({ err: error }, 'The authenticator failed')
        const failure = new AppError('upstream', 'The token could not be checked, so nobody is let in.', {
          hint: 'Try again; if it stays, the server log says what is wrong.',
          cause: error,
        })
        throw withStatus(failure, 503)
      }
    },
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'unauthorized' || error.code === 'forbidden')
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

function notAPath(): AppError {
  return new AppError('invalid_input', 'The request target is not a path.', {
    hint: 'This server is no proxy; send the path alone, as in GET /health.',
  })
}
