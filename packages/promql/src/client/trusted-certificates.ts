import { existsSync, readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'

/** Where Red Hat, Debian and Alpine keep the certificates that the machine trusts. */
const systemBundles = [
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/cert.pem',
] as const

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The certificates in a PEM text, in order. */
export function certificatesIn(pem: string): string[] {
  return pem.match(pemCertificate) ?? []
}

/**
 * Every authority that a connection trusts: those that come with Node, those of the machine (`SSL_CERT_FILE` or the
 * usual bundle), those of `NODE_EXTRA_CA_CERTS`, and the given ones. Node replaces its own list by whatever is passed
 * as `ca`, so all of them have to be passed.
 */
export function trustedCertificates(extra?: string, environment: NodeJS.ProcessEnv = process.env): string[] {
  const bundle = environment.SSL_CERT_FILE ?? systemBundles.find((path) => existsSync(path))
  const texts = [extra, readIfThere(bundle), readIfThere(environment.NODE_EXTRA_CA_CERTS)]
  const found = texts.flatMap((text) => (text === undefined ? [] : certificatesIn(text)))
  return [...new Set([...rootCertificates, ...found])]
}

function readIfThere(path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // As Node does with NODE_EXTRA_CA_CERTS: a bundle that cannot be read adds nothing, and TLS then says what it misses.
    return undefined
  }
}
