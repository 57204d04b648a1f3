import type { ServerOptions } from 'node:https'
import { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { TlsOptions } from '../endpoint.ts'
import {
  caCertificate,
  clientCertificate,
  expiredCertificate,
  otherHostCertificate,
  selfSignedCertificate,
  serverCertificate,
} from '../testing/certificates.ts'
import { failureOf } from '../testing/expect-failure.ts'
import { one, sendJson, startServer, success } from '../testing/prom-server.ts'
import { createPromClient } from './prom-client.ts'
import { certificatesIn, trustedCertificates } from './trusted-certificates.ts'

async function clientOf(server: ServerOptions, tls: TlsOptions | undefined, scheme = 'https') {
  const { port } = await startServer((_request, response) => sendJson(response, success(one)), server)
  return createPromClient({ endpoint: { url: `${scheme}://localhost:${port}`, tls }, retries: 0 })
}

describe('a server is trusted', () => {
  test.each([
    ['by the given authority', serverCertificate, { ca: caCertificate }],
    ['under the name that is given for it', otherHostCertificate, { ca: caCertificate, serverName: 'other.example' }],
    ['when checks are switched off', selfSignedCertificate, { insecure: true }],
    ['by its own certificate', selfSignedCertificate, { ca: selfSignedCertificate.cert }],
  ])('%s', async (_name, server, tls) => {
    const prom = await clientOf(server, tls)
    expect((await prom.instant('up')).series).toHaveLength(1)
  })

  test('when it asks for a client certificate and gets it', async () => {
    const mutual = { ...serverCertificate, ca: caCertificate, requestCert: true, rejectUnauthorized: true }
    const prom = await clientOf(mutual, { ca: caCertificate, ...clientCertificate })
    expect((await prom.instant('up')).series).toHaveLength(1)
  })
})

describe('a server is refused with the reason', () => {
  test.each([
    ['a self-signed certificate', selfSignedCertificate, undefined, /self-signed/, /`ca`/],
    ['an unknown authority', serverCertificate, undefined, /not signed by a known authority/, /`ca`/],
    ['another host name', otherHostCertificate, { ca: caCertificate }, /another host name/, /`serverName`/],
    ['an expired certificate', expiredCertificate, { ca: caCertificate }, /not valid today/, /Renew/],
  ])('%s', async (_name, server, tls, message, hint) => {
    const failed = await failureOf((await clientOf(server, tls)).instant('up'))
    expect(failed).toMatchObject({ code: 'unreachable', retryable: false })
    expect(failed.message).toMatch(message)
    expect(failed.hint).toMatch(hint)
  })

  test('it wants a client certificate that was not given', async () => {
    const mutual = { ...serverCertificate, ca: caCertificate, requestCert: true, rejectUnauthorized: true }
    const failed = await failureOf((await clientOf(mutual, { ca: caCertificate })).instant('up'))
    expect(failed.code).toBe('unreachable')
    expect(failed.message).toMatch(/client certificate|closed the connection/)
  })

  test('https was meant for a port that speaks plain HTTP', async () => {
    const { port } = await startServer((_request, response) => sendJson(response, success(one)))
    const prom = createPromClient({ endpoint: { url: `https://localhost:${port}` }, retries: 0 })
    const failed = await failureOf(prom.instant('up'))
    expect(failed).toMatchObject({ code: 'unreachable', hint: expect.stringContaining('http://') })
  })

  test('http was meant for a port that speaks TLS', async () => {
    const failed = await failureOf((await clientOf(serverCertificate, undefined, 'http')).instant('up'))
    expect(failed.code).toBe('unreachable')
  })
})

describe('wrong material is an input error that shows none of it', () => {
  test.each([
    ['a CA that is no PEM', { ca: 's3cret' }],
    ['a certificate without its key', { cert: clientCertificate.cert }],
    ['a key that belongs to another certificate', { cert: clientCertificate.cert, key: serverCertificate.key }],
    ['a key that is no PEM', { cert: clientCertificate.cert, key: 's3cret' }],
  ])('%s', async (_name, tls) => {
    const failed = await failureOf((await clientOf(serverCertificate, tls)).instant('up'))
    expect(failed.code).toBe('invalid_input')
    expect(`${failed.message}${failed.hint}`).not.toContain('s3cret')
  })
})

test('the given authority is added to those that are trusted anyway', () => {
  const system = trustedCertificates(undefined, {})
  const extended = trustedCertificates(caCertificate, { NODE_EXTRA_CA_CERTS: '/does/not/exist' })
  expect(system.length).toBeGreaterThan(50)
  expect(extended).toEqual(expect.arrayContaining([...system, ...certificatesIn(caCertificate)]))
  expect(extended).toHaveLength(system.length + 1)
})

test('the connection carries the server name of the URL', async () => {
  let name: string | false | null = null
  const server = await startServer((_request, response) => {
    if (response.socket instanceof TLSSocket) name = response.socket.servername
    sendJson(response, success(one))
  }, serverCertificate)
  await createPromClient({ endpoint: { url: server.url, tls: { ca: caCertificate } } }).instant('up')
  expect(name).toBe('localhost')
})
