import { across, constant, counter, type Family, gauge } from './family.ts'

const conditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']
const operators = ['etcd', 'kube-apiserver', 'monitoring', 'network', 'ingress']
const groups = ['/kubepods.slice', '/system.slice', '/system.slice/kubelet.service', '/system.slice/crio.service']

/** What kube-state-metrics says of the nodes. */
export function stateFamilies(nodes: readonly { name: string; role: string }[]): Family[] {
  const named = across({ node: nodes.map(({ name }) => name) })
  return [
    constant(
      'kube_node_role',
      1,
      nodes.map(({ name, role }) => ({ node: name, role })),
    ),
    constant(
      'kube_node_info',
      1,
      named.map((node) => ({ ...node, ...software })),
    ),
    constant(
      'kube_node_status_capacity',
      8,
      named.map((node) => ({ ...node, resource: 'cpu', unit: 'core' })),
    ),
    constant(
      'kube_node_status_capacity',
      2 ** 35,
      named.map((node) => ({ ...node, resource: 'memory', unit: 'byte' })),
    ),
    ...conditions.map((condition) =>
      constant(
        'kube_node_status_condition',
        condition === 'Ready' ? 1 : 0,
        named.map((node) => ({ ...node, condition, status: 'true' })),
      ),
    ),
    constant('kube_node_spec_unschedulable', 0, named),
    constant('kube_node_created', 1_760_000_000, named),
  ]
}

const software = {
  kubelet_version: 'v1.33.4',
  kernel_version: '5.14.0-570.el9.x86_64',
  os_image: 'Red Hat Enterprise Linux CoreOS 9.6',
  container_runtime_version: 'cri-o://1.33.4',
}

/** What the cluster version operator says. */
export function clusterFamilies(): Family[] {
  return [
    constant('cluster_version', 1, [{ type: 'current', version: '4.20.3' }]),
    constant('cluster_infrastructure_provider', 1, [{ type: 'AWS', region: 'eu-west-1' }]),
    constant('cluster_operator_up', 1, across({ name: operators })),
    constant('cluster_operator_conditions', 0, across({ name: operators, condition: ['Degraded', 'Progressing'] })),
  ]
}

/** What one node's cAdvisor exports; `etcdPod` where a member runs there. */
export function containerFamilies(etcdPod: string | undefined): Family[] {
  const services = across({ id: groups })
  const member = { namespace: 'openshift-etcd', pod: etcdPod ?? '' }
  const ofMember = etcdPod === undefined ? [] : ['etcd', 'etcdctl'].map((container) => ({ ...member, container }))
  return [
    counter('container_cpu_usage_seconds_total', 0.3, [...services, ...ofMember], { whole: false }),
    gauge('container_memory_working_set_bytes', 1e9, 1e8, [...services, ...ofMember]),
    counter(
      'container_fs_writes_bytes_total',
      9e5,
      etcdPod === undefined ? [] : [{ ...member, device: '/dev/nvme0n1' }],
    ),
  ]
}

/** What Prometheus' own rules make: alerts, of which one is always there. */
export function alertFamilies(): Family[] {
  const watchdog = { alertname: 'Watchdog', severity: 'none' }
  const warning = { alertname: 'KubePodNotReady', severity: 'warning', namespace: 'demo' }
  return [
    constant('ALERTS', 1, [
      { ...watchdog, alertstate: 'firing' },
      { ...warning, alertstate: 'firing' },
    ]),
    constant('ALERTS_FOR_STATE', 1_790_000_000, [watchdog, warning]),
  ]
}
