import type { PromEndpoint } from '@ocp-perf/promql'
import type { AccessRule } from './access-rule.ts'

/** How a cluster was found. */
export type Via = 'url' | 'in-cluster' | 'kubeconfig' | 'file'

export interface CallOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
}

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
  get(path: string, options?: CallOptions): Promise<unknown>
  /** POST of an object, for the review and token APIs; it is not repeated after a failure other than 401. */
  post(path: string, body: unknown, options?: CallOptions): Promise<unknown>
  /** Runs a program in a container through the exec API; refused unless the configuration says `kubernetes.exec: true`. */
  exec(request: ExecRequest, options?: CallOptions): Promise<ExecResult>
}

/** What is known of every cluster that was found. */
interface Found {
  name: string
  /** How its samples were found, in words: "Route thanos-querier in openshift-monitoring", "file must-gather.tar.gz". */
  foundBy: string
  /** Shown at each start and in health answers, for example that certificate checks are off. */
  warnings: readonly string[]
}

/** A live cluster: how to ask its Prometheus, and its API server where there is one. */
export interface ApiConnection extends Found {
  via: Exclude<Via, 'file'>
  prometheus: PromEndpoint
  kube?: KubeApi | undefined
}

/** A cluster of which only a dump of its metrics is at hand. */
export interface FileConnection extends Found {
  via: 'file'
  /** Absolute path of a dump, of an archive that holds one, or of a folder with one in it. */
  file: string
  /** There is no API server behind a file. */
  kube?: undefined
}

/** A cluster that was found: an API to ask, or a file to read. */
export type Connection = ApiConnection | FileConnection

/** One step of looking for a cluster: what was tried, what came of it, what to do where it was refused. */
export interface DiagnoseStep {
  step: string
  outcome: 'ok' | 'skipped' | 'refused' | 'failed'
  detail: string
  /** The next step for the operator; a refused step names the RBAC rule that is missing. */
  hint?: string | undefined
  /** The rule that is missing, where one is. */
  missing?: AccessRule | undefined
}

/** Takes the steps of a search as they happen. */
export type Trace = (step: DiagnoseStep) => void

/** The part of a pino logger that is used here. */
export interface Log {
  warn(fields: object, message: string): void
}
