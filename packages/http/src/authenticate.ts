import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '@ocp-perf/errors'

/** Who is calling, as the authenticator says. */
export interface Caller {
  /** Tells callers apart: what belongs to one is kept under it. */
  subject: string
  /** What people call the caller, where that is known; it may change and repeat, so nothing is decided by it. */
  name?: string
}

/** Turns a bearer token into a caller, or throws `unauthorized` or `forbidden`. */
export interface Authenticate {
  (token: string, signal: AbortSignal): Promise<Caller>
  /** What an operator should know about this way of telling callers apart; logged once at start. */
  readonly note?: string
  /** Gets ready for the first caller. What goes wrong is only logged: it is tried again with him. */
  readonly prepare?: () => Promise<void>
}

const minimumTokenLength = 16

/**
 * Accepts one token and knows no more than that its bearer has it: everyone who has it is the same caller and may do
 * everything, so it is for one tenant. Compares in constant time. Throws `invalid_input` for a token that can be guessed.
 */
export function staticToken(token: string): Authenticate {
  if (token.length < minimumTokenLength) {
    throw new AppError('invalid_input', `The static token is shorter than ${minimumTokenLength} characters.`, {
      hint: 'Make one with: openssl rand -hex 32',
    })
  }
  const expected = digest(token)
  const check = async (given: string): Promise<Caller> => {
    if (!timingSafeEqual(digest(given), expected)) {
      throw new AppError('unauthorized', 'The token is not the one this server was started with.', {
        hint: 'Send the token in the header "Authorization: Bearer …".',
      })
    }
    return { subject: 'static-token' }
  }
  return Object.assign(check, {
    note: 'A static token is for one tenant: whoever has it may do everything, and callers cannot be told apart.',
  })
}

// Digests have one length, so the comparison does not tell how long the token is.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The token of an `Authorization: Bearer` header; throws `unauthorized` when there is none. */
export function bearerToken(header: string | undefined): string {
  const token = /^bearer +([^\s,]+)$/i.exec(header ?? '')?.[1]
  if (token === undefined) {
    throw new AppError('unauthorized', 'This server wants a bearer token.', {
      hint: 'Send it in the header "Authorization: Bearer …".',
    })
  }
  return token
}
