import { clusterOperators } from './objects/cluster-operators.ts'
import { clusterVersions } from './objects/cluster-version.ts'
import { configMaps, namespaces, serviceAccounts, services } from './objects/core.ts'
import { infrastructures, machineConfigPools } from './objects/machines.ts'
import { nodes } from './objects/nodes.ts'
import { pods } from './objects/pods.ts'
import { routes } from './objects/routes.ts'
import type { Resource } from './resource.ts'

/** Every resource that is served. */
export const resources: readonly Resource[] = [
  nodes,
  namespaces,
  pods,
  services,
  serviceAccounts,
  configMaps,
  clusterOperators,
  clusterVersions,
  infrastructures,
  machineConfigPools,
  routes,
]

/** What is only posted: kinds that are answered at once and kept nowhere. */
export const reviews = [
  { group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews', kind: 'SelfSubjectReview' },
  { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenreviews', kind: 'TokenReview' },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
  },
  { group: 'authorization.k8s.io', version: 'v1', plural: 'subjectaccessreviews', kind: 'SubjectAccessReview' },
] as const
