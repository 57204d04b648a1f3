import { AppError } from '@ocp-perf/errors'
import { untilAborted } from '../until-aborted.ts'
import type { KubeCredentials } from './kube-source.ts'
import type { KubeconfigUser } from './kubeconfig-file.ts'

const loginHint = 'Log in again with the tool that wrote the kubeconfig.'

/**
 * The old `auth-provider` login of a kubeconfig by OIDC, answered by the Kubernetes client. It is loaded here and nowhere
 * else, since it costs some 70 MB and 0.4 s. Its other providers are refused: they stop the whole process while they run
 * their program, and kubectl dropped them in 1.26.
 */
export function createAuthProvider(user: KubeconfigUser): (signal?: AbortSignal) => Promise<KubeCredentials> {
  const provider = user['auth-provider']
  if (provider?.name !== 'oidc') {
    throw new AppError('invalid_input', `The kubeconfig's auth-provider ${provider?.name} is not supported.`, {
      hint: 'Have the kubeconfig made anew: by now every cloud logs in by a credential plugin (exec).',
    })
  }
  let loading: ReturnType<typeof load> | undefined
  let asking: Promise<KubeCredentials> | undefined
  const load = async () => {
    const { KubeConfig } = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromClusterAndUser(
      { name: 'cluster', server: 'https://localhost', skipTLSVerify: false },
      { name: 'user', authProvider: { name: provider.name, config: { ...provider.config } } },
    )
    return config
  }
  const ask = async (): Promise<KubeCredentials> => {
    loading ??= load()
    const config = await loading
    const answer: { headers: Record<string, string> } = { headers: {} }
    try {
      await config.applyToHTTPSOptions(answer)
    } catch (error) {
      throw new AppError('unauthorized', `The kubeconfig's ${provider.name} login could not be renewed.`, {
        hint: loginHint,
        cause: error,
      })
    }
    const authorization = answer.headers.Authorization
    if (authorization === undefined) {
      throw new AppError('unauthorized', `The kubeconfig's ${provider.name} login has ended.`, { hint: loginHint })
    }
    return { authorization }
  }
  return async (signal) => {
    signal?.throwIfAborted()
    // Shared by all who wait, since a refresh token may serve once only.
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return await untilAborted(asking, signal)
  }
}
