import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DumpSeries, dumpText, type OfflineClient, offlineClient } from '@ocp-perf/analyzer/testing'
import { panelResultSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ovnkAnalyzer } from './ovnk-analyzer.ts'

const end = 1_790_000_000
const nodes = ['worker-1', 'worker-10', 'worker-100']
const ovn = 'openshift-ovn-kubernetes'
const state = { job: 'kube-state-metrics', namespace: 'openshift-monitoring' }

/** The pods of OVN-Kubernetes and of Multus on nodes whose names begin alike, as the pods' own do. */
const series = nodes.flatMap((node, place): DumpSeries[] => [
  { name: 'up', labels: { job: 'ovnkube-node', namespace: ovn, pod: `ovnkube-node-${node}` }, value: 1 },
  {
    name: 'ovn_controller_southbound_database_connected',
    labels: { job: 'ovnkube-node', namespace: ovn, pod: `ovnkube-node-${node}` },
    value: place === 1 ? 0 : 1,
  },
  { name: 'kube_pod_info', labels: { ...state, namespace: ovn, pod: `ovnkube-node-${node}`, node }, value: 1 },
  { name: 'kube_pod_info', labels: { ...state, namespace: 'openshift-multus', pod: `multus-${node}`, node }, value: 1 },
  {
    name: 'kube_pod_status_ready',
    labels: { ...state, namespace: 'openshift-multus', pod: `multus-${node}`, condition: 'true' },
    value: place === 2 ? 0 : 1,
  },
])

let offline: OfflineClient
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pods-'))
  writeFileSync(join(folder, 'dump.om'), dumpText(series, { end, scrapes: 241, everySeconds: 15 }))
  offline = await offlineClient(ovnkAnalyzer, join(folder, 'dump.om'))
})
afterAll(async () => {
  await offline[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const connected = 'ovn_controller_sb_connected'

async function rowsOf(metric: string, only?: Record<string, string[]>) {
  const { data, text, isError } = await offline.call('query_metric', { metric, duration: '30m', top: 100, only })
  expect(isError, text).toBe(false)
  const [measured] = panelResultSchema.parse(data).metrics
  return { rows: measured?.rows.map(({ labels }) => labels) ?? [], reason: measured?.reason }
}

test('what a pod tells is of its node and of no other whose name begins alike', async () => {
  const { rows } = await rowsOf(connected)
  expect(rows.map(({ pod, node }) => [pod, node]).sort()).toEqual(nodes.map((node) => [`ovnkube-node-${node}`, node]))
  expect((await rowsOf(connected, { node: ['worker-1'] })).rows).toEqual([
    { pod: 'ovnkube-node-worker-1', node: 'worker-1' },
  ])
  expect((await rowsOf(connected, { pod: ['ovnkube-node-worker-10'] })).rows).toEqual([
    { pod: 'ovnkube-node-worker-10', node: 'worker-10' },
  ])
})

test('the pods of Multus are told with their nodes as well, where they name none themselves', async () => {
  expect((await rowsOf('multus_pod_ready', { node: ['worker-100'] })).rows).toEqual([
    { pod: 'multus-worker-100', node: 'worker-100' },
  ])
})

test('a pod or node that is not there is no data, with those like it', async () => {
  const { rows, reason } = await rowsOf(connected, { node: ['worker-11'] })
  expect(rows).toEqual([])
  expect(reason).toMatch(/^no node is worker-11; there is worker-1/)
  expect((await rowsOf(connected, { pod: ['ovnkube-node-worker-12'] })).reason).toMatch(
    /^no pod is ovnkube-node-worker-12; there is ovnkube-node-worker-1/,
  )
})

const measuring = ovnkAnalyzer.tools.filter(({ input }) => 'duration' in input.shape).map(({ name }) => name)

describe.each(measuring)('%s', (tool) => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an argument that there is not', { durration: '1h' }, /duration/],
    ['a duration that is none', { duration: 'garbage' }, /1h30m/],
    ['a time in the future', { end_time: '2999-01-01T00:00:00Z' }, /lies after the end/],
    ['an unknown cluster', { cluster: 'nowhere' }, /Clusters are/],
  ])('refuses %s with the next step', async (_, input, message) => {
    const { isError, text } = await offline.call(tool, input)
    expect(isError).toBe(true)
    expect(text).toMatch(message)
  })
})
