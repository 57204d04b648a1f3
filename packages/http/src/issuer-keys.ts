import { AppError } from '@ocp-perf/errors'
import type { FetchImplementation, RemoteJWKSet } from 'jose'
import { z } from 'zod'
import { isLoopback } from './origin-guard.ts'

/** A key that the issuer has withdrawn is trusted no longer than this. */
const keysMaxAgeMs = 600_000
/** Tokens with made-up key ids must not make this server ask the issuer more often than this. */
const rotationPauseMs = 10_000

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() })

/** The public keys of an OIDC issuer. */
export interface IssuerKeys {
  /** The key that a token names. Throws an error of jose where the issuer has no such key. */
  find(...token: Parameters<RemoteJWKSet>): ReturnType<RemoteJWKSet>
  /** Asks for them now. */
  load(): Promise<void>
}

/**
 * The keys are asked for with the first token, together with the discovery that says where they are, kept, and asked for again when
 * they are old or a token names one that is not among them. Where that fails, `unreachable` or `upstream`.
 */
export async function openIssuerKeys(issuer: string, replyLimitMs: number): Promise<IssuerKeys> {
  const { createRemoteJWKSet, customFetch, errors } = await import('jose')
  const fetchKeys: FetchImplementation = async (discovery, options) =>
    await ask(await keysAddress(issuer, discovery, options), options)
  const keys = createRemoteJWKSet(new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`), {
    timeoutDuration: replyLimitMs,
    cacheMaxAge: keysMaxAgeMs,
    cooldownDuration: rotationPauseMs,
    [customFetch]: fetchKeys,
  })
  const ofIssuer = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work
    } catch (error) {
      const isOfToken = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
      if (isOfToken || error instanceof AppError) throw error
      throw new AppError('upstream', `The keys of the OIDC issuer ${issuer} cannot be read.`, {
        hint: 'Check that its jwks_uri gives a JSON Web Key Set.',
        cause: error,
      })
    }
  }
  return { find: (...token) => ofIssuer(keys(...token)), load: () => ofIssuer(keys.reload()) }
}

/** Whether a token can be trusted to what comes from there: nobody on the way could have changed it. */
export function isTrustworthy(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')))
}

async function keysAddress(issuer: string, discovery: string, options: RequestInit): Promise<string> {
  const response = await ask(discovery, options)
  const said = discoverySchema.safeParse(await response.json().catch(() => undefined))
  if (!said.success) {
    throw new AppError('upstream', `${discovery} is not the discovery of an OIDC issuer.`, {
      hint: 'Check --oidc-issuer: the address before /.well-known/openid-configuration.',
      cause: said.error,
    })
  }
  const { issuer: ownName, jwks_uri: address } = said.data
  if (ownName !== issuer) {
    throw new AppError('upstream', `The OIDC issuer ${issuer} calls itself ${ownName}.`, {
      hint: 'Give --oidc-issuer exactly as the issuer calls itself, up to the last slash.',
    })
  }
  if (!isTrustworthy(address)) {
    throw new AppError('upstream', `The OIDC issuer ${issuer} gives its keys at ${address}, which is not https.`, {
      hint: 'Let the issuer give its keys over https.',
    })
  }
  return address
}

async function ask(address: string, options: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(address, options)
  } catch (cause) {
    // Refused, unknown, too slow, or a certificate that is not trusted: the cause says which.
    throw new AppError('unreachable', `The OIDC issuer cannot be reached at ${address}.`, {
      hint: 'Check --oidc-issuer and that this machine reaches it; NODE_EXTRA_CA_CERTS names the file of a private CA.',
      cause,
    })
  }
  if (response.status === 200) return response
  throw new AppError('upstream', `The OIDC issuer answered ${response.status} at ${address}.`, {
    hint: 'Check --oidc-issuer, and that the issuer is well. Redirects are not followed.',
  })
}
