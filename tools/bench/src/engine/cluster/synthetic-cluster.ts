import type { Labels } from '@ocp-perf/promql'
import type { StoredSeries } from '@ocp-perf/promql-engine'
import { apiFamilies } from './api-families.ts'
import { type Course, histogramColumns, plainColumn, repeatableRandom } from './columns.ts'
import { etcdFamilies } from './etcd-families.ts'
import { constant, type Family, type Target } from './family.ts'
import { nodeFamilies } from './node-families.ts'
import { alertFamilies, clusterFamilies, containerFamilies, stateFamilies } from './platform-families.ts'

export interface ClusterOptions {
  seed: number
  /** Unix milliseconds of the first scrape; targets are scraped at their own offset after it. */
  start: number
  steps: number
  stepSeconds: number
}

const masters = ['master-0', 'master-1', 'master-2']
const workers = ['worker-0', 'worker-1', 'worker-2']
const nodes = [...masters, ...workers]
const memberIds = ['8e9e05c52164694d', '91bc3c398fb3c146', 'fd422379fda50e48']
// One scrape in this many fails.
const scrapesPerFailure = 400

/**
 * A day of an OpenShift cluster of six nodes as its Prometheus would hold it: the families that the catalog reads, with
 * the labels that they have there. The same for the same options.
 */
export function* syntheticCluster(options: ClusterOptions): Generator<StoredSeries> {
  let index = 0
  for (const target of targets()) {
    index++
    yield* scrape(target, repeatableRandom(options.seed * 1_000 + index), options)
  }
}

function* targets(): Generator<Target> {
  for (const [index, node] of masters.entries()) {
    const pod = `etcd-${node}`
    const peers = memberIds.filter((_, other) => other !== index)
    yield {
      labels: target('etcd', `10.0.0.${index + 1}:9979`, {
        endpoint: 'etcd-metrics',
        namespace: 'openshift-etcd',
        pod,
      }),
      families: etcdFamilies(peers, index === 0),
      ...(index === 2 ? { restartAt: 0.6 } : {}),
    }
    yield {
      labels: target('apiserver', `10.0.0.${index + 1}:6443`, { apiserver: 'kube-apiserver', namespace: 'default' }),
      families: apiFamilies(),
    }
  }
  for (const node of nodes) {
    yield { labels: target('node-exporter', node, { namespace: 'openshift-monitoring' }), families: nodeFamilies(node) }
    yield {
      labels: target('kubelet', `${node}:10250`, { metrics_path: '/metrics/cadvisor', node }),
      families: containerFamilies(masters.includes(node) ? `etcd-${node}` : undefined),
    }
  }
  const roles = nodes.map((name) => ({ name, role: masters.includes(name) ? 'control-plane' : 'worker' }))
  yield { labels: target('kube-state-metrics', '10.128.0.9:8443', {}), families: stateFamilies(roles) }
  yield { labels: target('cluster-version-operator', '10.0.0.1:9099', {}), families: clusterFamilies() }
  yield { labels: {}, families: alertFamilies() }
}

function target(job: string, instance: string, others: Labels): Labels {
  return { job, instance, ...others }
}

function* scrape(
  { labels, families, restartAt }: Target,
  random: () => number,
  { start, steps, stepSeconds }: ClusterOptions,
): Generator<StoredSeries> {
  const offset = Math.floor(random() * stepSeconds * 1000)
  const taken = Array.from({ length: steps }, (_, step) => step).filter(() => random() * scrapesPerFailure >= 1)
  const restartStep = restartAt === undefined ? undefined : Math.floor(restartAt * steps)
  const course: Course = { steps, stepSeconds, restartStep, random }
  const times = Float64Array.from(taken, (step) => start + offset + step * stepSeconds * 1000)
  const own = labels.job === undefined ? [] : ownSeries(start, restartStep === undefined ? undefined : restartStep)
  for (const family of [...families, ...own]) {
    const from = taken.findIndex((step) => step >= family.bornAt * steps)
    for (const series of family.labels) {
      for (const { name, extra, values } of columnsOf(family, course)) {
        yield {
          labels: { __name__: name, ...labels, ...withoutEmpty(series), ...extra },
          times: from === 0 ? times : times.slice(from),
          values: Float64Array.from(taken.slice(from), (step) => values[step] ?? Number.NaN),
        }
      }
    }
  }
}

/** `up` and the start of the process, which every target has. */
function ownSeries(start: number, restartStep: number | undefined): Family[] {
  return [constant('up', 1), constant('process_start_time_seconds', start / 1000 - 86_400 * (restartStep ? 1 : 9))]
}

function* columnsOf(
  { name, shape }: Family,
  course: Course,
): Generator<{ name: string; extra: Labels; values: Float64Array }> {
  if (shape.kind !== 'histogram') {
    yield { name, extra: {}, values: plainColumn(shape, course) }
    return
  }
  const { buckets, sums, counts } = histogramColumns(shape, course)
  for (const { bound, counts: below } of buckets) {
    yield { name: `${name}_bucket`, extra: { le: Number.isFinite(bound) ? String(bound) : '+Inf' }, values: below }
  }
  yield { name: `${name}_sum`, extra: {}, values: sums }
  yield { name: `${name}_count`, extra: {}, values: counts }
}

function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}
