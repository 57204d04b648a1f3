/**
 * Where a Prometheus-compatible API is and how to be let in. Whoever knows the cluster makes it; the client only uses
 * it. Certificates and keys are PEM text.
 */
export interface PromEndpoint {
  /** Base URL, with any path prefix: `/api/v1/…` is appended to it. Holds no credentials. */
  url: string
  /** The `Authorization` header, asked for before each request, so that rotated tokens are picked up. */
  authorization?: ((signal?: AbortSignal) => Promise<string | undefined>) | undefined
  /** Called when the server answered 401, so that a cached token can be dropped; the request is then sent once more. */
  onUnauthorized?: (() => void) | undefined
  /** Extra headers, for example `X-Scope-OrgID`. */
  headers?: Readonly<Record<string, string>> | undefined
  tls?: TlsOptions | undefined
}

export interface TlsOptions {
  /** Added to the system's own CAs. */
  ca?: string | undefined
  cert?: string | undefined
  key?: string | undefined
  serverName?: string | undefined
  /** Skips certificate checks. Only on the operator's explicit request. */
  insecure?: boolean | undefined
}
