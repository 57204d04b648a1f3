import { createSecureContext, type SecureContext } from 'node:tls'
import { AppError } from '@ocp-perf/errors'
import type { TlsOptions } from '../endpoint.ts'
import type { PromFetch } from './fetch.ts'
import { certificatesIn, trustedCertificates } from './trusted-certificates.ts'

const connectTimeoutMs = 10_000

// Longer than the usual 15 s to 60 s between two rounds of questions, shorter than the 5 min that Prometheus keeps.
const keepAliveMs = 90_000

export interface ConnectionOptions {
  secure: boolean
  connections: number
  tls?: TlsOptions | undefined
}

/** Kept-alive connections to one server. */
export interface Connection {
  fetch: PromFetch
  close(): Promise<void>
}

/** undici is loaded here, at the first request, because it would take a tenth of a server's start. */
export async function openConnection({ secure, connections, tls = {} }: ConnectionOptions): Promise<Connection> {
  const [{ Agent }, { exchange }] = await Promise.all([import('undici'), import('./exchange.ts')])
  const secureOptions = secure
    ? {
        secureContext: secureContextOf(tls),
        rejectUnauthorized: tls.insecure !== true,
        ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
      }
    : {}
  const agent = new Agent({
    connections,
    keepAliveTimeout: keepAliveMs,
    // Each caller brings a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs, ...secureOptions },
  })
  return {
    fetch: (url, init) => exchange(agent, url, init),
    close: () => agent.destroy(),
  }
}

function secureContextOf({ ca, cert, key }: TlsOptions): SecureContext {
  if (ca !== undefined && certificatesIn(ca).length === 0) {
    throw new AppError('invalid_input', 'The configured CA holds no PEM certificate.', {
      hint: 'Give the text of a PEM file, which begins with -----BEGIN CERTIFICATE-----.',
    })
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new AppError('invalid_input', 'A client certificate and its key must be given together.', {
      hint: 'Set both `cert` and `key`, or neither.',
    })
  }
  try {
    return createSecureContext({
      ca: trustedCertificates(ca),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    })
  } catch (cause) {
    throw new AppError('invalid_input', 'The client certificate and key, or the CA, cannot be used.', {
      hint: 'Check that each is PEM text and that the key, without a passphrase, belongs to the certificate.',
      cause,
    })
  }
}
