import { type AnalyzerContext, diagnoseCluster, diagnoseLevels } from '@ocp-perf/analyzer'
import { createSimulation } from '@ocp-perf/cluster-sim'
import type { LevelWalk } from '@ocp-perf/panel'
import type { Labels } from '@ocp-perf/promql'
import { createEngineSource, createMemoryStore, type StoredSeries } from '@ocp-perf/promql-engine'
import { beforeAll, expect, test } from 'vitest'
import { loadKnowledge } from '../recording/open-recording.ts'
import { liveContext } from '../testing/live-context.ts'

const now = 1_795_010_400
const knowledge = loadKnowledge()

let simulated: readonly StoredSeries[] = []
beforeAll(async () => {
  const { store } = createSimulation({ seed: 'parts', nodes: 4, now: () => now, historySeconds: 2 * 3600 })
  simulated = await store.select([], { from: (now - 5400) * 1000, to: now * 1000 })
}, 60_000)

/** What becomes of a series' labels: undefined takes it away, and of several each has a series like it. */
type Change = (labels: Labels) => Labels | undefined | readonly Labels[]

/** A cluster as its Prometheus shows it now, made of a simulated OpenShift. */
async function ask<T>(changes: readonly Change[], question: (context: AnalyzerContext) => Promise<T>): Promise<T> {
  const series = simulated.flatMap(({ labels: given, ...columns }) => {
    const all = changes.reduce<Labels[]>((known, change) => known.flatMap((each) => change(each) ?? []), [given])
    return all.map((labels) => ({ labels, ...columns }))
  })
  const store = createMemoryStore(series)
  const context = liveContext(() => createEngineSource({ store, now: () => now }), { knowledge, now: () => now })
  try {
    return await question(context)
  } finally {
    await context.close()
  }
}

const window = { start_time: String(now - 3600), end_time: String(now) }
const walk = (...changes: Change[]) => ask(changes, (context) => diagnoseLevels(context, window))

const withoutJobs =
  (jobs: RegExp): Change =>
  (labels) =>
    jobs.test(labels.job ?? '') ? undefined : labels
const withoutPods =
  (pods: RegExp): Change =>
  (labels) =>
    pods.test(labels.pod ?? '') ? undefined : labels
/** The pods of multus become those of another network. */
const network =
  (pod: string, namespace: string): Change =>
  (labels) =>
    labels.pod?.startsWith('multus-') ? { ...labels, pod: labels.pod.replace('multus', pod), namespace } : labels

const noTargets = withoutJobs(/^ovnkube-/)
const noPods = withoutPods(/^ovnkube-/)

/** The same machines with Kubernetes as kube-prometheus-stack shows it. */
const kubernetes: Change = ({ namespace, ...labels }) => {
  if (labels.job === 'crio' || labels.job?.startsWith('cluster-')) return undefined
  if (namespace === undefined) return labels
  const place = namespace.startsWith('openshift-ovn')
    ? 'ovn-kubernetes'
    : namespace === 'openshift-monitoring'
      ? 'monitoring'
      : namespace.startsWith('openshift-')
        ? 'kube-system'
        : namespace
  return { ...labels, namespace: place }
}

/** A hand-written list of targets of these jobs. */
const standalone =
  (...jobs: string[]): Change =>
  ({ namespace: _, endpoint: _endpoint, pod = '', ...labels }) => {
    const { job = '', instance = '' } = labels
    if (!jobs.includes(job)) return undefined
    // The targets of a machine go by its name; a member of etcd is called after its own.
    return { ...labels, instance: job === 'etcd' ? `${pod.replace('etcd-', '')}:2379` : `${instance}:9100` }
  }

const missed = ({ levels }: LevelWalk) => levels.filter(({ part_of_cluster: isThere }) => !isThere).map(({ id }) => id)
const dark = ({ levels }: LevelWalk) =>
  levels.filter((level) => level.part_of_cluster && level.verdict !== 'ok').map(({ id }) => id)

const kubeProxy = network('kube-proxy', 'kube-system')

test('a Kubernetes with another network can be well: OVN and Open vSwitch are said to be no part of it', async () => {
  const walked = await walk(kubernetes, noTargets, noPods, kubeProxy)
  expect(walked).toMatchObject({
    verdict: 'ok',
    headline: 'No cause at any level; not part of this cluster: OVN control plane, OVS datapath',
    unseen: [],
  })
  expect(missed(walked)).toEqual(['ovn', 'ovs'])
  expect(walked.levels.find(({ id }) => id === 'ovn')).toMatchObject({
    verdict: 'no_data',
    says: expect.stringMatching(/this cluster has no OVN-Kubernetes: no target has .* set selectors\.ovnk/),
  })
  expect(walked.levels.find(({ id }) => id === 'workload')).toMatchObject({ verdict: 'ok', part_of_cluster: true })
})

test('it can where nothing but the list of pods tells that no OVN is among them', async () => {
  expect(await walk(kubernetes, noTargets, withoutPods(/^(ovnkube|multus)-/))).toMatchObject({ verdict: 'ok' })
})

test('nothing of OVN in targets alone is no evidence: its pods or its interfaces may be there, or nobody lists them', async () => {
  const withPods = await walk(kubernetes, noTargets, kubeProxy)
  const withInterfaces = await walk(kubernetes, noTargets, noPods, kubeProxy, (labels) =>
    labels.__name__ === 'node_network_up' ? [labels, { ...labels, device: 'ovs-system' }] : labels,
  )
  const unlisted = await walk(kubernetes, noTargets, withoutPods(/^(ovnkube|multus)-/), ({ pod, ...labels }) =>
    labels.__name__ === 'container_memory_working_set_bytes' ? undefined : { ...labels, ...(pod ? { pod } : {}) },
  )
  for (const walked of [withPods, withInterfaces, unlisted]) {
    expect(walked.verdict).toBe('unknown')
    expect(missed(walked)).toEqual([])
    expect(dark(walked)).toEqual(['ovn', 'ovs', 'workload'])
  }
})

test('a Kubernetes without its API servers and without their state is never well, for it has both', async () => {
  const walked = await walk(kubernetes, noTargets, noPods, kubeProxy, withoutJobs(/^(apiserver|kube-state-metrics)$/))
  expect(walked.verdict).toBe('unknown')
  expect(missed(walked)).toEqual(['ovn', 'ovs'])
  expect(dark(walked)).toEqual(['node', 'api'])
})

test('an OpenShift whose OVN is not scraped is never well, whether or not its pods are seen', async () => {
  for (const changes of [[noTargets], [noTargets, noPods], [noTargets, noPods, kubeProxy]]) {
    const walked = await walk(...changes)
    expect(walked.verdict).toBe('unknown')
    expect(missed(walked)).toEqual([])
    expect(dark(walked)).toEqual(['ovn', 'ovs', 'workload'])
  }
})

test('an OpenShift on which Calico runs in place of OVN can be well', async () => {
  const walked = await walk(noTargets, noPods, network('calico-node', 'calico-system'))
  expect(walked.verdict).toBe('ok')
  expect(missed(walked)).toEqual(['ovn', 'ovs'])
  expect(missed(await walk(noTargets, network('calico-node', 'calico-system')))).toEqual([])
})

test.each<[string, string[], LevelWalk['verdict'], string[], string[]]>([
  ['etcd and its machines', ['etcd', 'node-exporter'], 'ok', ['api', 'ovn', 'ovs', 'workload'], []],
  ['machines alone', ['node-exporter'], 'ok', ['etcd', 'api', 'ovn', 'ovs', 'workload'], []],
  ['etcd alone', ['etcd'], 'unknown', ['api', 'ovn', 'ovs', 'workload'], ['node', 'network']],
])(
  'of a list of targets with %s the rest is missing, but for the machines',
  async (_, jobs, verdict, without, unseen) => {
    const walked = await walk(standalone(...jobs))
    expect({ verdict: walked.verdict, without: missed(walked), unseen: dark(walked) }).toEqual({
      verdict,
      without,
      unseen,
    })
  },
)

test('machines that run pods have API servers somewhere, which nobody scrapes', async () => {
  const walked = await walk(standalone('node-exporter'), (labels) =>
    labels.__name__ === 'node_network_up' ? { ...labels, device: 'cni0' } : labels,
  )
  expect(dark(walked)).toContain('api')
})

test('a diagnosis of what is not there says so, and never that it is well', async () => {
  const { diagnosis } = await ask([kubernetes, noTargets, noPods, kubeProxy], (context) =>
    diagnoseCluster(context, 'ovnk', window),
  )
  expect(diagnosis).toMatchObject({
    verdict: 'no_data',
    headline: expect.stringMatching(/^Nothing to judge of OVN-Kubernetes: this cluster has no OVN-Kubernetes/),
    score: { value: null },
  })
})
