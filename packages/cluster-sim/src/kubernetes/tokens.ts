import { createHash, randomBytes } from 'node:crypto'
import { administrator, type Subject } from './access.ts'

/** Whom a token without audiences of its own is for: the API server, and the monitoring behind it. */
export const apiAudience = 'https://kubernetes.default.svc'

interface TokenBearer {
  subject: Subject
  audiences: readonly string[]
}

/** The tokens that open the simulated cluster. They live in memory only, and end with it. */
export interface Tokens {
  /** The administrator's, of the kubeconfig. */
  readonly admin: string
  mint(bearer: TokenBearer, seconds: number): { token: string; endsAt: Date }
  /** Whose token it is, and for which of the audiences; undefined for one that is unknown, over or for others. */
  check(token: string, audiences?: readonly string[]): TokenBearer | undefined
  /** Whose token an `Authorization` header brings; undefined where it brings none that is good for the API. */
  bearerOf(authorization: string | null | undefined): Subject | undefined
}

/** Beyond this many the oldest is forgotten. */
const mostTokens = 10_000

export function createTokens(): Tokens {
  const known = new Map<string, TokenBearer & { endsAt: number }>()
  // Not among the others, which may be forgotten.
  const admin = drawToken()
  const adminDigest = digest(admin)
  const find = (token: string) => {
    const key = digest(token)
    if (key === adminDigest) return { subject: administrator, audiences: [apiAudience] }
    const found = known.get(key)
    return found !== undefined && Date.now() < found.endsAt ? found : undefined
  }
  const check = (token: string, audiences: readonly string[] = [apiAudience]) => {
    const found = find(token)
    const shared = audiences.filter((audience) => found?.audiences.includes(audience))
    return found === undefined || shared.length === 0 ? undefined : { subject: found.subject, audiences: shared }
  }
  return {
    admin,
    mint(bearer, seconds) {
      for (const [key, { endsAt }] of known) {
        if (known.size >= mostTokens || Date.now() >= endsAt) known.delete(key)
      }
      const endsAt = Date.now() + seconds * 1000
      const token = drawToken()
      known.set(digest(token), { ...bearer, endsAt })
      return { token, endsAt: new Date(endsAt) }
    },
    check,
    bearerOf(authorization) {
      const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
      return token === undefined ? undefined : check(token)?.subject
    },
  }
}

function drawToken(): string {
  return `sha256~${randomBytes(32).toString('base64url')}`
}

/** Looked up by digest, so that the time it takes says nothing of how alike two tokens are. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
