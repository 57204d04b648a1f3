import { AppError, isAbort } from '@ocp-perf/errors'

const certificateProblems: ReadonlyMap<string, string> = new Map([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate was signed by a CA that is not trusted here'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed and not trusted here'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate was signed by a CA that is not trusted here'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its certificate was signed by a CA that is not trusted here'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate was signed by a CA that is not trusted here'],
  ['CERT_SIGNATURE_FAILURE', 'its certificate was signed by another CA than the one given'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host name'],
])

const connectionProblems: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its host name is not known'],
  ['EAI_AGAIN', 'its host name could not be looked up'],
  ['ECONNREFUSED', 'it refused the connection'],
  ['ECONNRESET', 'it closed the connection'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ENETUNREACH', 'there is no route to it'],
  ['ETIMEDOUT', 'it did not answer the connection attempt'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it did not answer the connection attempt'],
  ['UND_ERR_SOCKET', 'it closed the connection'],
])

export interface FailureContext {
  /** Who was asked, as in "The API server https://…". */
  who: string
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** What to do about a certificate that is not trusted. */
  tlsHint: string
}

/** A failed exchange as an `AppError`; an abort by the caller comes back untouched. */
export function networkFailure(error: unknown, { who, timeoutMs, signal, tlsHint }: FailureContext): unknown {
  if (error instanceof AppError) {
    return error
  }
  if (signal?.aborted) {
    return signal.reason
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || isAbort(error))) {
    return new AppError('timeout', `${who} did not answer within ${timeoutMs / 1000} s.`, {
      hint: 'Check that it is up and that nothing between drops the connection.',
      cause: error,
    })
  }
  const code = errorCode(error)
  const certificate = certificateProblems.get(code)
  if (certificate !== undefined) {
    return new AppError('unreachable', `${who} was not trusted: ${certificate}.`, {
      hint: tlsHint,
      retryable: false,
      cause: error,
    })
  }
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return new AppError('unreachable', `${who} did not complete the TLS handshake (${code}).`, {
      hint: 'Check the port, whether it speaks https, and whether it asks for a client certificate.',
      retryable: false,
      cause: error,
    })
  }
  if (code.startsWith('ERR_OSSL')) {
    return new AppError(
      'invalid_input',
      `${who} was not asked: the certificates given for it cannot be used (${code}).`,
      {
        hint: 'The key must be that of the client certificate, both PEM and without a passphrase.',
        cause: error,
      },
    )
  }
  const problem = connectionProblems.get(code) ?? `the connection failed${code === '' ? '' : ` (${code})`}`
  return new AppError('unreachable', `${who} cannot be reached: ${problem}.`, {
    hint: 'Check the address, the network, VPN or proxy between, and that it is up.',
    cause: error,
  })
}

/** The code of an error or of what caused it; with several addresses tried, that of the first. */
function errorCode(error: unknown): string {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if ('code' in current && typeof current.code === 'string' && current.code !== '') {
      return current.code
    }
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return ''
}
