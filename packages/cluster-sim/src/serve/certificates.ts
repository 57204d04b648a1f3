import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { pki } from 'node-forge'

export interface ServerCertificates {
  /** PEM of the CA that clients must trust; its key is forgotten as soon as it has signed. */
  ca: string
  cert: string
  key: string
}

/** A simulated cluster is started for hours; what was made for it opens nothing for long. */
const lifetimeMs = 7 * 86_400_000
/** The clock of a container or a virtual machine may lag behind. */
const earlierMs = 3_600_000

/** Makes a CA and a certificate for this machine's own names and the given ones. */
export async function createCertificates(hostNames: readonly string[]): Promise<ServerCertificates> {
  // Loaded here, since nobody but a simulated cluster makes certificates.
  const [{ default: forge }, authority, server] = await Promise.all([import('node-forge'), keyPair(), keyPair()])
  const authorityKey = forge.pki.privateKeyFromPem(authority.privateKey)
  const certify = (subject: Party, issuer: Party, extensions: object[]): pki.Certificate => {
    const certificate = forge.pki.createCertificate()
    certificate.publicKey = forge.pki.publicKeyFromPem(subject.publicKey)
    certificate.serialNumber = serialNumber()
    certificate.validity.notBefore = new Date(Date.now() - earlierMs)
    certificate.validity.notAfter = new Date(Date.now() + lifetimeMs)
    certificate.setSubject([{ name: 'commonName', value: subject.name }])
    certificate.setIssuer([{ name: 'commonName', value: issuer.name }])
    certificate.setExtensions([...extensions, { name: 'subjectKeyIdentifier' }])
    certificate.sign(authorityKey, forge.md.sha256.create())
    return certificate
  }
  const ca: Party = { name: 'ocp-perf simulated cluster CA', ...authority }
  return {
    ca: forge.pki.certificateToPem(
      certify(ca, ca, [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ]),
    ),
    cert: forge.pki.certificateToPem(
      certify({ name: 'ocp-perf simulated cluster', ...server }, ca, [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: alternativeNames(hostNames) },
      ]),
    ),
    key: server.privateKey,
  }
}

interface Party {
  name: string
  publicKey: string
}

const makeKeyPair = promisify(generateKeyPair)

function keyPair(): Promise<{ publicKey: string; privateKey: string }> {
  return makeKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}

/** A positive number of sixteen bytes in hexadecimal, unlike any other. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`
}

/** As the general names of RFC 5280 are numbered: 2 for a host, 7 for an address. */
function alternativeNames(hostNames: readonly string[]): object[] {
  return [
    ...['localhost', ...hostNames].map((value) => ({ type: 2, value })),
    ...['127.0.0.1', '::1'].map((ip) => ({ type: 7, ip })),
  ]
}
