import type { Agent } from 'node:http'
import type { RequestOptions } from 'node:https'
import { kubeTls } from './kube-http.ts'
import type { KubeCredentials, KubeSource } from './kube-source.ts'

/** An agent for WebSockets through the kubeconfig's `proxy-url`, from the Kubernetes client, which is heavy to load. */
export async function proxyAgent(source: KubeSource, credentials: KubeCredentials): Promise<Agent | undefined> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  const { proxyUrl } = source
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: source.server,
      skipTLSVerify: source.insecure,
      ...(proxyUrl === undefined ? {} : { proxyUrl }),
    },
    { name: 'user' },
  )
  const options: RequestOptions = kubeTls(source, credentials)
  await config.applyToHTTPSOptions(options)
  return typeof options.agent === 'object' ? options.agent : undefined
}
