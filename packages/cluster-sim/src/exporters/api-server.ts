import { type FlowSchema, priorityLevels, type RequestKind, requestKinds } from '../model/api-requests.ts'
import { type ApiServer, etcdOperations } from '../model/api-server.ts'
import type { Model } from '../model/model.ts'
import { software } from '../model/software.ts'
import type { Counter, Family, Target } from '../samples/family.ts'
import { answering } from './answering.ts'
import { counters, gauge, gauges, histograms } from './families.ts'

const requestBounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]
const executionBounds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].slice(1)
const flows = Object.keys(priorityLevels) as FlowSchema[]

/** The API servers of Kubernetes; OpenShift's own are not simulated. */
export function apiServerTargets(model: Model): readonly Target[] {
  return model.apiServers.map((server): Target => {
    const node = model.nodes.find(({ node: { name } }) => name === server.node)
    return {
      labels: {
        job: 'apiserver',
        apiserver: 'kube-apiserver',
        namespace: 'default',
        service: 'kubernetes',
        endpoint: 'https',
        instance: `${node?.node.address ?? ''}:6443`,
      },
      families: [...requestFamilies(server), ...flowFamilies(server), ...storageFamilies(server, model)],
      starts: node?.boots ?? [],
      ...answering(`apiserver ${server.node}`, 30, 0.4, (time) => node?.runs(time) ?? false),
    }
  })
}

function requestFamilies(server: ApiServer): readonly Family[] {
  return [
    counters(
      'apiserver_request_total',
      'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
      () => [...requestKinds.flatMap((kind) => answersTo(kind, server)), watches],
    ),
    histograms(
      'apiserver_request_duration_seconds',
      'Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.',
      () =>
        requestKinds.map((kind) => ({
          labels: labelsOf(kind),
          rate: server.rate(kind),
          latency: server.latency(kind),
          bounds: requestBounds,
        })),
    ),
    gauges(
      'apiserver_current_inflight_requests',
      'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
      () =>
        [false, true].map((mutating) => ({
          labels: { request_kind: mutating ? 'mutating' : 'readOnly' },
          // Those that are told are the most of a second.
          value: (time) => 1 + 3 * server.underWay(mutating)(time),
          noise: 0.4,
          whole: true,
        })),
    ),
  ]
}

const watches: Counter = {
  labels: {
    verb: 'WATCH',
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: '',
    scope: 'cluster',
    component: 'apiserver',
    code: '200',
  },
  rate: () => 0.15,
  whole: true,
}

function labelsOf({ verb, group, resource, subresource = '', scope }: RequestKind) {
  return { verb, group, version: 'v1', resource, subresource, scope, component: 'apiserver', dry_run: '' }
}

function answersTo(kind: RequestKind, server: ApiServer): readonly Counter[] {
  const labels = labelsOf(kind)
  const errors = server.errors(kind)
  const rate = server.rate(kind)
  const good = kind.verb === 'POST' ? '201' : '200'
  const answered: Counter = {
    labels: { ...labels, code: good },
    rate: (time) => Math.max(0, rate(time) - errors(time)),
    whole: true,
    noise: 0.08,
  }
  if (kind.needs !== 'write') return [answered]
  return [
    answered,
    { labels: { ...labels, code: '409' }, rate: (time) => 0.004 * rate(time), whole: true, noise: 0.3 },
    { labels: { ...labels, code: '500' }, rate: errors, whole: true },
  ]
}

function flowFamilies(server: ApiServer): readonly Family[] {
  const each = <T>(
    make: (flow: FlowSchema, labels: { flow_schema: string; priority_level: string }) => T,
  ): readonly T[] => flows.map((flow) => make(flow, { flow_schema: flow, priority_level: priorityLevels[flow] }))
  return [
    counters(
      'apiserver_flowcontrol_dispatched_requests_total',
      'Number of requests executed by API Priority and Fairness subsystem',
      () => each((flow, labels) => ({ labels, rate: server.flowRate(flow), whole: true, noise: 0.08 })),
    ),
    counters(
      'apiserver_flowcontrol_rejected_requests_total',
      'Number of requests rejected by API Priority and Fairness subsystem',
      () => each((_, labels) => ({ labels: { ...labels, reason: 'queue-full' }, total: () => 0, bornByEvent: true })),
    ),
    gauges(
      'apiserver_flowcontrol_current_inqueue_requests',
      'Number of requests currently pending in queues of the API Priority and Fairness subsystem',
      () => each((flow, labels) => ({ labels, value: server.flowQueue(flow), whole: true })),
    ),
    histograms(
      'apiserver_flowcontrol_request_wait_duration_seconds',
      'Length of time a request spent waiting in its queue',
      () =>
        each((flow, labels) => ({
          labels: { ...labels, execute: 'true' },
          rate: server.flowRate(flow),
          latency: server.flowWait(flow),
          bounds: executionBounds,
        })),
    ),
    histograms(
      'apiserver_flowcontrol_request_execution_seconds',
      'Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution',
      () =>
        each((flow, labels) => ({
          labels: { ...labels, type: 'regular' },
          rate: server.flowRate(flow),
          latency: server.flowLatency(flow),
          bounds: executionBounds,
        })),
    ),
  ]
}

/** Objects of a cluster, of which a part comes with each node. */
const objects: Readonly<Record<string, { base: number; perNode: number }>> = {
  pods: { base: 190, perNode: 18 },
  secrets: { base: 1150, perNode: 6 },
  configmaps: { base: 720, perNode: 4 },
  events: { base: 900, perNode: 35 },
  'events.events.k8s.io': { base: 40, perNode: 2 },
  'leases.coordination.k8s.io': { base: 110, perNode: 1 },
  'replicasets.apps': { base: 260, perNode: 3 },
  'deployments.apps': { base: 110, perNode: 1 },
  'rolebindings.rbac.authorization.k8s.io': { base: 420, perNode: 0 },
  'clusterroles.rbac.authorization.k8s.io': { base: 330, perNode: 0 },
  'customresourcedefinitions.apiextensions.k8s.io': { base: 190, perNode: 0 },
  'networkpolicies.networking.k8s.io': { base: 24, perNode: 0 },
  namespaces: { base: 74, perNode: 0.5 },
  services: { base: 108, perNode: 0.6 },
  'endpointslices.discovery.k8s.io': { base: 112, perNode: 0.6 },
  serviceaccounts: { base: 460, perNode: 1 },
  nodes: { base: 0, perNode: 1 },
}

function storageFamilies(server: ApiServer, { topology, load }: Model): readonly Family[] {
  const nodes = topology.nodes.length
  return [
    histograms(
      'etcd_request_duration_seconds',
      'Etcd request latency in seconds for each operation and object type.',
      () =>
        etcdOperations.map((operation) => ({
          labels: { operation, type: '*core.Pod', group: '', resource: 'pods' },
          rate: server.etcdRate(operation),
          latency: server.etcdLatency(operation),
          bounds: requestBounds,
        })),
    ),
    gauges('apiserver_storage_objects', 'Number of stored objects at the time of last check split by kind.', () =>
      Object.entries(objects).map(([resource, { base, perNode }]) => ({
        labels: { resource },
        value: (time) => (base + perNode * nodes) * (resource.startsWith('events') ? 0.6 + 0.4 * load.factor(time) : 1),
        whole: true,
      })),
    ),
    gauge(
      'kubernetes_build_info',
      'A metric with a constant 1 value labeled by the version Kubernetes was built from.',
      () => 1,
      {
        labels: { git_version: software.kubernetes, major: '1', minor: '31', platform: 'linux/amd64' },
      },
    ),
  ]
}
