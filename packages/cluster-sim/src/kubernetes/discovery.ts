import type { Topology } from '../model/topology.ts'
import { apiVersionOf } from './represent.ts'
import type { Resource } from './resource.ts'
import { resources, reviews } from './resources.ts'
import { kubernetesVersion } from './snapshot.ts'

interface Listed extends Pick<Resource, 'group' | 'version'> {
  name: string
  singularName: string
  shortNames?: readonly string[]
  namespaced: boolean
  kind: string
  verbs: readonly string[]
}

/** All that can be asked for, as discovery lists it. */
const listed: readonly Listed[] = [
  ...resources.map(({ group, version, plural, singular, kind, shortNames, namespaced }) => {
    const verbs = ['get', 'list']
    return { group, version, name: plural, singularName: singular, kind, shortNames, namespaced, verbs }
  }),
  ...reviews.map(({ group, version, plural, kind }) => {
    return { group, version, name: plural, singularName: '', kind, namespaced: false, verbs: ['create'] }
  }),
  subresource('serviceaccounts/token', 'TokenRequest', ['create']),
  subresource('pods/exec', 'PodExecOptions', ['create', 'get']),
]

function subresource(name: string, kind: string, verbs: readonly string[]): Listed {
  return { group: '', version: 'v1', name, singularName: '', kind, namespaced: true, verbs }
}

/** The discovery document at a path, as kubectl and client libraries ask for them; undefined elsewhere. */
export function discoveryAt(path: string, topology: Topology): object | undefined {
  const groups = [...new Set(listed.map(({ group }) => group))].filter((group) => group !== '')
  switch (path) {
    case '/version':
      return describeVersion(topology)
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(describeGroup) }
    default:
      return resourcesAt(path)
  }
}

function resourcesAt(path: string): object | undefined {
  const here = listed.filter((each) => path === `${each.group === '' ? '/api' : '/apis'}/${apiVersionOf(each)}`)
  const [first] = here
  if (first === undefined) {
    const group = listed.find((each) => each.group !== '' && path === `/apis/${each.group}`)
    return group && { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group.group) }
  }
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(first),
    resources: here.map(({ group: _, version: __, ...each }) => each),
  }
}

function describeGroup(name: string) {
  const version = { groupVersion: `${name}/v1`, version: 'v1' }
  return { name, versions: [version], preferredVersion: version }
}

function describeVersion(topology: Topology) {
  const gitVersion = kubernetesVersion(topology)
  const [major = '', minor = ''] = gitVersion.slice(1).split('.')
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '0'.repeat(40),
    gitTreeState: 'clean',
    buildDate: '2025-04-17T00:00:00Z',
    goVersion: 'go1.22.12 (Red Hat 1.22.12-1.el9_5)',
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}
