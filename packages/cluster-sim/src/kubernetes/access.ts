/** What somebody asks to do: to a resource, a subresource being written `pods/exec`, or to a path that is none. */
export type Attributes =
  | { verb: string; group: string; resource: string; namespace?: string | undefined; name?: string | undefined }
  | { verb: string; path: string }

export interface Subject {
  name: string
  groups: readonly string[]
}

interface Grant {
  verbs: readonly string[]
  /** As in messages: `routes.route.openshift.io`; a subresource follows the group: `serviceaccounts/token`. */
  resources: readonly string[]
  namespace?: string
  names?: readonly string[]
}

const read = ['get', 'list']

/** What the ClusterRole `cluster-monitoring-view` lets an account do. */
const mayQuery: Grant = { verbs: ['get', 'create'], resources: ['prometheuses.monitoring.coreos.com/api'] }

/** Rights of accounts by `namespace:name`. The viewer's are those of docs/rbac/viewer.yaml. */
const accountGrants: Readonly<Record<string, readonly Grant[]>> = {
  'openshift-monitoring:prometheus-k8s': [mayQuery],
  'ocp-perf:viewer': [
    mayQuery,
    {
      verbs: ['get'],
      resources: ['routes.route.openshift.io'],
      namespace: 'openshift-monitoring',
      names: ['thanos-querier', 'prometheus-k8s'],
    },
    {
      verbs: ['get'],
      resources: ['configmaps'],
      namespace: 'openshift-config-managed',
      names: ['default-ingress-cert', 'monitoring-shared-config'],
    },
    {
      verbs: read,
      resources: [
        'nodes',
        'namespaces',
        'pods',
        'services',
        'clusterversions.config.openshift.io',
        'clusteroperators.config.openshift.io',
        'infrastructures.config.openshift.io',
        'machineconfigpools.machineconfiguration.openshift.io',
      ],
    },
  ],
}

/** Whoever is logged in may ask about himself. */
const everybodysGrant: Grant = {
  verbs: ['create'],
  resources: ['selfsubjectreviews.authentication.k8s.io', 'selfsubjectaccessreviews.authorization.k8s.io'],
}

const publicPaths = /^\/(version|healthz|livez|readyz)$/
const discoveryPaths = /^\/(version|healthz|livez|readyz|api|apis|openapi)(\/|$)/

export const anonymous: Subject = { name: 'system:anonymous', groups: ['system:unauthenticated'] }
export const administrator: Subject = { name: 'system:admin', groups: ['system:masters', 'system:authenticated'] }

export function serviceAccount(namespace: string, name: string): Subject {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  }
}

export const queryAttributes: Attributes = {
  verb: 'get',
  group: 'monitoring.coreos.com',
  resource: 'prometheuses/api',
  namespace: 'openshift-monitoring',
}

export function may({ name, groups }: Subject, asked: Attributes): boolean {
  if (groups.includes('system:masters')) return true
  const isKnown = groups.includes('system:authenticated')
  if ('path' in asked) return asked.verb === 'get' && (isKnown ? discoveryPaths : publicPaths).test(asked.path)
  const account = name.replace(/^system:serviceaccount:/, '')
  const grants = [...(isKnown ? [everybodysGrant] : []), ...(accountGrants[account] ?? [])]
  return grants.some(
    ({ verbs, resources, namespace, names }) =>
      verbs.includes(asked.verb) &&
      resources.includes(qualified(asked)) &&
      (namespace === undefined || namespace === asked.namespace) &&
      (names === undefined || names.includes(asked.name ?? '')),
  )
}

/** A refusal in the API server's words. */
export function describeRefusal({ name }: Subject, asked: Attributes): string {
  if ('path' in asked) return `forbidden: User "${name}" cannot ${asked.verb} path "${asked.path}"`
  const { verb, group, resource, namespace } = asked
  const object = asked.name === undefined ? '' : ` "${asked.name}"`
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const [plural = ''] = qualified(asked).split('/')
  return `${plural}${object} is forbidden: User "${name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`
}

function qualified({ group, resource }: { group: string; resource: string }): string {
  const [plural = '', subresource] = resource.split('/')
  return `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
}
