interface Resource {
  name: string
  kind: string
  namespaced: boolean
  verbs: readonly string[]
}

const resource = (name: string, kind: string, namespaced: boolean, ...verbs: string[]): Resource => ({
  name,
  kind,
  namespaced,
  verbs,
})

const core = [
  resource('nodes', 'Node', false, 'get', 'list', 'watch'),
  resource('namespaces', 'Namespace', false, 'get', 'list'),
  resource('services', 'Service', true, 'get', 'list'),
  resource('pods', 'Pod', true, 'get', 'list'),
  resource('configmaps', 'ConfigMap', true, 'get', 'list'),
  resource('serviceaccounts', 'ServiceAccount', true, 'get', 'list'),
  resource('serviceaccounts/token', 'TokenRequest', true, 'create'),
]

const groups: Readonly<Record<string, readonly Resource[]>> = {
  'authentication.k8s.io': [
    resource('tokenreviews', 'TokenReview', false, 'create'),
    resource('selfsubjectreviews', 'SelfSubjectReview', false, 'create'),
  ],
  'authorization.k8s.io': [
    resource('selfsubjectaccessreviews', 'SelfSubjectAccessReview', false, 'create'),
    resource('subjectaccessreviews', 'SubjectAccessReview', false, 'create'),
  ],
  'route.openshift.io': [resource('routes', 'Route', true, 'get', 'list')],
}

export const openshiftGroup = 'route.openshift.io'

const version = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.4',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-04-22T15:56:15Z',
  goVersion: 'go1.23.6',
  compiler: 'gc',
  platform: 'linux/amd64',
}

/** The discovery document at a path, as kubectl asks for them; undefined elsewhere. */
export function discoveryAt(path: string, openshift: boolean): object | undefined {
  if (path === '/version') {
    return version
  }
  if (path === '/api') {
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
  }
  if (path === '/api/v1') {
    return resourceList('v1', core)
  }
  const served = Object.entries(groups).filter(([name]) => openshift || name !== openshiftGroup)
  if (path === '/apis') {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: served.map(([name]) => groupOf(name)) }
  }
  const found = served.find(([name]) => path === `/apis/${name}/v1`)
  return found && resourceList(`${found[0]}/v1`, found[1])
}

function groupOf(name: string) {
  const version = { groupVersion: `${name}/v1`, version: 'v1' }
  return { name, versions: [version], preferredVersion: version }
}

function resourceList(groupVersion: string, resources: readonly Resource[]) {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources.map((each) => ({ ...each, singularName: '' })),
  }
}
