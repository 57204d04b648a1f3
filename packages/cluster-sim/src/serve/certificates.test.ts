import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCertificates } from './certificates.ts'

test('the certificate is for this machine and the given names, signed by the CA, and short-lived', async () => {
  const { ca, cert } = await createCertificates(['api.sim.test', '*.apps.sim.test'])
  const authority = new X509Certificate(ca)
  const server = new X509Certificate(cert)
  expect(authority.ca).toBe(true)
  expect(server.ca).toBe(false)
  expect(server.checkIssued(authority)).toBe(true)
  expect(server.verify(authority.publicKey)).toBe(true)
  for (const name of ['localhost', 'api.sim.test', 'console.apps.sim.test'])
    expect(server.checkHost(name)).toBeDefined()
  expect(server.checkHost('evil.example')).toBeUndefined()
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(server.checkIP('::1')).toBe('::1')
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(Date.parse(server.validTo) - Date.now()).toBeLessThan(8 * 86_400_000)
  expect(Date.parse(server.validFrom)).toBeLessThan(Date.now())
})

test('no two clusters share a key or a serial number', async () => {
  const [one, other] = await Promise.all([createCertificates([]), createCertificates([])])
  expect(one.key).not.toBe(other.key)
  expect(new X509Certificate(one.ca).serialNumber).not.toBe(new X509Certificate(other.ca).serialNumber)
})
