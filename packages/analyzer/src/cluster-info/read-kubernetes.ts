import type { KubeApi } from '@ocp-perf/ocp-auth'
import { type Settled, settle } from '../settle.ts'
import type { ClusterFacts, ClusterNode, ClusterOperators, MachineConfigPool } from './cluster-info-schema.ts'
import { countObjects, getObject, listObjects } from './kubernetes-lists.ts'
import {
  type ClusterOperatorObject,
  clusterOperatorSchema,
  clusterVersionSchema,
  conditionStatus,
  holds,
  infrastructureSchema,
  type MachineConfigPoolObject,
  machineConfigPoolSchema,
  type NodeObject,
  nodeObjectSchema,
  versionSchema,
} from './kubernetes-objects.ts'
import { parseQuantity } from './quantity.ts'

const configApi = '/apis/config.openshift.io/v1'

/**
 * Reads a cluster from its API server, all parts at once. Every part may be refused on its own, which becomes a note;
 * throws only when not even the version can be read, as then there is no API server to speak of.
 */
export async function readFromKubernetes(kube: KubeApi, signal: AbortSignal): Promise<ClusterFacts> {
  const [version, nodes, clusterVersion, infrastructure, operators, pools, counts] = await Promise.all([
    settle(getObject(kube, '/version', versionSchema, signal)),
    settle(listObjects(kube, '/api/v1/nodes', nodeObjectSchema, signal)),
    settle(getObject(kube, `${configApi}/clusterversions/version`, clusterVersionSchema, signal)),
    settle(getObject(kube, `${configApi}/infrastructures/cluster`, infrastructureSchema, signal)),
    settle(listObjects(kube, `${configApi}/clusteroperators`, clusterOperatorSchema, signal)),
    settle(
      listObjects(
        kube,
        '/apis/machineconfiguration.openshift.io/v1/machineconfigpools',
        machineConfigPoolSchema,
        signal,
      ),
    ),
    countObjects(kube, signal),
  ])
  if (version.error && nodes.error) throw version.error
  const status = clusterVersion.value?.status
  return {
    source: 'kubernetes_api',
    version: status?.desired?.version ?? version.value?.gitVersion ?? null,
    infrastructure: infrastructure.value?.status.platformStatus?.type ?? infrastructure.value?.status.platform ?? null,
    api_url: infrastructure.value?.status.apiServerURL ?? kube.server,
    nodes: (nodes.value ?? []).map(describeNode),
    counts,
    operators: operators.value ? sumUpOperators(operators.value) : null,
    machine_config_pools: (pools.value ?? []).map(describePool),
    notes: [
      ...unread('version', version),
      ...unread('nodes', nodes),
      ...unread('cluster version', clusterVersion),
      ...unread('infrastructure', infrastructure),
      ...unread('cluster operators', operators),
      ...unread('machine config pools', pools),
    ],
  }
}

// A resource that the cluster does not have is no fault: plain Kubernetes has none of OpenShift's.
function unread(part: string, { error }: Settled<unknown>): string[] {
  if (error === undefined || error.code === 'not_found') return []
  return [`${part} could not be read (${error.code}): ${error.message}${error.hint ? ` ${error.hint}` : ''}`]
}

const rolePrefix = 'node-role.kubernetes.io/'

function describeNode(node: NodeObject): ClusterNode {
  const { metadata, spec, status } = node
  const info = status?.nodeInfo
  const ready = conditionStatus(node, 'Ready')
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(rolePrefix))
    .map((label) => label.slice(rolePrefix.length))
  return {
    name: metadata.name,
    // `master` is the old name of `control-plane`; OpenShift's nodes carry both.
    roles: [...new Set(roles.map((role) => (role === 'master' ? 'control-plane' : role)))].sort(),
    cpu_cores: parseQuantity(status?.capacity?.cpu),
    memory_bytes: parseQuantity(status?.capacity?.memory),
    kubelet_version: info?.kubeletVersion ?? null,
    os_image: info?.osImage ?? null,
    kernel_version: info?.kernelVersion ?? null,
    container_runtime: info?.containerRuntimeVersion ?? null,
    architecture: info?.architecture ?? null,
    ready: ready === undefined ? null : ready === 'True',
    schedulable: !spec?.unschedulable,
    problems: (status?.conditions ?? []).flatMap(({ type, status }) =>
      type !== 'Ready' && status === 'True' ? [type] : [],
    ),
    created: metadata.creationTimestamp ?? null,
  }
}

function sumUpOperators(operators: readonly ClusterOperatorObject[]): ClusterOperators {
  const named = (keep: (operator: ClusterOperatorObject) => boolean) =>
    operators.filter(keep).map(({ metadata }) => metadata.name)
  return {
    total: operators.length,
    unavailable: named((operator) => !holds(operator, 'Available')),
    degraded: named((operator) => holds(operator, 'Degraded')),
    progressing: named((operator) => holds(operator, 'Progressing')),
  }
}

function describePool(pool: MachineConfigPoolObject): MachineConfigPool {
  const { metadata, status } = pool
  return {
    name: metadata.name,
    status: holds(pool, 'Degraded')
      ? 'degraded'
      : holds(pool, 'Updating')
        ? 'updating'
        : holds(pool, 'Updated')
          ? 'updated'
          : 'unknown',
    machines: status?.machineCount ?? null,
    updated: status?.updatedMachineCount ?? null,
    degraded: status?.degradedMachineCount ?? null,
  }
}
