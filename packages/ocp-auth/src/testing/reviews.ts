import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AccessRule } from '../access-rule.ts'
import { apiAudience, type FakeUser } from './fake-user.ts'

const attributesSchema = z.object({
  user: z.string().optional(),
  resourceAttributes: z
    .object({
      verb: z.string(),
      group: z.string().optional(),
      resource: z.string(),
      subresource: z.string().optional(),
      namespace: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  nonResourceAttributes: z.object({ verb: z.string(), path: z.string() }).optional(),
})

const bodySchema = z.object({ kind: z.string(), spec: z.unknown().optional() })
const tokenReviewSpec = z.object({ token: z.string(), audiences: z.array(z.string()).optional() })
const tokenRequestSpec = z.object({
  audiences: z.array(z.string()).nullish(),
  expirationSeconds: z.number().nullish(),
})

/** The answer to a review object that was posted; undefined for other kinds. */
export function answerReview(body: unknown, caller: FakeUser, users: readonly FakeUser[]): object | undefined {
  const { kind, spec } = bodySchema.parse(body)
  switch (kind) {
    case 'SelfSubjectReview':
      return { ...object(body), status: { userInfo: { username: caller.name, groups: caller.groups ?? [] } } }
    case 'SelfSubjectAccessReview':
      return { ...object(body), status: { allowed: caller.may(ruleOf(spec)), reason: '' } }
    case 'SubjectAccessReview': {
      const subject = users.find(({ name }) => name === attributesSchema.parse(spec).user)
      return { ...object(body), status: { allowed: subject?.may(ruleOf(spec)) ?? false } }
    }
    case 'TokenReview':
      return { ...object(body), status: reviewToken(spec, users) }
    default:
      return
  }
}

function reviewToken(spec: unknown, users: readonly FakeUser[]) {
  const { token, audiences = [apiAudience] } = tokenReviewSpec.parse(spec)
  const user = users.find(({ tokens = [] }) => tokens.includes(token))
  const shared = audiences.filter((audience) => (user?.audiences ?? [apiAudience]).includes(audience))
  return user === undefined || shared.length === 0
    ? { authenticated: false, user: {}, error: 'invalid bearer token' }
    : { authenticated: true, user: { username: user.name, groups: user.groups ?? [] }, audiences: shared }
}

function ruleOf(spec: unknown): AccessRule {
  const { resourceAttributes, nonResourceAttributes } = attributesSchema.parse(spec)
  if (resourceAttributes === undefined) {
    return nonResourceAttributes ?? { verb: '', path: '' }
  }
  const { verb, group = '', resource, subresource, namespace, name } = resourceAttributes
  return { verb, group, resource: subresource ? `${resource}/${subresource}` : resource, namespace, name }
}

export interface MintedToken {
  token: string
  audiences: readonly string[]
  reply: object
}

/** A TokenRequest granted; `lifetimeSeconds` is what the server allows at most. */
export function mintToken(body: unknown, lifetimeSeconds: number): MintedToken {
  const { spec } = bodySchema.parse(body)
  const { audiences, expirationSeconds } = tokenRequestSpec.parse(spec)
  const token = `minted-${randomUUID()}`
  const seconds = Math.min(expirationSeconds ?? 3600, lifetimeSeconds)
  const expirationTimestamp = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  return {
    token,
    audiences: audiences?.length ? audiences : [apiAudience],
    reply: { ...object(body), status: { token, expirationTimestamp } },
  }
}

function object(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {}
}
