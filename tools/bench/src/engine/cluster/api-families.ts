import { processOf } from './etcd-families.ts'
import { across, constant, counter, doubling, type Family, gauge, histogram } from './family.ts'

const resources = ['pods', 'configmaps', 'leases', 'nodes', 'secrets', 'events']
const reads = ['GET', 'LIST']
const writes = ['POST', 'PUT', 'PATCH', 'DELETE']
const levels = [
  { priority_level: 'workload-high', flow_schema: 'kube-controller-manager' },
  { priority_level: 'workload-low', flow_schema: 'service-accounts' },
  { priority_level: 'node-high', flow_schema: 'system-node-high' },
]
const stored = ['pods', 'configmaps', 'secrets', 'services', 'namespaces', 'events', 'leases.coordination.k8s.io']

/** What one kube-apiserver exports that the catalog reads. */
export function apiFamilies(): Family[] {
  const bounds = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60]
  const requests = across({ resource: resources.slice(0, 3), verb: [...reads, 'PUT', 'PATCH'], subresource: [''] })
  return [
    histogram('apiserver_request_duration_seconds', 8, 0.01, bounds, requests),
    counter(
      'apiserver_request_total',
      6,
      across({ resource: resources, verb: [...reads, ...writes, 'WATCH'], code: ['200', '429', '504'] }),
    ),
    gauge('apiserver_current_inflight_requests', 12, 8, across({ request_kind: ['mutating', 'readOnly'] })),
    histogram(
      'etcd_request_duration_seconds',
      20,
      0.008,
      [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 5, 10],
      across({ operation: ['get', 'list', 'create', 'update'], type: ['pods', 'leases'] }),
    ),
    gauge('apiserver_storage_objects', 900, 40, across({ resource: stored })),
    histogram(
      'apiserver_flowcontrol_request_wait_duration_seconds',
      5,
      0.001,
      doubling(0.002, 12),
      levels.map((level) => ({ ...level, execute: 'true' })),
    ),
    histogram('apiserver_flowcontrol_request_execution_seconds', 5, 0.02, doubling(0.005, 12), levels),
    counter('apiserver_flowcontrol_dispatched_requests_total', 30, levels),
    counter('apiserver_flowcontrol_rejected_requests_total', 0.01, levels),
    gauge('apiserver_flowcontrol_current_inqueue_requests', 1, 1, levels),
    constant('kubernetes_build_info', 1, [{ git_version: 'v1.33.4', major: '1', minor: '33' }]),
    ...processOf(1.2, 3e9),
  ]
}
