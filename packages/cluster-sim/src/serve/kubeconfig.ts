import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'

export interface KubeconfigOptions {
  folder: string
  apiUrl: string
  /** PEM. */
  ca: string
  token: string
}

/** Writes the administrator's kubeconfig and the CA; returns their paths. Nobody but this user may read the first. */
export async function writeKubeconfig(options: KubeconfigOptions): Promise<{ kubeconfig: string; caFile: string }> {
  const { folder, apiUrl, ca, token } = options
  const name = 'sim'
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: apiUrl, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  }
  await mkdir(folder, { recursive: true })
  const kubeconfig = join(folder, 'kubeconfig')
  const caFile = join(folder, 'ca.crt')
  // A file of an earlier run would keep the rights that it had.
  await rm(kubeconfig, { force: true })
  await writeFile(kubeconfig, stringify(content), { mode: 0o600, flag: 'wx' })
  await writeFile(caFile, ca)
  return { kubeconfig, caFile }
}
