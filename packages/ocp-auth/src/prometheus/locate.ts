import { AppError } from '@ocp-perf/errors'
import type { PromEndpoint, TlsOptions } from '@ocp-perf/promql'
import type { ClusterConfig } from '../config.ts'
import type { KubeApi, Log, Trace } from '../connection.ts'
import type { KubeSource } from '../kube/kube-source.ts'
import { readTls } from '../secret-file.ts'
import { unencryptedWarnings } from '../unencrypted.ts'
import { callersLogin, configuredLogin, impersonationWarnings, type Login, proxyLogin } from './endpoint-login.ts'
import { findKubernetes } from './find-kubernetes.ts'
import { findOpenShift } from './find-openshift.ts'
import type { FoundPrometheus } from './found.ts'
import { isOpenShift } from './platform.ts'

export interface LocateOptions {
  config: ClusterConfig
  serviceAccountDir: string
  trace: Trace
  log?: Log | undefined
  signal?: AbortSignal | undefined
}

export interface Located {
  endpoint: PromEndpoint
  foundBy: string
  warnings: readonly string[]
}

/** The Prometheus at the configured URL. The Kubernetes login goes there only where the configuration says so. */
export async function explicitPrometheus(
  url: string,
  { config, trace, log }: LocateOptions,
  kube: KubeApi | undefined,
  source: KubeSource | undefined,
): Promise<Located> {
  const configured = await configuredLogin({ config, kube, source, log })
  const wantsCaller = config.prometheus?.kubernetes_token === true
  if (wantsCaller && source === undefined) {
    throw new AppError('unauthorized', 'prometheus.kubernetes_token is set, but there is no Kubernetes login.', {
      hint: 'Log in with `oc login`, or name the kubeconfig in kubernetes.kubeconfig.',
    })
  }
  const caller = configured === undefined && wantsCaller ? source : undefined
  const login = caller === undefined ? configured : callersLogin(caller)
  const tls = await readTls(config.prometheus ?? {}, 'prometheus')
  trace({ step: 'Prometheus', outcome: 'ok', detail: `${url}, from the configuration.` })
  traceLogin(trace, login)
  return {
    endpoint: endpointOf(config, trimSlashes(url), tls, login),
    foundBy: 'URL in the configuration',
    warnings: [
      ...(login === undefined ? [] : unencryptedWarnings(url)),
      ...(caller === undefined ? [] : impersonationWarnings(caller)),
    ],
  }
}

/** The Prometheus that the cluster itself names: OpenShift's monitoring, else a service of plain Kubernetes. */
export async function discoveredPrometheus(
  options: LocateOptions,
  kube: KubeApi,
  source: KubeSource,
): Promise<Located> {
  const { config, trace, signal, serviceAccountDir, log } = options
  const named = config.kubernetes?.prometheus_service
  const own = await readTls(config.prometheus ?? {}, 'prometheus')
  const onOpenShift = named === undefined && (await isOpenShift(kube, trace, signal))
  const found =
    (onOpenShift ? await findOpenShift({ kube, source, ca: own.ca, serviceAccountDir, trace, signal }) : undefined) ??
    (await findKubernetes({ kube, service: named, trace, signal }))
  if (found === undefined) {
    throw new AppError('not_found', `No Prometheus was found in the cluster at ${kube.server}.`, {
      hint: 'Name it in kubernetes.prometheus_service (namespace/name), or its address in prometheus.url.',
    })
  }
  if (found.reach === 'proxy') {
    const login = proxyLogin(source)
    traceLogin(trace, login)
    return {
      endpoint: await proxiedEndpoint(config, found, source, login, signal),
      foundBy: found.foundBy,
      warnings: [...found.warnings, ...proxyWarnings(config, source)],
    }
  }
  const configured = await configuredLogin({ config, kube, source, log })
  const login = configured ?? callersLogin(source)
  traceLogin(trace, login)
  const ca = [own.ca, found.ca].filter((pem) => pem !== undefined).join('\n')
  return {
    endpoint: endpointOf(config, found.url, { ...own, ca: ca === '' ? undefined : ca }, login),
    foundBy: found.foundBy,
    warnings: [...found.warnings, ...(configured === undefined ? impersonationWarnings(source) : [])],
  }
}

function endpointOf(config: ClusterConfig, url: string, tls: TlsOptions, login: Login | undefined): PromEndpoint {
  return {
    url,
    tls,
    headers: config.prometheus?.headers ?? {},
    authorization: login?.authorization,
    onUnauthorized: login?.onUnauthorized,
  }
}

async function proxiedEndpoint(
  config: ClusterConfig,
  found: FoundPrometheus,
  source: KubeSource,
  login: Login,
  signal: AbortSignal | undefined,
): Promise<PromEndpoint> {
  const { cert, key } = await source.credentials(signal)
  return {
    url: found.url,
    headers: { ...config.prometheus?.headers, ...source.headers },
    tls: { ca: source.ca, cert, key, serverName: source.serverName, insecure: source.insecure },
    authorization: login.authorization,
    onUnauthorized: login.onUnauthorized,
  }
}

function proxyWarnings(config: ClusterConfig, source: KubeSource): string[] {
  const { token, token_file, username } = config.prometheus ?? {}
  const own = token ?? token_file ?? username ?? config.kubernetes?.service_account
  return [
    ...(own === undefined
      ? []
      : [
          'Prometheus is reached through the API server, which takes the Kubernetes login; the configured one is not used.',
        ]),
    ...(source.proxyUrl === undefined
      ? []
      : [
          `The kubeconfig's proxy-url is used for the API server, not for queries; name a direct prometheus.url if they fail.`,
        ]),
  ]
}

function traceLogin(trace: Trace, login: Login | undefined): void {
  const detail = login === undefined ? 'None: queries carry no credentials.' : `Queries carry ${login.from}.`
  trace({ step: 'login', outcome: login === undefined ? 'skipped' : 'ok', detail })
}

function trimSlashes(url: string): string {
  return url.replace(/\/+$/, '')
}
