import { AppError } from '@ocp-perf/errors'
import type { PromEndpoint } from '@ocp-perf/promql'
import type { ClusterConfig } from '../config.ts'
import type { KubeApi, Log } from '../connection.ts'
import type { KubeSource } from '../kube/kube-source.ts'
import { createTokenFile, readConfiguredFile } from '../secret-file.ts'
import { createTokenRequest } from './token-request.ts'

/** The login to a Prometheus, and in words where it comes from. */
export type Login = Pick<PromEndpoint, 'authorization' | 'onUnauthorized'> & { from: string }

export interface LoginOptions {
  config: ClusterConfig
  kube: KubeApi | undefined
  source: KubeSource | undefined
  log?: Log | undefined
}

/** What the configuration names for Prometheus itself: a token, its file, a user name, or a service account. */
export async function configuredLogin({ config, kube, log }: LoginOptions): Promise<Login | undefined> {
  const { token, token_file, username, password, password_file } = config.prometheus ?? {}
  if (token !== undefined) {
    const authorization = `Bearer ${token}`
    return { from: 'the configured token', authorization: async () => authorization }
  }
  if (token_file !== undefined) {
    const readToken = createTokenFile(token_file, 'prometheus.token_file')
    await readToken()
    return { from: `the token file ${token_file}`, authorization: async () => `Bearer ${await readToken()}` }
  }
  if (username !== undefined) {
    const secret = password_file
      ? (await readConfiguredFile(password_file, 'prometheus.password_file')).trim()
      : (password ?? '')
    const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
    return { from: 'the configured user name', authorization: async () => authorization }
  }
  const account = config.kubernetes?.service_account
  if (account !== undefined && kube !== undefined) {
    const { token: request, drop } = createTokenRequest({ kube, serviceAccount: account, log })
    return {
      from: `a token requested for the service account ${account}`,
      authorization: async (signal) => `Bearer ${await request(signal)}`,
      onUnauthorized: drop,
    }
  }
  return
}

/**
 * The caller's own bearer token, for a Prometheus that the cluster itself named. A client certificate is worth nothing
 * there, since a Route ends the TLS connection.
 */
export function callersLogin(source: KubeSource): Login {
  const { credentialKind } = source
  if (
    credentialKind === 'client certificate' ||
    credentialKind === 'user name and password' ||
    credentialKind === 'nothing'
  ) {
    const has = credentialKind === 'nothing' ? 'no credentials' : `only a ${credentialKind}`
    throw new AppError('unauthorized', `The ${source.origin} has ${has}, and Prometheus wants a bearer token.`, {
      hint: 'Either log in with `oc login`, or name a service account in kubernetes.service_account (namespace/name), whose token is then requested.',
    })
  }
  return {
    from: `the ${credentialKind} of the ${source.origin}`,
    authorization: async (signal) => (await source.credentials(signal)).authorization,
    onUnauthorized: source.dropCredentials,
  }
}

/** An impersonation concerns requests to the API server; what the caller's own token asks elsewhere, the caller asks. */
export function impersonationWarnings(source: KubeSource): string[] {
  const name = source.headers['impersonate-user']
  return name === undefined
    ? []
    : [`Prometheus is asked as the owner of the token, not as ${name}: impersonation ends at the API server.`]
}

/** The login to the API server, which then asks Prometheus itself. */
export function proxyLogin(source: KubeSource): Login {
  return {
    from: `the ${source.credentialKind} of the ${source.origin}, which the API server checks`,
    authorization: async (signal) => (await source.credentials(signal)).authorization,
    onUnauthorized: source.dropCredentials,
  }
}
