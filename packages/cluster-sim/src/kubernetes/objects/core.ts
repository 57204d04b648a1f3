import { age } from '../age.ts'
import { type Identity, type KubeObject, metadata, resource } from '../resource.ts'
import type { Snapshot } from '../snapshot.ts'

/** Where the accounts stand that somebody may ask a token for: namespace and name. */
const accounts = [
  ['openshift-monitoring', 'prometheus-k8s'],
  ['ocp-perf', 'viewer'],
] as const

const serviceList = [
  { namespace: 'default', name: 'kubernetes', port: { name: 'https', port: 443 } },
  { namespace: 'openshift-etcd', name: 'etcd', port: { name: 'etcd', port: 2379 } },
  { namespace: 'openshift-monitoring', name: 'prometheus-k8s', port: { name: 'web', port: 9091 } },
  { namespace: 'openshift-monitoring', name: 'thanos-querier', port: { name: 'web', port: 9091 } },
] as const

const configNamespace = 'openshift-config-managed'

function namesOfNamespaces({ topology }: Snapshot): string[] {
  const named = ['default', 'kube-system', configNamespace, ...accounts.map(([namespace]) => namespace)]
  return [...new Set([...named, ...topology.pods.map(({ namespace }) => namespace)])].sort()
}

/** An object that was made with the cluster, in a table with nothing but its age. */
function plainItem(identity: Omit<Identity, 'created'>, body: Omit<KubeObject, 'metadata'>, cluster: Snapshot) {
  const created = cluster.installedAt
  return { object: { metadata: metadata({ ...identity, created }), ...body }, cells: [age(created, cluster.time)] }
}

export const namespaces = resource({
  kind: 'Namespace',
  shortNames: ['ns'],
  items: (cluster) =>
    namesOfNamespaces(cluster).map((name) =>
      plainItem(
        { kind: 'Namespace', name, labels: { 'kubernetes.io/metadata.name': name } },
        { status: { phase: 'Active' } },
        cluster,
      ),
    ),
})

export const services = resource({
  kind: 'Service',
  shortNames: ['svc'],
  namespaced: true,
  items: (cluster) =>
    serviceList.map(({ namespace, name, port }) =>
      plainItem(
        { kind: 'Service', namespace, name },
        { spec: { type: 'ClusterIP', clusterIP: 'None', ports: [{ ...port, protocol: 'TCP' }] } },
        cluster,
      ),
    ),
})

export const serviceAccounts = resource({
  kind: 'ServiceAccount',
  shortNames: ['sa'],
  namespaced: true,
  items: (cluster) => {
    const defaults = namesOfNamespaces(cluster).map((namespace) => [namespace, 'default'] as const)
    return [...accounts, ...defaults].map(([namespace, name]) =>
      plainItem({ kind: 'ServiceAccount', namespace, name }, {}, cluster),
    )
  },
})

/** What the cluster tells those who look for its monitoring: its address, and who signed its certificate. */
export const configMaps = resource({
  kind: 'ConfigMap',
  shortNames: ['cm'],
  namespaced: true,
  items(cluster) {
    const { thanosHost, ca } = cluster.places
    const shared = {
      'default-ingress-cert': { 'ca-bundle.crt': ca },
      'monitoring-shared-config': { thanosPublicURL: `https://${thanosHost}` },
    }
    return Object.entries(shared).map(([name, data]) =>
      plainItem({ kind: 'ConfigMap', namespace: configNamespace, name }, { data }, cluster),
    )
  },
})
