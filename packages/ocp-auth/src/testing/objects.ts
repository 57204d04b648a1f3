/** Objects of the fake cluster, in the shapes of the real APIs. */
export interface FakeRoute {
  host: string
  /** Without it the Route is plain http. */
  tls?: boolean
}

export interface FakeService {
  namespace: string
  name: string
  labels?: Readonly<Record<string, string>>
  ports: readonly { name?: string; port: number; appProtocol?: string }[]
}

export interface FakeObjects {
  /** By `namespace/name`. */
  routes: Record<string, FakeRoute>
  services: FakeService[]
  /** Data by `namespace/name`. */
  configMaps: Record<string, Record<string, string>>
}

export function routeObject(id: string, { host, tls = true }: FakeRoute) {
  const [namespace, name] = id.split('/')
  return {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name, namespace },
    spec: {
      host,
      path: '/api',
      to: { kind: 'Service', name, weight: 100 },
      ...(tls ? { tls: { termination: 'reencrypt' } } : {}),
    },
    status: { ingress: [{ host, routerName: 'default', conditions: [{ type: 'Admitted', status: 'True' }] }] },
  }
}

export function serviceObject({ namespace, name, labels = {}, ports }: FakeService) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name, labels }, spec: { ports } }
}

/** A running pod with the one container `etcd`. */
export function podObject(id: string) {
  const [namespace, name] = id.split('/')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { containers: [{ name: 'etcd', image: 'etcd' }] },
    status: { phase: 'Running' },
  }
}

/** Services that a label or field selector names, in one namespace or all. */
export function selectServices(objects: FakeObjects, namespace: string | undefined, query: URLSearchParams) {
  const [label, labelValue] = (query.get('labelSelector') ?? '').split('=')
  const [, fieldValue] = (query.get('fieldSelector') ?? '').split('=')
  return objects.services
    .filter((service) => namespace === undefined || service.namespace === namespace)
    .filter((service) => !label || service.labels?.[label] === labelValue)
    .filter((service) => fieldValue === undefined || service.name === fieldValue)
    .map(serviceObject)
}

export function nodeList() {
  const node = (name: string, role: string) => ({
    metadata: {
      name,
      labels: { [`node-role.kubernetes.io/${role}`]: '' },
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {},
    status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1.32.4' } },
  })
  return {
    kind: 'NodeList',
    apiVersion: 'v1',
    metadata: { resourceVersion: '1' },
    items: [node('master-0', 'master'), node('worker-0', 'worker')],
  }
}
