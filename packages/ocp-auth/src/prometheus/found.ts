/** A Prometheus that was found, before it is decided how to log in to it. */
export interface FoundPrometheus {
  url: string
  /** In words: "Route thanos-querier in openshift-monitoring". */
  foundBy: string
  /** `proxy` is reached through the API server, with its certificate and login; `direct` has its own. */
  reach: 'direct' | 'proxy'
  /** CAs that may have signed its certificate, PEM. */
  ca?: string | undefined
  warnings: readonly string[]
}
