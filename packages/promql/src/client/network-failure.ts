import { AppError, isAbort } from '@ocp-perf/errors'
import type { Failure } from './outcome.ts'

interface Explanation {
  what: string
  hint: string
  passing?: boolean
}

const untrusted: Explanation = {
  what: 'has a certificate that is not signed by a known authority',
  hint: "Give the cluster's CA certificate in the configuration (`ca`), or `insecure` if you accept that risk.",
}

const validity: Explanation = {
  what: 'has a certificate that is not valid today',
  hint: 'Renew the certificate of the server, or set the clock of this machine.',
}

const clientCertificate: Explanation = {
  what: 'refused the TLS handshake, as a server does that wants another client certificate or TLS version',
  hint: 'Give the client certificate and key that it expects (`cert`, `key`).',
}

const reset: Explanation = {
  what: 'closed the connection',
  hint: 'Ask again; if it stays so, look at the log of the server and of the proxy in front of it.',
  passing: true,
}

const unroutable: Explanation = {
  what: 'cannot be reached from here',
  hint: 'Check the address, and the network, VPN or firewall between here and the cluster.',
}

const slowConnect: Explanation = {
  what: 'did not accept a connection in time',
  hint: unroutable.hint,
}

const notTls: Explanation = {
  what: 'does not speak TLS on that port',
  hint: 'Use http:// in the URL, or the port that serves https.',
}

const damaged: Explanation = {
  what: 'sent a reply that breaks off or is damaged',
  hint: 'Ask again; if it stays so, a proxy in between cuts replies short: ask for a shorter window or a larger step.',
  passing: true,
}

const notHttp: Explanation = {
  what: 'does not speak HTTP on that port',
  hint: 'Check the port, and whether the URL must begin with https://.',
}

const explanations: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    what: 'refused the connection',
    hint: 'Check that it runs and that host and port in the URL are right; a port-forward may have ended.',
    passing: true,
  },
  ECONNRESET: reset,
  EPIPE: reset,
  UND_ERR_SOCKET: reset,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: damaged,
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: damaged,
  HTTPParserError: notHttp,
  ENOTFOUND: {
    what: 'has a host name that does not resolve',
    hint: 'Check the host name in the URL; an internal name (.svc) resolves only inside the cluster.',
  },
  EAI_AGAIN: {
    what: 'has a host name that cannot be resolved now, because the name server does not answer',
    hint: 'Check the network and the name server of this machine.',
  },
  EHOSTUNREACH: unroutable,
  ENETUNREACH: unroutable,
  ETIMEDOUT: slowConnect,
  UND_ERR_CONNECT_TIMEOUT: slowConnect,
  DEPTH_ZERO_SELF_SIGNED_CERT: { ...untrusted, what: 'has a self-signed certificate' },
  SELF_SIGNED_CERT_IN_CHAIN: { ...untrusted, what: 'has a certificate that a private authority signed' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: validity,
  CERT_NOT_YET_VALID: validity,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    what: 'has a certificate for another host name',
    hint: 'Use the host name in the certificate, or give it as `serverName`.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: clientCertificate,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: clientCertificate,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: clientCertificate,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientCertificate,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
}

const unknown: Explanation = {
  what: 'could not be asked',
  hint: 'Check the URL and the network between here and there.',
}

/** Why a request got no whole reply. An abort passes through as it is. */
export function networkFailure(error: unknown, server: string): Failure {
  if (isAbort(error)) throw error
  if (error instanceof AppError) return { failure: error, passing: false }
  const code = codeOf(error)
  const { what, hint, passing = false } = (code === undefined ? undefined : explanations[code]) ?? unknown
  const named = code === undefined ? '' : ` (${code})`
  // Certificates and names do not mend themselves, so only what may pass is called retryable.
  const retryable = passing || explanations[code ?? ''] === slowConnect
  return {
    failure: new AppError('unreachable', `${server} ${what}${named}.`, { hint, retryable, cause: error }),
    passing,
  }
}

/** The system's or OpenSSL's code, wherever `fetch` has wrapped it. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  // undici's parser gives its errors a name, but no code.
  if ('name' in error && error.name === 'HTTPParserError') return error.name
  // One failure for each address that the name resolved to; the first speaks for all.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0], depth + 1)
  return 'cause' in error ? codeOf(error.cause, depth + 1) : undefined
}
