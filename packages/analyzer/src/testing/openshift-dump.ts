/** What becomes of a series: its value at a scrape, counted from 0; undefined is a scrape without it. */
type ValueAt = (scrape: number) => number | undefined

export interface DumpSeries {
  name: string
  labels: Readonly<Record<string, string>>
  value: number | ValueAt
}

export interface DumpOptions {
  /** Unix seconds of the last scrape. */
  end: number
  scrapes: number
  everySeconds: number
}

/** Series as `promtool tsdb dump-openmetrics` writes them: one after another, each in the order of time. */
export function dumpText(series: readonly DumpSeries[], { end, scrapes, everySeconds }: DumpOptions): string {
  const lines = series.flatMap(({ name, labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`)
    return Array.from({ length: scrapes }, (_, scrape) => {
      const sample = typeof value === 'number' ? value : value(scrape)
      const time = end - (scrapes - 1 - scrape) * everySeconds
      return sample === undefined ? '' : `${name}{${pairs.join(',')}} ${sample} ${time}\n`
    })
  })
  return `${lines.join('')}# EOF\n`
}

const masters = ['master-0', 'master-1', 'master-2']
const workers = ['worker-0']
const nodes = [...masters, ...workers]

/**
 * What `gather_metrics` takes of a small OpenShift: three masters of which `master-2` is cordoned, a worker that is under
 * disk pressure, three etcd members of which `etcd-master-1` leads, and one warning that fires.
 */
export function openshiftSeries(): DumpSeries[] {
  return [...scraped(), ...etcd(), ...kubeState(), ...clusterOperators(), ...alerts()]
}

const etcdLabels = (node: string) => ({
  job: 'etcd',
  namespace: 'openshift-etcd',
  pod: `etcd-${node}`,
  instance: `10.0.0.${nodes.indexOf(node) + 1}:9979`,
})
const kubeStateLabels = { job: 'kube-state-metrics', namespace: 'openshift-monitoring', instance: '10.128.0.9:8443' }
const apiServerLabels = {
  job: 'apiserver',
  namespace: 'default',
  apiserver: 'kube-apiserver',
  instance: '10.0.0.1:6443',
}

function scraped(): DumpSeries[] {
  const nodeExporters = nodes.map((instance) => ({ job: 'node-exporter', namespace: 'openshift-monitoring', instance }))
  return [
    ...[...masters.map(etcdLabels), ...nodeExporters, kubeStateLabels, apiServerLabels].map((labels) => ({
      name: 'up',
      labels,
      value: 1,
    })),
    ...nodeExporters.map((labels) => ({
      name: 'node_uname_info',
      labels: { ...labels, nodename: labels.instance, machine: 'x86_64', release: '5.14.0-427.el9.x86_64' },
      value: 1,
    })),
  ]
}

function etcd(): DumpSeries[] {
  return masters.flatMap((node, index): DumpSeries[] => {
    const labels = etcdLabels(node)
    return [
      { name: 'etcd_server_has_leader', labels, value: 1 },
      { name: 'etcd_server_is_leader', labels, value: index === 1 ? 1 : 0 },
      { name: 'etcd_server_version', labels: { ...labels, server_version: '3.5.16' }, value: 1 },
      { name: 'etcd_mvcc_db_total_size_in_bytes', labels, value: 200 * 2 ** 20 },
      { name: 'etcd_server_quota_backend_bytes', labels, value: 8 * 2 ** 30 },
      { name: 'etcd_server_proposals_committed_total', labels, value: (scrape) => 5000 + 300 * scrape },
    ]
  })
}

function kubeState(): DumpSeries[] {
  const series = (name: string, labels: Record<string, string>, value: number): DumpSeries => ({
    name,
    labels: { ...kubeStateLabels, ...labels },
    value,
  })
  return [
    ...nodes.flatMap((node, index) => [
      series(
        'kube_node_info',
        {
          node,
          kubelet_version: 'v1.31.6',
          kernel_version: '5.14.0-427.el9.x86_64',
          os_image: 'Red Hat Enterprise Linux CoreOS 418',
          container_runtime_version: 'cri-o://1.31.5',
        },
        1,
      ),
      series('kube_node_status_capacity', { node, resource: 'cpu', unit: 'core' }, 8),
      series('kube_node_status_capacity', { node, resource: 'memory', unit: 'byte' }, 32 * 2 ** 30),
      series('kube_node_status_condition', { node, condition: 'Ready', status: 'true' }, 1),
      series('kube_node_status_condition', { node, condition: 'DiskPressure', status: 'true' }, index === 3 ? 1 : 0),
      series('kube_node_spec_unschedulable', { node }, index === 2 ? 1 : 0),
      series('kube_node_created', { node }, 1_700_000_000),
      series('kube_node_role', { node, role: masters.includes(node) ? 'master' : 'worker' }, 1),
    ]),
    ...masters.map((node) => series('kube_node_role', { node, role: 'control-plane' }, 1)),
    ...masters.map((node) =>
      series('kube_pod_info', { namespace: 'openshift-etcd', pod: `etcd-${node}`, node, uid: `u-${node}` }, 1),
    ),
  ]
}

function clusterOperators(): DumpSeries[] {
  const labels = { job: 'cluster-version-operator', namespace: 'openshift-cluster-version', instance: '10.0.0.1:9099' }
  return [
    { name: 'cluster_version', labels: { ...labels, type: 'current', version: '4.18.9' }, value: 1_730_000_000 },
    { name: 'cluster_infrastructure_provider', labels: { type: 'BareMetal' }, value: 1 },
    { name: 'cluster_operator_up', labels: { ...labels, name: 'etcd' }, value: 1 },
    { name: 'cluster_operator_up', labels: { ...labels, name: 'network' }, value: 1 },
    { name: 'cluster_operator_conditions', labels: { ...labels, name: 'network', condition: 'Degraded' }, value: 1 },
    { name: 'apiserver_storage_objects', labels: { ...apiServerLabels, resource: 'pods' }, value: 312 },
    { name: 'apiserver_storage_objects', labels: { ...apiServerLabels, resource: 'secrets' }, value: 999 },
  ]
}

function alerts(): DumpSeries[] {
  const fires = (scrape: number) => (scrape < 4 ? undefined : 1)
  const labels = { alertname: 'NodeFilesystemSpaceFillingUp', severity: 'warning', namespace: 'openshift-monitoring' }
  return [
    { name: 'ALERTS', labels: { alertname: 'Watchdog', alertstate: 'firing', severity: 'none' }, value: 1 },
    { name: 'ALERTS', labels: { ...labels, alertstate: 'firing' }, value: fires },
    { name: 'ALERTS_FOR_STATE', labels, value: (scrape) => (scrape < 4 ? undefined : 1_795_000_000) },
  ]
}
