import { AppError } from '@ocp-perf/errors'
import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import type { KubeApi } from '@ocp-perf/ocp-auth'
import { afterEach, expect, test } from 'vitest'
import { filledFields } from '../rows-by-field.ts'
import { type FakePrometheus, fakeKube, startFakePrometheus, testContext } from '../testing/index.ts'
import { readClusterInfo } from './read-cluster-info.ts'
import { clusterFields, clusterGroups } from './read-metrics.ts'
import { summarizeCluster } from './summarize-cluster.ts'

const started: FakePrometheus[] = []
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.close()
})

const read = async (kube: KubeApi | undefined, top = 10) => {
  const fake = await startFakePrometheus()
  started.push(fake)
  return readClusterInfo(testContext({ url: fake.url, kube }), { top }, new AbortController().signal)
}

interface NodeOptions {
  roles?: string[]
  ready?: string
  unschedulable?: boolean
  pressure?: boolean
}

const node = (
  name: string,
  { roles = ['worker'], ready = 'True', unschedulable = false, pressure = false }: NodeOptions = {},
) => ({
  metadata: {
    name,
    labels: Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, ''])),
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { unschedulable },
  status: {
    capacity: { cpu: '8', memory: '32Gi' },
    conditions: [
      { type: 'Ready', status: ready },
      { type: 'DiskPressure', status: pressure ? 'True' : 'False' },
    ],
    nodeInfo: { kubeletVersion: 'v1.31.1', kernelVersion: '5.14', architecture: 'amd64' },
  },
})
const operator = (name: string, conditions: Record<string, string>) => ({
  metadata: { name },
  status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
})
const fine = { Available: 'True', Degraded: 'False', Progressing: 'False' }
const config = '/apis/config.openshift.io/v1'

const openshift = {
  '/version': { gitVersion: 'v1.31.1' },
  '/api/v1/nodes': {
    metadata: {},
    items: [node('worker-0'), node('master-0', { roles: ['master', 'control-plane'] })],
  },
  [`${config}/clusterversions/version`]: { status: { desired: { version: '4.18.3' } } },
  [`${config}/infrastructures/cluster`]: {
    status: { platformStatus: { type: 'AWS' }, apiServerURL: 'https://api.c:6443' },
  },
  [`${config}/clusteroperators`]: { items: [operator('etcd', fine), operator('dns', fine)] },
  '/apis/machineconfiguration.openshift.io/v1/machineconfigpools': {
    items: [
      {
        metadata: { name: 'master' },
        status: {
          machineCount: 3,
          updatedMachineCount: 3,
          degradedMachineCount: 0,
          conditions: [{ type: 'Updated', status: 'True' }],
        },
      },
    ],
  },
  '/api/v1/pods': { metadata: { continue: 'abc', remainingItemCount: 411 }, items: [{}] },
  '/api/v1/namespaces': { metadata: {}, items: [{}] },
  '/api/v1/services': new AppError('forbidden', 'no'),
  '/api/v1/configmaps': { metadata: { continue: 'abc' }, items: [{}] },
}

test('OpenShift is described from its own objects, control plane first', async () => {
  const info = await read(fakeKube({ objects: openshift }))
  expect(info).toMatchObject({
    verdict: 'ok',
    source: 'kubernetes_api',
    version: '4.18.3',
    infrastructure: 'AWS',
    api_url: 'https://api.c:6443',
    roles: { 'control-plane': 1, worker: 1 },
    operators: { total: 2, unavailable: [], degraded: [], progressing: [] },
    machine_config_pools: [{ name: 'master', status: 'updated', machines: 3 }],
  })
  expect(info.nodes[0]).toMatchObject({
    name: 'master-0',
    roles: ['control-plane'],
    cpu_cores: 8,
    memory_bytes: 32 * 2 ** 30,
    ready: true,
  })
  expect(summarizeCluster(info)).toMatch(/^ok: .*4\.18\.3, AWS, 2 nodes: no node or operator reports a problem/)
})

test('objects are counted without listing them; a refused or unknown count is never 0', async () => {
  const kube = fakeKube({ objects: openshift })
  const { counts } = await read(kube)
  const count = (resource: string) => counts.find((one) => one.resource === resource)
  expect(count('pods')).toEqual({ resource: 'pods', count: 412 })
  expect(count('namespaces')).toEqual({ resource: 'namespaces', count: 1 })
  expect(count('services')).toEqual({ resource: 'services', count: null, reason: 'forbidden' })
  expect(count('configmaps')).toMatchObject({ count: null, reason: expect.stringContaining('does not say') })
  expect(count('egressips')).toEqual({ resource: 'egressips', count: null, reason: 'not installed' })
  expect(kube.asked.filter((path) => path.startsWith('/api/v1/pods'))).toEqual(['/api/v1/pods?limit=1'])
  expect(kube.asked.filter((path) => path.includes('secret'))).toEqual([])
})

test('all pages of the nodes are read', async () => {
  const pages = [
    { metadata: { continue: 'next page' }, items: [node('a')] },
    { metadata: {}, items: [node('b')] },
  ]
  const kube = fakeKube({ objects: openshift })
  const paged: KubeApi = {
    ...kube,
    get: async (path, options) => {
      if (!path.startsWith('/api/v1/nodes')) return kube.get(path, options)
      return path.includes('continue=next%20page') ? pages[1] : pages[0]
    },
  }
  const info = await read(paged, 1)
  expect(info.nodes.map(({ name }) => name)).toEqual(['a'])
  expect(info.omitted_nodes).toBe(1)
})

test('trouble is named worst first', async () => {
  const info = await read(
    fakeKube({
      objects: {
        ...openshift,
        '/api/v1/nodes': {
          items: [node('a', { pressure: true }), node('b', { ready: 'Unknown' }), node('c', { unschedulable: true })],
        },
        [`${config}/clusteroperators`]: {
          items: [operator('dns', { ...fine, Available: 'False' }), operator('etcd', { ...fine, Degraded: 'True' })],
        },
      },
    }),
  )
  expect(info.verdict).toBe('critical')
  expect(info.headline).toContain('nodes not ready: b')
  expect(info.nodes[0]).toMatchObject({ name: 'b', ready: false })
  expect(info.nodes.find(({ name }) => name === 'a')?.problems).toEqual(['DiskPressure'])
  expect(info.operators).toMatchObject({ unavailable: ['dns'], degraded: ['etcd'] })
})

test('plain Kubernetes lacks what only OpenShift has, without a note about it', async () => {
  const info = await read(
    fakeKube({ objects: { '/version': openshift['/version'], '/api/v1/nodes': openshift['/api/v1/nodes'] } }),
  )
  expect(info).toMatchObject({
    version: 'v1.31.1',
    operators: null,
    machine_config_pools: [],
    notes: [],
    verdict: 'ok',
  })
})

test('a part that may not be read is a note with the code, and the rest is there', async () => {
  const info = await read(
    fakeKube({
      objects: {
        ...openshift,
        [`${config}/clusteroperators`]: new AppError('forbidden', 'No.', { hint: 'Grant list.' }),
      },
    }),
  )
  expect(info.operators).toBeNull()
  expect(info.notes).toEqual(['cluster operators could not be read (forbidden): No. Grant list.'])
})

test('nodes that may not be listed are taken from metrics', async () => {
  const info = await read(fakeKube({ objects: { ...openshift, '/api/v1/nodes': new AppError('forbidden', 'No.') } }))
  expect(info).toMatchObject({ source: 'kubernetes_api', version: '4.18.3' })
  expect(info.nodes.map(({ name }) => name)).toEqual(['m1', 'm2', 'm3'])
  expect(info.notes.join()).toContain('nodes could not be read (forbidden)')
})

test('without a Kubernetes API metrics describe the nodes, and their unknown state is not called ok', async () => {
  const info = await read(undefined)
  expect(info).toMatchObject({ source: 'metrics', verdict: 'unknown', counts: [], operators: null })
  expect(info.nodes.map(({ name, ready }) => ({ name, ready }))).toEqual(
    ['m1', 'm2', 'm3'].map((name) => ({ name, ready: null })),
  )
})

test('an API server that answers nonsense is said to, and metrics take its place', async () => {
  const info = await read(fakeKube({ objects: { '/version': '<html>', '/api/v1/nodes': '<html>' } }))
  expect(info.source).toBe('metrics')
  expect(info.notes[0]).toContain('unexpected shape')
})

const nowhere = 'http://127.0.0.1:1'
const readFrom = (options: Parameters<typeof testContext>[0], top = 10) =>
  readClusterInfo(testContext(options), { top }, new AbortController().signal)

test('a Prometheus that is down leaves what the API server tells, without a platform', async () => {
  const info = await readFrom({ url: nowhere, kube: fakeKube({ objects: openshift }) })
  expect(info).toMatchObject({ cluster: 'lab', verdict: 'ok', source: 'kubernetes_api', version: '4.18.3' })
  expect(info.platform).toBeUndefined()
  expect(info.headline).toBe('version 4.18.3, AWS, 2 nodes: no node or operator reports a problem')
  expect(info.notes.join()).toContain('Prometheus could not be read (unreachable)')
  expect(summarizeCluster(info)).toContain('lab (https://api.c:6443), read from the Kubernetes API')
})

test('what was read stays when the nodes may not be listed and Prometheus is down, and no node is not 0 nodes', async () => {
  const objects = { ...openshift, '/api/v1/nodes': new AppError('forbidden', 'No.') }
  const info = await readFrom({ url: nowhere, kube: fakeKube({ objects }) })
  expect(info).toMatchObject({ verdict: 'no_data', version: '4.18.3', nodes: [], roles: {} })
  expect(info.headline).toMatch(/^version 4\.18\.3, AWS, nodes not read: /)
  expect(info.notes.join()).toContain('Prometheus could not be read (unreachable)')
})

test('metrics that cannot be measured leave what the API server tells', async () => {
  const fake = await startFakePrometheus()
  started.push(fake)
  fake.replies['/api/v1/query_range'] = { status: 503 }
  const objects = { ...openshift, '/api/v1/nodes': new AppError('forbidden', 'No.') }
  const info = await readFrom({ url: fake.url, kube: fakeKube({ objects }) })
  expect(info).toMatchObject({ platform: 'standalone', version: '4.18.3', nodes: [] })
  expect(info.notes.join()).toContain('Prometheus could not be read')
})

test('the call fails only when neither answers, and says so of both', async () => {
  const kube = fakeKube({
    objects: { '/version': new AppError('timeout', 'Slow.'), '/api/v1/nodes': new AppError('timeout', 'Slow.') },
  })
  await expect(readFrom({ url: nowhere, kube })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/The Kubernetes API could not be read either \(timeout\): Slow\./),
    hint: expect.any(String),
  })
  await expect(readFrom({ url: nowhere })).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.not.stringContaining('Kubernetes'),
  })
})

test('every node counts where many are read from metrics', async () => {
  const fake = await startFakePrometheus({ instances: Array.from({ length: 250 }, (_, index) => `n${index}`) })
  started.push(fake)
  const info = await readFrom({ url: fake.url })
  expect(info).toMatchObject({ source: 'metrics', omitted_nodes: 240, roles: { 'of unknown role': 250 } })
  expect(info.headline).toContain('250 nodes')
  expect(info.nodes).toHaveLength(10)
})

test('a cluster that is not configured is refused', async () => {
  const context = testContext({ url: nowhere })
  const reading = readClusterInfo(context, { cluster: 'north', top: 1 }, new AbortController().signal)
  await expect(reading).rejects.toMatchObject({ code: 'not_found' })
})

test('the metrics that a cluster is read from are in the catalog', () => {
  const catalog = loadCatalog(locateConfig({}, import.meta.url))
  expect(filledFields(catalog, clusterGroups)).toEqual(expect.arrayContaining([...clusterFields]))
})
