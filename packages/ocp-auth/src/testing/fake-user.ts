import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { AccessRule } from '../access-rule.ts'

/** An account of the fake cluster. */
export interface FakeUser {
  name: string
  groups?: readonly string[]
  /** Bearer tokens that are this user's. */
  tokens?: readonly string[]
  /** Audiences of its tokens; the API server's own by default. */
  audiences?: readonly string[]
  may(rule: AccessRule): boolean
}

/** The API server's own audience. */
export const apiAudience = 'https://kubernetes.default.svc'

export const administrator: FakeUser = {
  name: 'admin',
  groups: ['system:masters'],
  tokens: ['admin-token'],
  may: () => true,
}

/** What `cluster-monitoring-view` and a plain login may do: read the API lists and ask Prometheus, and no Route. */
export const viewer: FakeUser = {
  name: 'viewer',
  tokens: ['viewer-token'],
  may: (rule) =>
    'path' in rule
      ? /^\/(version|api|apis)/.test(rule.path)
      : rule.resource === 'prometheuses/api' ||
        rule.resource.startsWith('selfsubject') ||
        (rule.resource === 'configmaps' && rule.name === 'console-public'),
}

/** A user with the given rules besides what every login may do. */
export function userWith(name: string, token: string, allowed: (rule: AccessRule) => boolean): FakeUser {
  return { name, tokens: [token], may: (rule) => viewer.may(rule) || allowed(rule) }
}

export type Caller = { user: FakeUser } | { anonymous: true } | { refused: true }

/** Who sends a request: by its bearer token, else by its client certificate. */
export function callerOf(request: IncomingMessage, users: readonly FakeUser[], audience = apiAudience): Caller {
  const authorization = request.headers.authorization
  if (authorization !== undefined) {
    const token = authorization.replace(/^Bearer /, '')
    const user = users.find(
      ({ tokens = [], audiences = [apiAudience] }) => tokens.includes(token) && audiences.includes(audience),
    )
    return user === undefined ? { refused: true } : { user }
  }
  if (request.socket instanceof TLSSocket && request.socket.authorized) {
    const name = request.socket.getPeerCertificate().subject?.CN
    const user = users.find((each) => each.name === name)
    return user === undefined ? { refused: true } : { user }
  }
  return { anonymous: true }
}
