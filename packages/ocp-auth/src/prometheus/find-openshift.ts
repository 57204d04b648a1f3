import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type AccessRule, missingRuleHint } from '../access-rule.ts'
import type { KubeApi, Trace } from '../connection.ts'
import { readServiceCa } from '../kube/in-cluster.ts'
import type { KubeSource } from '../kube/kube-source.ts'
import { probe } from '../probe.ts'
import type { FoundPrometheus } from './found.ts'

const monitoring = 'openshift-monitoring'
const shared = 'openshift-config-managed'

const routeSchema = z.object({
  spec: z.object({ host: z.string().optional(), tls: z.unknown().optional() }),
  status: z.object({ ingress: z.array(z.object({ host: z.string().optional() })).optional() }).optional(),
})

const configMapSchema = z.object({ data: z.record(z.string(), z.string()).optional() })

export interface FindOpenShiftOptions {
  kube: KubeApi
  source: KubeSource
  /** Trusted beside what the cluster names, PEM. */
  ca?: string | undefined
  serviceAccountDir: string
  trace: Trace
  signal?: AbortSignal | undefined
  /** Whether somebody with a trusted certificate asks for a login at an address. */
  asks?: typeof asksForLogin | undefined
}

type Looked = { found: FoundPrometheus } | { refused: AppError } | { missing: true }

/**
 * The cluster's monitoring: the Route of thanos-querier, which sees all replicas; in a pod its Service where the Route is
 * missing or may not be read; for an account that may not read Routes, what the cluster publishes to every login;
 * prometheus-k8s, a single replica, only where there is no thanos-querier. Undefined where OpenShift has no monitoring.
 */
export async function findOpenShift(options: FindOpenShiftOptions): Promise<FoundPrometheus | undefined> {
  const { source, trace } = options
  const thanos = await lookForRoute(options, 'thanos-querier')
  if ('found' in thanos) {
    return thanos.found
  }
  if (source.via === 'in-cluster') {
    return await thanosService(options)
  }
  if ('refused' in thanos) {
    const published = (await publishedAddress(options)) ?? (await guessedAddress(options))
    if (published === undefined) {
      throw thanos.refused
    }
    return published
  }
  const single = await lookForRoute(options, 'prometheus-k8s')
  if ('refused' in single) {
    throw single.refused
  }
  if ('missing' in single) {
    return
  }
  trace({
    step: 'monitoring',
    outcome: 'ok',
    detail: 'There is no thanos-querier; prometheus-k8s is a single replica.',
  })
  return {
    ...single.found,
    warnings: ['Only one Prometheus replica is asked (prometheus-k8s), since there is no thanos-querier Route.'],
  }
}

async function lookForRoute(options: FindOpenShiftOptions, name: string): Promise<Looked> {
  const { kube, trace, signal } = options
  const step = `Route ${name} in ${monitoring}`
  const rule: AccessRule = { verb: 'get', group: 'route.openshift.io', resource: 'routes', namespace: monitoring, name }
  try {
    const path = `/apis/route.openshift.io/v1/namespaces/${monitoring}/routes/${name}`
    const route = routeSchema.safeParse(await kube.get(path, { signal }))
    const host = route.data?.status?.ingress?.find((ingress) => ingress.host)?.host ?? route.data?.spec.host
    if (host === undefined) {
      throw new AppError('upstream', `The ${step} has no host.`, { hint: 'No router admitted it; check the ingress.' })
    }
    if (route.data?.spec.tls === undefined) {
      throw new AppError('upstream', `The ${step} has no TLS, so no token is sent to it.`, {
        hint: 'Give the Route TLS, or name the address in prometheus.url.',
      })
    }
    trace({ step, outcome: 'ok', detail: `https://${host}` })
    return {
      found: { url: `https://${host}`, foundBy: step, reach: 'direct', ca: await routerCa(options), warnings: [] },
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') {
      trace({ step, outcome: 'refused', detail: error.message, hint: missingRuleHint(rule), missing: rule })
      return { refused: error }
    }
    if (error instanceof AppError && error.code === 'not_found') {
      trace({ step, outcome: 'skipped', detail: 'There is no such Route.' })
      return { missing: true }
    }
    throw error
  }
}

async function thanosService({ source, serviceAccountDir, trace }: FindOpenShiftOptions): Promise<FoundPrometheus> {
  const serviceCa = await readServiceCa(serviceAccountDir)
  const url = `https://thanos-querier.${monitoring}.svc:9091`
  const step = `Service thanos-querier in ${monitoring}`
  trace({ step, outcome: 'ok', detail: serviceCa === undefined ? `${url}, without a service CA` : url })
  return {
    url,
    foundBy: step,
    reach: 'direct',
    ca: join(source.ca, serviceCa),
    warnings:
      serviceCa === undefined
        ? [`There is no service-ca.crt in ${serviceAccountDir}; name the service CA in prometheus.ca_file.`]
        : [],
  }
}

/** The address that cluster-monitoring-operator publishes for the console. */
async function publishedAddress(options: FindOpenShiftOptions): Promise<FoundPrometheus | undefined> {
  const url = (await configMap(options, 'monitoring-shared-config'))?.thanosPublicURL
  if (url === undefined || !isHttps(url)) {
    return
  }
  const foundBy = `ConfigMap monitoring-shared-config in ${shared}`
  return { url: url.replace(/\/+$/, ''), foundBy, reach: 'direct', ca: await routerCa(options), warnings: [] }
}

/**
 * Every login may read the console's address (`oc whoami --show-console` does), and OpenShift names Routes
 * `NAME-NAMESPACE.APPS-DOMAIN`. The address so made is used only if a server there, with a trusted certificate, asks for a
 * login; no token is sent to find out.
 */
async function guessedAddress(options: FindOpenShiftOptions): Promise<FoundPrometheus | undefined> {
  const console = (await configMap(options, 'console-public'))?.consoleURL
  const prefix = 'https://console-openshift-console.'
  if (console === undefined || !console.startsWith(prefix)) {
    return
  }
  const url = `https://thanos-querier-${monitoring}.${console.slice(prefix.length).replace(/\/+$/, '')}`
  const ca = await routerCa(options)
  const step = 'Address derived from the console'
  const asks = await (options.asks ?? asksForLogin)(url, join(ca, options.ca), options.signal)
  options.trace({
    step,
    outcome: asks ? 'ok' : 'failed',
    detail: asks ? `${url} asks for a login.` : `No server that asks for a login answers at ${url}.`,
  })
  const foundBy = `Route thanos-querier in ${monitoring}, its address derived from the console's`
  return asks ? { url, foundBy, reach: 'direct', ca, warnings: [] } : undefined
}

export async function asksForLogin(
  url: string,
  ca: string | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const { status } = await probe('GET', `${url}/api/v1/query?query=vector(1)`, { ca }, { signal, who: url })
    return status === 401 || status === 403
  } catch (error) {
    if (error instanceof AppError) {
      return false // Nobody there, or nobody to trust.
    }
    throw error
  }
}

/** CAs that may have signed the router's certificate: the API server's, and the ingress operator's where it may be read. */
async function routerCa(options: FindOpenShiftOptions): Promise<string | undefined> {
  const { source } = options
  // What came over an unchecked connection vouches for nobody.
  const ingress = source.insecure ? undefined : await configMap(options, 'default-ingress-cert')
  return join(source.ca, ingress?.['ca-bundle.crt'])
}

/** A ConfigMap that helps where it may be read; whoever may not read it goes without. */
async function configMap(
  { kube, signal }: FindOpenShiftOptions,
  name: string,
): Promise<Record<string, string> | undefined> {
  try {
    const path = `/api/v1/namespaces/${shared}/configmaps/${name}`
    return configMapSchema.safeParse(await kube.get(path, { signal })).data?.data
  } catch (error) {
    if (error instanceof AppError && (error.code === 'forbidden' || error.code === 'not_found')) {
      return
    }
    throw error
  }
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:'
}

function join(...pems: (string | undefined)[]): string | undefined {
  const given = pems.filter((pem) => pem !== undefined && pem !== '')
  return given.length === 0 ? undefined : given.join('\n')
}
