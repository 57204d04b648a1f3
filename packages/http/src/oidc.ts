import { AppError } from '@ocp-perf/errors'
import type { JWSAlgorithm } from 'jose'
import { z } from 'zod'
import type { Authenticate, Caller } from './authenticate.ts'
import { type IssuerKeys, isTrustworthy, openIssuerKeys } from './issuer-keys.ts'

export interface OidcOptions {
  /** Exactly as the issuer calls itself. */
  issuer: string
  /** Whom a token must be made for, so that one for another service opens nothing here. */
  audience: string
  /** What the claim `groups` must contain. */
  group?: string | undefined
  /** How long the issuer may take to give its keys. Default 5 s, of the 10 s that a caller waits for the check of a token. */
  replyLimitMs?: number | undefined
}

/** With a shared secret, whoever can check a token could make one. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] satisfies JWSAlgorithm[]

/** How far the clocks of the issuer and of this machine may be apart. */
const leewaySeconds = 30

const claimsSchema = z.object({
  sub: z.string().min(1),
  preferred_username: z.string().min(1).optional().catch(undefined),
  // Some issuers write one group without its brackets.
  groups: z.union([z.array(z.string()), z.string().transform((group) => [group])]).catch([]),
})

/**
 * Accepts the JSON web tokens of an OIDC issuer that are made for `audience`. A caller is who the token's `sub` says, which the
 * issuer gives once. Throws `unauthorized` for any other token, `forbidden` for a caller outside `group`, and `unreachable` or
 * `upstream` where the issuer's keys cannot be had. `invalid_input` for an issuer that could be impersonated.
 */
export function oidc({ issuer, audience, group, replyLimitMs = 5_000 }: OidcOptions): Authenticate {
  requireIssuer(issuer)
  let opened: Promise<IssuerKeys> | undefined
  const openKeys = () => {
    opened ??= openIssuerKeys(issuer, replyLimitMs)
    return opened
  }
  // The keys are fetched for all who wait for them, so no one caller's signal ends that; it has a limit of its own.
  const check = async (token: string): Promise<Caller> => {
    const keys = await openKeys()
    const { sub: subject, preferred_username: name = subject, groups } = await claimsOf(token, keys, issuer, audience)
    if (group !== undefined && !groups.includes(group)) {
      throw new AppError('forbidden', `${name} is not in the group ${group}.`, {
        hint: 'Ask whoever keeps the groups, then log in again. A token without the claim "groups" is in none.',
      })
    }
    return { subject, name }
  }
  return Object.assign(check, {
    note: `Callers need a token of the OIDC issuer ${issuer} for the audience ${audience}${group === undefined ? '' : ` and the group ${group}`}.`,
    prepare: async () => await (await openKeys()).load(),
  })
}

async function claimsOf(token: string, keys: IssuerKeys, issuer: string, audience: string) {
  const { errors, jwtVerify } = await import('jose')
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      algorithms,
      issuer,
      audience,
      clockTolerance: leewaySeconds,
      requiredClaims: ['exp'],
    })
    return claimsSchema.parse(payload)
  } catch (error) {
    if (!(error instanceof errors.JOSEError || error instanceof z.ZodError)) throw error
    throw new AppError('unauthorized', 'The bearer token was not accepted.', {
      hint: 'Log in again; the token must come from the issuer that this server trusts and be made for its audience.',
      // The words alone: what they were raised by quotes the token.
      cause: error.message,
    })
  }
}

function requireIssuer(issuer: string): void {
  if (isTrustworthy(issuer) && !/[?#@]/.test(issuer)) return
  throw new AppError('invalid_input', `The OIDC issuer ${JSON.stringify(issuer)} is not an https address.`, {
    hint: 'Give it as the issuer calls itself, without login, query and fragment; http is for this machine alone.',
  })
}
