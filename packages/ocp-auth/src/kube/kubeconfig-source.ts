import { AppError } from '@ocp-perf/errors'
import { createTokenFile, readPem } from '../secret-file.ts'
import { unencryptedWarnings } from '../unencrypted.ts'
import { createAuthProvider } from './auth-provider.ts'
import { createExecPlugin } from './exec-plugin.ts'
import type { CredentialKind, KubeCredentials, KubeSource } from './kube-source.ts'
import type { KubeconfigContext, KubeconfigUser } from './kubeconfig-file.ts'

export interface KubeconfigSourceOptions {
  context: KubeconfigContext
  env: NodeJS.ProcessEnv
  extraCa?: string | undefined
  insecure: boolean
}

/** The server and login of a kubeconfig context. */
export async function kubeconfigSource(options: KubeconfigSourceOptions): Promise<KubeSource> {
  const { context, extraCa } = options
  const { cluster, user } = context
  const origin = `context "${context.name}" of ${context.files.join(', ')}`
  const server = checkServer(cluster.server, origin)
  const insecure = options.insecure || cluster['insecure-skip-tls-verify'] === true
  const ca = await pemOf(cluster['certificate-authority'], cluster['certificate-authority-data'], 'CERTIFICATE', origin)
  const login = await loginOf(options)
  return {
    via: 'kubeconfig',
    server,
    origin,
    ca: ca === undefined && extraCa === undefined ? undefined : [ca, extraCa].filter((pem) => pem).join('\n'),
    serverName: cluster['tls-server-name'] || undefined,
    insecure,
    proxyUrl: checkProxy(cluster['proxy-url'] || undefined, origin),
    headers: impersonation(user),
    namespace: context.namespace,
    ...login,
    warnings: [
      ...(insecure && !options.insecure ? [`The kubeconfig switches off certificate checks of ${server}.`] : []),
      ...(login.credentialKind === 'nothing' ? [] : unencryptedWarnings(server)),
    ],
  }
}

type Login = Pick<KubeSource, 'credentialKind' | 'credentials' | 'dropCredentials'>

async function loginOf({ context, env }: KubeconfigSourceOptions): Promise<Login> {
  const { user, cluster } = context
  const origin = `user of context "${context.name}"`
  const certificate: KubeCredentials = {
    cert: await pemOf(user['client-certificate'], user['client-certificate-data'], 'CERTIFICATE', origin),
    key: await pemOf(user['client-key'], user['client-key-data'], 'PRIVATE KEY', origin),
  }
  const login = (
    credentialKind: CredentialKind,
    credentials: (signal?: AbortSignal) => Promise<KubeCredentials>,
    dropCredentials = () => {},
  ) => ({
    credentialKind,
    credentials: async (signal?: AbortSignal) => ({ ...certificate, ...(await credentials(signal)) }),
    dropCredentials,
  })
  if (user.tokenFile) {
    const readToken = createTokenFile(user.tokenFile, `The kubeconfig's tokenFile`)
    return login('token file', async () => ({ authorization: `Bearer ${await readToken()}` }))
  }
  if (user.token) {
    const authorization = `Bearer ${user.token.trim()}`
    return login('token', async () => ({ authorization }))
  }
  if (user.exec) {
    const plugin = createExecPlugin({ plugin: user.exec, cluster, env })
    return login('exec plugin', plugin.credentials, plugin.drop)
  }
  if (user['auth-provider']) {
    return login('auth provider', createAuthProvider(user))
  }
  if (user.username && user.password) {
    const authorization = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`
    return login('user name and password', async () => ({ authorization }))
  }
  return login(certificate.cert === undefined ? 'nothing' : 'client certificate', async () => ({}))
}

async function pemOf(
  file: string | null | undefined,
  data: string | null | undefined,
  kind: 'CERTIFICATE' | 'PRIVATE KEY',
  origin: string,
): Promise<string | undefined> {
  if (data) {
    const pem = Buffer.from(data, 'base64').toString('utf8')
    if (!pem.includes(`${kind}-----`)) {
      throw new AppError('invalid_input', `The ${origin} holds a ${kind.toLowerCase()} that is not PEM in base64.`, {
        hint: 'Log in again with `oc login`, or have the kubeconfig made anew.',
      })
    }
    return pem
  }
  return file ? await readPem(file, `The ${origin}`, kind) : undefined
}

function checkServer(server: string, origin: string): string {
  const isAddress = URL.canParse(server) && /^https?:$/.test(new URL(server).protocol)
  if (!isAddress) {
    throw new AppError('invalid_input', `The server of ${origin} is not an http(s) URL.`, {
      hint: 'Log in again with `oc login`.',
    })
  }
  const { username, password } = new URL(server)
  if (username !== '' || password !== '') {
    throw new AppError('invalid_input', `The server of ${origin} holds a user name or password.`, {
      hint: 'Put them into the user of the context: the address is shown in messages and logs.',
    })
  }
  return server.replace(/\/+$/, '')
}

function checkProxy(proxyUrl: string | undefined, origin: string): string | undefined {
  if (proxyUrl !== undefined && !/^https?:\/\//.test(proxyUrl)) {
    throw new AppError(
      'invalid_input',
      `The proxy-url of ${origin} is not an http(s) proxy, which alone is supported.`,
      {
        hint: 'Use an http:// or https:// proxy, or set prometheus.url to an address that needs none.',
      },
    )
  }
  return proxyUrl
}

function impersonation(user: KubeconfigUser): Record<string, string> {
  const unsupported = (['as-groups', 'as-uid', 'as-user-extra'] as const).find((key) => isGiven(user[key]))
  if (unsupported !== undefined) {
    throw new AppError('invalid_input', `The kubeconfig impersonates by ${unsupported}, which is not supported.`, {
      hint: 'Use a context that impersonates a user only, or none.',
    })
  }
  return user.as ? { 'impersonate-user': user.as } : {}
}

function isGiven(value: string | readonly string[] | object | null | undefined): boolean {
  return value !== undefined && value !== null && Object.keys(Object(value)).length > 0
}
