import { AppError } from '@ocp-perf/errors'
import type { KubeCredentials } from './kube-source.ts'
import type { KubeconfigUser } from './kubeconfig-file.ts'

/**
 * The old `auth-provider` logins of a kubeconfig (oidc, azure, gcp), answered by the Kubernetes client. It is loaded here
 * and nowhere else, since it costs some 70 MB and 0.4 s.
 */
export function createAuthProvider(user: KubeconfigUser): (signal?: AbortSignal) => Promise<KubeCredentials> {
  const provider = user['auth-provider']
  let loading: ReturnType<typeof load> | undefined
  const load = async () => {
    const { KubeConfig } = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromClusterAndUser(
      { name: 'cluster', server: 'https://localhost', skipTLSVerify: false },
      { name: 'user', authProvider: { name: provider?.name, config: { ...provider?.config } } },
    )
    return config
  }
  return async (signal) => {
    signal?.throwIfAborted()
    loading ??= load()
    const config = await loading
    const answer: { headers: Record<string, string> } = { headers: {} }
    try {
      await config.applyToHTTPSOptions(answer)
    } catch (error) {
      throw new AppError('unauthorized', `The kubeconfig's ${provider?.name} login could not be renewed.`, {
        hint: 'Log in again with the tool that wrote the kubeconfig.',
        cause: error,
      })
    }
    const authorization = answer.headers.Authorization
    if (authorization === undefined) {
      throw new AppError('unauthorized', `The kubeconfig's ${provider?.name} login has ended.`, {
        hint: 'Log in again with the tool that wrote the kubeconfig.',
      })
    }
    return { authorization }
  }
}
