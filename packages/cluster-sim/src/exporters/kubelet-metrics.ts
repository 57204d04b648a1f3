import type { Model } from '../model/model.ts'
import type { NodeState } from '../model/node-state.ts'
import { scaled } from '../model/signals.ts'
import type { Family, Gauge, Signal, Target } from '../samples/family.ts'
import { answering } from './answering.ts'
import { counter, gauge, gauges } from './families.ts'
import { resident, services } from './kubelet-services.ts'
import { type SharedState, scaledGauge, sharedByKind, stageHistogram, stageHistograms } from './ovn/shared-families.ts'

const startBounds = [
  0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800, 2700, 3600,
]
const defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const pullBounds = [1, 5, 10, 20, 30, 60, 180, 300, 600, 900, 1200, 1800, 2700, 3600]

const ofKubelet = sharedByKind(kubeletFamilies)
const ofRuntime = sharedByKind(runtimeFamilies)

/** What kubelets and the runtime beside them tell of their own work. */
export function kubeletMetricsTargets({ nodes }: Model): readonly Target[] {
  return nodes.flatMap((state) => [
    targetOf(state, { job: 'kubelet', port: 10_250, families: ofKubelet(state), scrapeSeconds: 0.06 }),
    targetOf(state, { job: 'crio', port: 9637, families: ofRuntime(state), scrapeSeconds: 0.02 }),
  ])
}

interface Scraped {
  job: string
  port: number
  families: readonly Family[]
  scrapeSeconds: number
}

function targetOf({ node, network, boots, runs }: NodeState, { job, port, families, scrapeSeconds }: Scraped): Target {
  return {
    labels: {
      job,
      namespace: 'kube-system',
      service: 'kubelet',
      endpoint: 'https-metrics',
      metrics_path: '/metrics',
      node: node.name,
      instance: `${node.address}:${port}`,
    },
    families,
    factor: network.factor,
    starts: boots,
    ...answering(`${job} metrics ${node.name}`, 30, scrapeSeconds, runs),
  }
}

function kubeletFamilies(state: SharedState): readonly Family[] {
  const { start } = state.ovn
  return [
    stageHistogram(
      'kubelet_pod_start_sli_duration_seconds',
      'Duration in seconds to start a pod, excluding time to pull images and run init containers',
      startBounds,
      start.withoutPull,
    ),
    stageHistogram(
      'kubelet_pod_start_duration_seconds',
      'Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run',
      startBounds,
      start.withPull,
    ),
    stageHistograms(
      'kubelet_pod_worker_duration_seconds',
      'Duration in seconds to sync a single pod. Broken down by operation type: create, update, or sync',
      defaultBounds,
      Object.entries(start.passes).map(([operation_type, stage]) => ({ labels: { operation_type }, stage })),
    ),
    stageHistogram(
      'kubelet_run_podsandbox_duration_seconds',
      'Duration in seconds of the run_podsandbox operations.',
      defaultBounds,
      start.sandbox,
    ),
    stageHistograms('kubelet_image_pull_duration_seconds', 'Duration in seconds to pull an image.', pullBounds, [
      { labels: { image_size_in_bytes: '100MB-500MB' }, stage: start.pull },
    ]),
    stageHistogram(
      'kubelet_pleg_relist_duration_seconds',
      'Duration in seconds for relisting pods in PLEG.',
      defaultBounds,
      start.relist,
    ),
    scaledGauge('kubelet_running_pods', 'Number of pods that have a running pod sandbox', start.running, {
      whole: true,
    }),
    ...processFamilies(state, '/system.slice/kubelet.service'),
  ]
}

/** The same shares of the node as its control group has. */
function processFamilies({ cpu, memoryUsed }: SharedState, id: string): readonly Family[] {
  const { cpu: share = 0, memory = 0 } = services.find((service) => service.id === id) ?? {}
  return [
    counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', cpu.busy, {
      factor: share,
    }),
    gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', scaled(memoryUsed, resident * memory), {
      whole: true,
    }),
  ]
}

/** Asking for what is gone fails on a good day too. */
const askedInVain: Signal = () => 0.004
/** What Multus and the runtime add to a pod's network. Seconds. */
const beforeNetwork = 0.12

function runtimeFamilies(state: SharedState): readonly Family[] {
  const { start, setup } = state.ovn
  // That of the last operation, each time another one.
  const lasted = (operation: string, seconds: Signal): Gauge => ({
    labels: { operation },
    value: seconds,
    noise: 0.15,
  })
  const network: Signal = (time) => beforeNetwork + setup.add.delay(time).median
  return [
    gauges('container_runtime_crio_operations_latency_seconds', 'Latency in seconds of CRI-O operations.', () => [
      lasted('network_setup_pod', network),
      lasted('network_setup_overall', network),
      lasted('RunPodSandbox', (time) => start.sandbox.delay(time).median),
      lasted('PullImage', (time) => start.pull.delay(time).median),
    ]),
    {
      type: 'counter',
      name: 'container_runtime_crio_operations_errors_total',
      help: 'Cumulative number of CRI-O operation errors by operation type.',
      series: (factor = 1) => [
        { labels: { operation: 'ContainerStatus' }, rate: askedInVain, whole: true },
        { labels: { operation: 'RunPodSandbox' }, rate: start.sandboxFailures, factor, whole: true },
      ],
    },
    ...processFamilies(state, '/system.slice/crio.service'),
  ]
}
