import type { PromEndpoint } from '@ocp-perf/promql'

/** How a cluster was found. */
export type Via = 'url' | 'in-cluster' | 'kubeconfig'

export interface ExecRequest {
  namespace: string
  pod: string
  container: string
  /** Program and arguments; no shell is involved. */
  command: readonly string[]
}

export interface ExecResult {
  stdout: string
  stderr: string
  /** Null when the API server did not say. */
  exitCode: number | null
}

/** The Kubernetes API as the rest of the product may use it. Failures are `AppError`s that name the missing rule. */
export interface KubeApi {
  /** Address of the API server, for messages. */
  readonly server: string
  /** GET of an API path such as `/api/v1/nodes?limit=1`; the reply is untrusted JSON for the caller's schema. */
  get(path: string, options?: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }): Promise<unknown>
  /** Runs a program in a container through the exec API. */
  exec(
    request: ExecRequest,
    options?: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
  ): Promise<ExecResult>
}

/** A cluster that was found: how to ask its Prometheus, and its API server where there is one. */
export interface Connection {
  name: string
  via: Via
  prometheus: PromEndpoint
  /** How the Prometheus was chosen, in words: "Route thanos-querier in openshift-monitoring". */
  prometheusFoundBy: string
  kube?: KubeApi | undefined
  /** Shown at each start and in health answers, for example that certificate checks are off. */
  warnings: readonly string[]
}

/** One step of looking for a cluster: what was tried, what came of it, what to do where it was refused. */
export interface DiagnoseStep {
  step: string
  outcome: 'ok' | 'skipped' | 'refused' | 'failed'
  detail: string
  /** The next step for the operator; a refused step names the RBAC rule that is missing. */
  hint?: string | undefined
}
