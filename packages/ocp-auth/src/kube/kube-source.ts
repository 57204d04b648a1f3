/** What proves who we are, for one request. */
export interface KubeCredentials {
  /** The whole `Authorization` header. */
  authorization?: string | undefined
  /** PEM client certificate and key. */
  cert?: string | undefined
  key?: string | undefined
}

export type CredentialKind =
  | 'token'
  | 'token file'
  | 'exec plugin'
  | 'auth provider'
  | 'client certificate'
  | 'user name and password'
  | 'nothing'

/** An API server and the way to log in to it, before any request was made. */
export interface KubeSource {
  via: 'in-cluster' | 'kubeconfig'
  /** Base URL without a trailing slash. */
  server: string
  /** Where it was found, in words: `context "dev" of /home/me/.kube/config`. */
  origin: string
  /** PEM; undefined means the system's own CAs. */
  ca?: string | undefined
  serverName?: string | undefined
  insecure: boolean
  proxyUrl?: string | undefined
  /** Impersonation, where the kubeconfig asks for it. */
  headers: Readonly<Record<string, string>>
  /** The namespace of the pod or of the context. */
  namespace?: string | undefined
  credentialKind: CredentialKind
  /** Asked before each request. */
  credentials(signal?: AbortSignal): Promise<KubeCredentials>
  /** Forgets a cached credential after the server answered 401. */
  dropCredentials(): void
  warnings: readonly string[]
}
