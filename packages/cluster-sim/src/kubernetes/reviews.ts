import { AppError } from '@ocp-perf/errors'
import { withStatus } from '@ocp-perf/http'
import { z } from 'zod'
import { type Attributes, may, type Subject, serviceAccount } from './access.ts'
import { decodeProtobuf, isProtobuf } from './protobuf.ts'
import { timestamp } from './resource.ts'
import { apiAudience, type Tokens } from './tokens.ts'

const attributesSchema = z.object({
  user: z.string().nullish(),
  groups: z.array(z.string()).nullish(),
  resourceAttributes: z
    .object({
      verb: z.string().nullish(),
      group: z.string().nullish(),
      resource: z.string().nullish(),
      subresource: z.string().nullish(),
      namespace: z.string().nullish(),
      name: z.string().nullish(),
    })
    .nullish(),
  nonResourceAttributes: z.object({ verb: z.string().nullish(), path: z.string().nullish() }).nullish(),
})

const postedSchema = z.looseObject({ kind: z.string(), spec: z.unknown().optional() })
const tokenReviewSchema = z.object({ token: z.string(), audiences: z.array(z.string()).nullish() })
const tokenRequestSchema = z.object({
  audiences: z.array(z.string()).nullish(),
  expirationSeconds: z.number().nullish(),
})

type Posted = z.infer<typeof postedSchema>

/** A posted object, in JSON or in kubectl's protobuf. Throws `invalid_input`. */
export function parsePosted(body: Buffer): Posted {
  return parse(postedSchema, isProtobuf(body) ? decodeProtobuf(body) : readJson(body))
}

/** The answer to a review. Throws `invalid_input` where it is not one of the kind that is posted there. */
export function answerReview(kind: string, posted: Posted, caller: Subject, tokens: Tokens): object {
  if (posted.kind !== kind) {
    throw new AppError(
      'invalid_input',
      `the object provided is unrecognized: ${posted.kind.slice(0, 80)} is no ${kind}`,
    )
  }
  return { ...posted, metadata: { creationTimestamp: null }, status: statusOf(posted, caller, tokens) }
}

function statusOf({ kind, spec }: Posted, caller: Subject, tokens: Tokens): object {
  if (kind === 'SelfSubjectReview') return { userInfo: userOf(caller) }
  if (kind === 'TokenReview') return reviewToken(parse(tokenReviewSchema, spec), tokens)
  const asked = parse(attributesSchema, spec)
  const subject = kind === 'SelfSubjectAccessReview' ? caller : { name: asked.user ?? '', groups: asked.groups ?? [] }
  return { allowed: may(subject, attributesOf(asked)), reason: '' }
}

function reviewToken({ token, audiences }: z.infer<typeof tokenReviewSchema>, tokens: Tokens): object {
  const bearer = tokens.check(token, audiences?.length ? audiences : undefined)
  if (bearer === undefined) return { authenticated: false, user: {}, error: '[invalid bearer token]' }
  return { authenticated: true, user: userOf(bearer.subject), audiences: bearer.audiences }
}

function userOf({ name, groups }: Subject) {
  return { username: name, groups }
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: z.infer<typeof attributesSchema>): Attributes {
  if (resourceAttributes) {
    const { verb, group, resource, subresource, namespace, name } = resourceAttributes
    return {
      verb: verb ?? '',
      group: group ?? '',
      resource: `${resource ?? ''}${subresource ? `/${subresource}` : ''}`,
      namespace: namespace || undefined,
      name: name || undefined,
    }
  }
  return { verb: nonResourceAttributes?.verb ?? '', path: nonResourceAttributes?.path ?? '' }
}

const shortestSeconds = 600
const usualSeconds = 3600
const longestSeconds = 2 ** 32

/** The answer to a TokenRequest for an account that exists. Throws `invalid_input`, status 422, for a life too short. */
export function answerTokenRequest(
  posted: Posted,
  account: { namespace: string; name: string },
  tokens: Tokens,
): object {
  const { audiences, expirationSeconds } = parse(tokenRequestSchema, posted.spec ?? {})
  const seconds = expirationSeconds ?? usualSeconds
  if (!(seconds >= shortestSeconds && seconds <= longestSeconds)) {
    const problem = 'spec.expirationSeconds: Invalid value: may not specify a duration less than 10 minutes'
    throw withStatus(new AppError('invalid_input', `TokenRequest "${account.name}" is invalid: ${problem}`), 422)
  }
  const bearer = {
    subject: serviceAccount(account.namespace, account.name),
    audiences: audiences?.length ? audiences : [apiAudience],
  }
  const { token, endsAt } = tokens.mint(bearer, seconds)
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { ...account, creationTimestamp: null },
    spec: { audiences: bearer.audiences, expirationSeconds: seconds },
    status: { token, expirationTimestamp: timestamp(endsAt.getTime() / 1000) },
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', `the object provided is unrecognized: ${z.prettifyError(parsed.error)}`)
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new AppError('invalid_input', 'the object provided is unrecognized: it is no JSON', { cause })
  }
}
