import { createHash } from 'node:crypto'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type AccessRule, describeRule, missingRuleHint, reviewAttributes } from './access-rule.ts'
import type { KubeApi } from './connection.ts'

const userSchema = z.object({
  username: z.string().min(1),
  uid: z.string().optional(),
  groups: z.array(z.string()).optional(),
  extra: z.record(z.string(), z.array(z.string())).optional(),
})

const tokenReviewSchema = z.object({
  status: z.object({
    authenticated: z.boolean().optional(),
    user: userSchema.partial().optional(),
    audiences: z.array(z.string()).optional(),
  }),
})

const accessReviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) })

/** The same caller comes back within seconds; a revoked token is let in no longer than this. */
const cacheMs = 30_000

/** Beyond this many callers the oldest answer is forgotten. */
const cacheEntries = 1_000

export interface TokenReviewerOptions {
  /** The audience that a token must be made for, so that a token for another service opens nothing here. */
  audience: string
  /** What the caller must be allowed to do, as in kube-rbac-proxy: `{ verb: 'get', path: '/mcp' }` or a resource. */
  attributes: AccessRule
  now?: (() => number) | undefined
}

export type TokenReviewer = (token: string, signal?: AbortSignal) => Promise<{ subject: string }>

/**
 * Asks the API server who a bearer token belongs to and whether that caller may come in. Throws `unauthorized` (not a
 * token for this audience), `forbidden` (known, but without the rule), `upstream` (this server may not ask). Only a
 * positive answer is kept, for half a minute, under a hash of the token.
 */
export function createTokenReviewer(kube: Pick<KubeApi, 'post'>, options: TokenReviewerOptions): TokenReviewer {
  const { now = Date.now } = options
  const known = new Map<string, { subject: string; endsAt: number }>()
  return async (token, signal) => {
    const key = createHash('sha256').update(token).digest('base64')
    const kept = known.get(key)
    if (kept !== undefined && now() < kept.endsAt) {
      return { subject: kept.subject }
    }
    known.delete(key)
    const user = await reviewToken(kube, token, options.audience, signal)
    await reviewAccess(kube, user, options.attributes, signal)
    const [oldest] = known.keys()
    if (known.size >= cacheEntries && oldest !== undefined) {
      known.delete(oldest)
    }
    known.set(key, { subject: user.username, endsAt: now() + cacheMs })
    return { subject: user.username }
  }
}

async function reviewToken(
  kube: Pick<KubeApi, 'post'>,
  token: string,
  audience: string,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof userSchema>> {
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [audience] },
  }
  const reply = await ask(kube, '/apis/authentication.k8s.io/v1/tokenreviews', body, signal)
  const review = tokenReviewSchema.safeParse(reply)
  if (!review.success) {
    throw unexpected()
  }
  const { authenticated, audiences = [], user } = review.data.status
  const caller = userSchema.safeParse(user)
  // A server that knows no audiences leaves them out, and then the token may have been made for anything.
  if (authenticated !== true || !audiences.includes(audience) || !caller.success) {
    throw new AppError('unauthorized', 'The bearer token was not accepted.', {
      hint: `Make one for this audience: kubectl create token NAME --audience ${audience}`,
    })
  }
  return caller.data
}

async function reviewAccess(
  kube: Pick<KubeApi, 'post'>,
  { username, uid, groups, extra }: z.infer<typeof userSchema>,
  rule: AccessRule,
  signal: AbortSignal | undefined,
): Promise<void> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { ...reviewAttributes(rule), user: username, uid, groups, extra },
  }
  const review = accessReviewSchema.safeParse(
    await ask(kube, '/apis/authorization.k8s.io/v1/subjectaccessreviews', body, signal),
  )
  if (!review.success) {
    throw unexpected()
  }
  if (!review.data.status.allowed) {
    throw new AppError('forbidden', `${username} may not ${describeRule(rule)}.`, { hint: missingRuleHint(rule) })
  }
}

/** A refusal here concerns this server, so it must not look to the caller like one of his own token. */
async function ask(
  kube: Pick<KubeApi, 'post'>,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    return await kube.post(path, body, { signal })
  } catch (error) {
    if (error instanceof AppError && (error.code === 'unauthorized' || error.code === 'forbidden')) {
      throw new AppError('upstream', 'This server may not ask the API server about callers.', {
        hint: "Bind this server's own account to the ClusterRole system:auth-delegator.",
        retryable: false,
        cause: error,
      })
    }
    throw error
  }
}

function unexpected(): AppError {
  return new AppError('upstream', 'The API server answered a review with something else.', {
    hint: 'Check that the server address is that of a Kubernetes API.',
  })
}
