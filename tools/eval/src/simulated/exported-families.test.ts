import { listDomains, loadRules } from '@ocp-perf/analysis'
import { createSimulation } from '@ocp-perf/cluster-sim'
import { loadCatalog, loadProfiles, locateConfig, metricNamesOf } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'

/** Statistics that node_exporter leaves out unless it is told, as OpenShift's is not. */
const leftOut = [
  'Ip_ForwDatagrams',
  'Ip6_OutForwDatagrams',
  'Ip_InDiscards',
  'Ip6_InDiscards',
  'Ip_OutDiscards',
  'Ip6_OutDiscards',
  'Ip_InHdrErrors',
  'Ip6_InHdrErrors',
  'Ip_OutNoRoutes',
  'Ip6_OutNoRoutes',
  'Ip_FragFails',
  'Ip6_FragFails',
  'Ip_ReasmFails',
  'Ip6_ReasmFails',
  'Icmp_OutErrors',
  'Icmp6_OutErrors',
  'Tcp_AttemptFails',
  'Tcp_EstabResets',
  'TcpExt_TCPMemoryPressures',
].map((name) => `node_netstat_${name}`)

/** What the servers read and a simulated OpenShift does not have, and why. */
const absent: Readonly<Record<string, string>> = {
  ...Object.fromEntries(leftOut.map((name) => [name, 'left out unless told'])),
  'resource_verb:apiserver_request_duration_seconds_bucket:rate:5m':
    'a recording rule, which the catalog can do without',
  'resource_verb:apiserver_request_total:rate5m': 'a recording rule, which the catalog can do without',
  'operation:etcd_request_duration_seconds_bucket:rate5m': 'a recording rule, which the catalog can do without',
  'flow_schema_priority_level:apiserver_flowcontrol_request_wait_duration_seconds_bucket:rate5m':
    'a recording rule, which the catalog can do without',
  'flow_schema_priority_level_le:apiserver_flowcontrol_request_execution_seconds_bucket:rate5m':
    'a recording rule, which the catalog can do without',
  node_bonding_slaves: 'no node has a bond',
  node_bonding_active: 'no node has a bond',
  apiserver_resource_objects: 'the name that Kubernetes 1.34 gives apiserver_storage_objects',
  etcd_network_disconnected_peers_total: 'born by the first lost connection',
  etcd_network_peer_received_failures_total: 'born by the first failure',
  etcd_network_peer_sent_failures_total: 'born by the first failure',
  etcd_network_snapshot_send_success: 'born by the first snapshot that is sent',
  ALERTS_FOR_STATE: 'there only while an alert is pending or fires, of which a healthy cluster has but the watchdog',
  apiserver_flowcontrol_rejected_requests_total: 'born by the first rejection',
}

/** Families of which each has the same reason. */
const absentKinds: readonly [RegExp, string][] = [
  [/^ovnkube_master_(?!libovsdb)/, 'the names before each node had a control plane of its own'],
  [/^ovn_db_cluster_/, 'no database is in a Raft cluster'],
  [/^ovn_db_db_size$/, 'the older name of ovn_db_db_size_bytes'],
  [/user_defined_networks$/, 'no network is defined by users'],
  [/^container_cpu_cfs_/, 'no pod of the network has a limit of CPU'],
  [/_microseconds$/, 'the older unit of CRI-O'],
  [/last_terminated_reason$/, 'no container ended'],
]

const config = locateConfig({}, import.meta.url)

/** The names that a diagnosis of any domain reads, and the tools of the servers that there are. */
function familiesRead(): ReadonlySet<string> {
  const catalog = loadCatalog(config)
  const diagnosed = listDomains(config).flatMap((domain) => loadRules(config, domain, catalog).domain.groups)
  const shared = [...catalog.groups.keys()].filter((name) => /^(alerts|cluster|network)\//.test(name))
  const expressions = [...new Set([...diagnosed, ...shared])]
    .flatMap((name) => catalog.group(name).metrics)
    .flatMap(({ query, fallback = '' }) => [query, fallback])
  const lookups = loadProfiles(config).flatMap((profile) => profile.lookups.map(({ query }) => query))
  return new Set([...expressions, ...lookups].flatMap((expression) => metricNamesOf(expression).names))
}

test('every family that the servers read is exported, or is named here with the reason', async () => {
  const now = 1_795_003_200
  const { store } = createSimulation({ seed: 'families', now: () => now, historySeconds: 3600 })
  const sets = await store.labelSets([], { from: (now - 600) * 1000, to: now * 1000 })
  const exported = new Set(sets.flatMap(({ __name__ }) => __name__ ?? []))
  const missing = [...familiesRead()].filter((name) => !exported.has(name))
  const isKnown = (name: string) => absent[name] !== undefined || absentKinds.some(([kind]) => kind.test(name))
  expect(missing.filter((name) => !isKnown(name))).toEqual([])
  expect(Object.keys(absent).filter((name) => exported.has(name))).toEqual([])
  for (const [kind] of absentKinds) {
    expect([...exported].filter((name) => kind.test(name))).toEqual([])
    expect(missing.some((name) => kind.test(name))).toBe(true)
  }
})
