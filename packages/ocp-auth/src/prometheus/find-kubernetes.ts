import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { KubeApi, Trace } from '../connection.ts'
import type { FoundPrometheus } from './found.ts'

const portSchema = z.object({ name: z.string().optional(), port: z.number().int(), appProtocol: z.string().optional() })
const serviceSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({ ports: z.array(portSchema).optional() }),
})
type Service = z.infer<typeof serviceSchema>
const serviceListSchema = z.object({ items: z.array(serviceSchema) })

/** How the usual installations mark their Prometheus service, the most telling first. */
const searches = [
  {
    query: 'labelSelector=app%3Dkube-prometheus-stack-prometheus',
    words: 'label app=kube-prometheus-stack-prometheus',
  },
  { query: 'labelSelector=app.kubernetes.io%2Fname%3Dprometheus', words: 'label app.kubernetes.io/name=prometheus' },
  { query: 'fieldSelector=metadata.name%3Dprometheus-operated', words: 'name prometheus-operated' },
] as const

/**
 * Where such services usually are, for an account that may not list the whole cluster's. Elsewhere whoever may make services
 * could take their place.
 */
const usualNamespaces = [
  'monitoring',
  'prometheus',
  'kube-prometheus-stack',
  'observability',
  'cattle-monitoring-system',
]

const portNames = ['http-web', 'web', 'https-web', 'http', 'https']

export interface FindKubernetesOptions {
  kube: KubeApi
  /** `namespace/name` or `namespace/name:port`, where the configuration names it. */
  service: string | undefined
  trace: Trace
  signal?: AbortSignal | undefined
}

/** The Prometheus service of a plain Kubernetes, reached through the API server; undefined where there is none. */
export async function findKubernetes(options: FindKubernetesOptions): Promise<FoundPrometheus | undefined> {
  const { kube, service, trace, signal } = options
  if (service !== undefined) {
    return await namedService(options, service)
  }
  for (const { query, words } of searches) {
    const step = `Service with ${words}`
    const services = (await listServices(kube, query, step, trace, signal)).filter((each) => portOf(each) !== undefined)
    const [first, ...others] = services.toSorted(byPlace)
    if (first !== undefined) {
      trace({ step, outcome: 'ok', detail: services.map(idOf).join(', ') })
      return proxied(kube, first, others)
    }
    trace({ step, outcome: 'skipped', detail: 'There is none.' })
  }
  return
}

async function listServices(
  kube: KubeApi,
  query: string,
  step: string,
  trace: Trace,
  signal: AbortSignal | undefined,
): Promise<Service[]> {
  try {
    return itemsOf(await kube.get(`/api/v1/services?${query}`, { signal }))
  } catch (error) {
    if (!isForbidden(error)) {
      throw error
    }
    const found = await Promise.all(usualNamespaces.map((namespace) => listInNamespace(kube, namespace, query, signal)))
    const services = found.flatMap((each) => each ?? [])
    if (found.every((each) => each === undefined)) {
      trace({ step, outcome: 'refused', detail: error.message, hint: error.hint })
      throw new AppError('forbidden', error.message, {
        hint: `${error.hint} Or name the service in kubernetes.prometheus_service.`,
      })
    }
    return services
  }
}

async function listInNamespace(
  kube: KubeApi,
  namespace: string,
  query: string,
  signal: AbortSignal | undefined,
): Promise<Service[] | undefined> {
  try {
    return itemsOf(await kube.get(`/api/v1/namespaces/${namespace}/services?${query}`, { signal }))
  } catch (error) {
    if (isForbidden(error)) {
      return
    }
    throw error
  }
}

async function namedService({ kube, trace, signal }: FindKubernetesOptions, service: string): Promise<FoundPrometheus> {
  const [, namespace = '', name = '', port] = /^([^/]+)\/([^:]+)(?::(.+))?$/.exec(service) ?? []
  const foundBy = `Service ${name} in ${namespace}, named in the configuration`
  if (port !== undefined) {
    trace({ step: `Service ${namespace}/${name}`, outcome: 'ok', detail: 'Named in the configuration with its port.' })
    return { url: proxyUrl(kube, namespace, name, port, isHttpsPort(port)), foundBy, reach: 'proxy', warnings: [] }
  }
  const reply = serviceSchema.safeParse(await kube.get(`/api/v1/namespaces/${namespace}/services/${name}`, { signal }))
  if (!reply.success || portOf(reply.data) === undefined) {
    throw new AppError('not_found', `The service ${service} has no port that looks like a Prometheus.`, {
      hint: 'Write kubernetes.prometheus_service: namespace/name:port.',
    })
  }
  trace({ step: `Service ${namespace}/${name}`, outcome: 'ok', detail: 'Named in the configuration.' })
  return { ...proxied(kube, reply.data, []), foundBy }
}

function proxied(kube: KubeApi, service: Service, others: readonly Service[]): FoundPrometheus {
  const { name, namespace } = service.metadata
  const port = portOf(service)
  const isHttps = port?.appProtocol === 'https' || isHttpsPort(port?.name ?? '')
  return {
    url: proxyUrl(kube, namespace, name, String(port?.port), isHttps),
    foundBy: `Service ${name} in ${namespace}, through the API server`,
    reach: 'proxy',
    warnings:
      others.length === 0
        ? []
        : [
            `Several Prometheus services were found; ${idOf(service)} is used, not ${others.map(idOf).join(', ')}. Choose with kubernetes.prometheus_service.`,
          ],
  }
}

function proxyUrl(kube: KubeApi, namespace: string, name: string, port: string, isHttps: boolean): string {
  const target = `${isHttps ? 'https' : 'http'}:${name}:${port}`
  return `${kube.server}/api/v1/namespaces/${namespace}/services/${target}/proxy`
}

function portOf({ spec: { ports = [] } }: Service): z.infer<typeof portSchema> | undefined {
  if (ports.some(({ name }) => name === 'grpc')) {
    return // A Thanos sidecar's service, which carries the same labels.
  }
  const named = portNames.map((name) => ports.find((port) => port.name === name)).find((port) => port !== undefined)
  return ports.find(({ port }) => port === 9090) ?? named ?? (ports.length === 1 ? ports[0] : undefined)
}

function isHttpsPort(name: string): boolean {
  return name.startsWith('https') || name === '443'
}

/** The usual namespaces first, in their order, then by name. */
function byPlace(a: Service, b: Service): number {
  const [placeOfA, placeOfB] = [a, b].map(({ metadata: { namespace } }) => {
    const place = usualNamespaces.indexOf(namespace)
    return place === -1 ? usualNamespaces.length : place
  })
  return (placeOfA ?? 0) - (placeOfB ?? 0) || (idOf(a) < idOf(b) ? -1 : 1)
}

function idOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`
}

function itemsOf(reply: unknown): Service[] {
  const list = serviceListSchema.safeParse(reply)
  if (!list.success) {
    throw new AppError('upstream', 'The API server answered a list of services with something else.', {
      hint: 'Check that the server address is that of a Kubernetes API.',
    })
  }
  return list.data.items
}

function isForbidden(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'forbidden'
}
