import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { testCertificates } from './certificates.ts'

export interface TestKubeconfig {
  server: string
  /** The `user` object of the one user. */
  user: object
  /** PEM; null leaves it out. */
  ca?: string | null
  /** More keys of the cluster. */
  cluster?: object
  name?: string
}

/** Writes a kubeconfig with one context and returns its path. */
export async function writeKubeconfig(folder: string, options: TestKubeconfig): Promise<string> {
  const { server, user, ca = testCertificates.ca, cluster = {}, name = 'test' } = options
  const path = join(folder, `${name}.kubeconfig`)
  const authority = ca === null ? {} : { 'certificate-authority-data': base64(ca) }
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, ...authority, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  }
  await writeFile(path, stringify(content))
  return path
}

/** A user that logs in by the test administrator's client certificate. */
export function certificateUser(): object {
  const { cert, key } = testCertificates.admin
  return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
