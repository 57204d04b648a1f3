import { readFile, stat, writeFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { join } from 'node:path'
import { type ClusterConfig, clusterConfigSchema, connect, diagnose, loadClusters } from '@ocp-perf/ocp-auth'
import { createPromClient } from '@ocp-perf/promql'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ask } from '../testing/ask.ts'
import { type OpenCluster, openCluster } from '../testing/open-cluster.ts'
import { startSimulatedCluster } from './start-simulated-cluster.ts'

const kubeconfigSchema = z.object({ users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]) })

async function adminToken({ kubeconfig }: OpenCluster): Promise<string> {
  return kubeconfigSchema.parse(parse(await readFile(kubeconfig, 'utf8'))).users[0].user.token
}

function configFor({ kubeconfig }: OpenCluster, settings: object = {}): ClusterConfig {
  return clusterConfigSchema.parse({ name: 'sim', kubernetes: { kubeconfig, ...settings } })
}

async function open(config: ClusterConfig, env: NodeJS.ProcessEnv = {}) {
  const connection = await connect(config, { env })
  if (connection.via === 'file' || connection.kube === undefined) throw new Error('An API was expected.')
  return { ...connection, kube: connection.kube }
}

test('the kubeconfig alone leads to the Thanos querier, which answers PromQL over the simulation', async () => {
  await using cluster = await openCluster()
  const env = { KUBECONFIG: cluster.kubeconfig }
  const { clusters } = await loadClusters({ configDir: cluster.folder, env })
  const [config] = clusters
  const connection = await open(clusterConfigSchema.parse(config), env)
  expect(connection).toMatchObject({
    via: 'kubeconfig',
    foundBy: 'Route thanos-querier in openshift-monitoring',
    warnings: [],
  })
  expect(connection.prometheus.url).toBe(cluster.thanosUrl)
  const prometheus = createPromClient({ endpoint: connection.prometheus })
  const { series } = await prometheus.instant('count(up)')
  expect(series[0]?.values[0]).toBe(5)
  await prometheus.close()
})

test('a token is requested for the service account that the configuration names', async () => {
  await using cluster = await openCluster()
  const { prometheus } = await open(configFor(cluster, { service_account: 'openshift-monitoring/prometheus-k8s' }))
  expect(await prometheus.authorization?.()).not.toContain(await adminToken(cluster))
  const client = createPromClient({ endpoint: prometheus })
  expect((await client.instant('up')).series).toHaveLength(5)
  await client.close()
})

test('every step of a diagnosis succeeds, exec included', async () => {
  await using cluster = await openCluster()
  const steps = await diagnose(configFor(cluster, { exec: true }), { env: {} })
  expect(steps.filter(({ outcome }) => outcome !== 'ok').map(({ step }) => step)).toEqual(['in-cluster'])
})

test('the least of accounts that the documents describe is enough to find and to ask Prometheus', async () => {
  await using cluster = await openCluster()
  const { kube } = await open(configFor(cluster))
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } }
  const reply = await kube.post('/api/v1/namespaces/ocp-perf/serviceaccounts/viewer/token', body)
  const { token } = z.object({ status: z.object({ token: z.string() }) }).parse(reply).status
  const text = await readFile(cluster.kubeconfig, 'utf8')
  const kubeconfig = join(cluster.folder, 'viewer.kubeconfig')
  await writeFile(kubeconfig, text.replace(await adminToken(cluster), token))
  const viewer = await open(clusterConfigSchema.parse({ name: 'viewer', kubernetes: { kubeconfig, exec: true } }))
  const client = createPromClient({ endpoint: viewer.prometheus })
  expect((await client.instant('up')).series).toHaveLength(5)
  await client.close()
  const exec = { namespace: 'openshift-etcd', pod: 'etcd-sim-master-0', container: 'etcdctl', command: ['etcdctl'] }
  await expect(viewer.kube.exec(exec)).rejects.toMatchObject({ code: 'forbidden' })
})

test('exec answers etcdctl over a WebSocket, with output and exit code apart', async () => {
  await using cluster = await openCluster()
  const { kube } = await open(configFor(cluster, { exec: true }))
  const run = (...command: string[]) =>
    kube.exec({ namespace: 'openshift-etcd', pod: 'etcd-sim-master-0', container: 'etcdctl', command })
  const members = await run('etcdctl', 'member', 'list', '-w', 'json', '--command-timeout=4s')
  expect(members).toMatchObject({ exitCode: 0, stderr: '' })
  expect(members.stdout).toContain('"name":"sim-master-2"')
  cluster.state.stopped.add('etcd-sim-master-1')
  const health = await run('etcdctl', 'endpoint', 'health', '--cluster', '-w', 'json')
  expect(health).toMatchObject({ exitCode: 1, stderr: 'Error: unhealthy cluster\n' })
  expect(await run('rm', '-rf', '/')).toMatchObject({ exitCode: 127, stdout: '' })
  cluster.state.away.add('sim-master-0')
  await expect(run('etcdctl')).rejects.toMatchObject({ message: expect.stringContaining('no route to host') })
})

test('an exec of an old kubectl, which speaks no WebSocket, is told what to use', async () => {
  await using cluster = await openCluster()
  const authorization = `Bearer ${await adminToken(cluster)}`
  const headers = { authorization, connection: 'upgrade', upgrade: 'SPDY/3.1' }
  const url = `${cluster.apiUrl}/api/v1/namespaces/openshift-etcd/pods/etcd-sim-master-0/exec?command=ls`
  const reply = await ask(url, { ca: cluster.ca, method: 'POST', headers })
  expect(reply).toMatchObject({ status: 400, text: expect.stringContaining('since 1.30') })
})

test('whoever brings no token or a wrong one is turned away by both servers', async () => {
  await using cluster = await openCluster()
  const { ca, apiUrl, thanosUrl } = cluster
  const queryPath = `${thanosUrl}/api/v1/query?query=up`
  const wrong = { authorization: 'Bearer sha256~wrong' }
  expect((await ask(`${apiUrl}/api/v1/nodes`, { ca, headers: wrong })).status).toBe(401)
  expect((await ask(`${apiUrl}/api/v1/nodes`, { ca })).status).toBe(403)
  expect(await ask(queryPath, { ca, headers: wrong })).toEqual({ status: 401, text: 'Unauthorized\n' })
  expect((await ask(queryPath, { ca })).status).toBe(401)
  const right = { authorization: `Bearer ${await adminToken(cluster)}` }
  expect((await ask(queryPath, { ca, headers: right })).status).toBe(200)
})

test('pages of other sites and rebound names reach nothing, and bodies have a limit', async () => {
  await using cluster = await openCluster()
  const { ca, apiUrl, thanosUrl } = cluster
  const authorization = `Bearer ${await adminToken(cluster)}`
  for (const url of [`${apiUrl}/api/v1/nodes`, `${thanosUrl}/api/v1/query?query=up`]) {
    expect((await ask(url, { ca, headers: { authorization, host: 'evil.example' } })).status).toBe(403)
    expect((await ask(url, { ca, headers: { authorization, origin: 'https://evil.example' } })).status).toBe(403)
  }
  const reviews = `${apiUrl}/apis/authentication.k8s.io/v1/selfsubjectreviews`
  const huge = {
    ca,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: 'x'.repeat(2 ** 21),
  }
  expect((await ask(reviews, huge)).status).toBe(413)
})

test('the kubeconfig is for nobody else, and no token is logged', async () => {
  await using cluster = await openCluster()
  expect((await stat(cluster.kubeconfig)).mode & 0o777).toBe(0o600)
  const token = await adminToken(cluster)
  await ask(`${cluster.apiUrl}/api/v1/none`, { ca: cluster.ca, headers: { authorization: `Bearer ${token}` } })
  expect(cluster.logged()).not.toContain(token)
})

test('closing is prompt, also with a client that never speaks, and gives the port back', async () => {
  await using cluster = await openCluster()
  const { hostname, port } = new URL(cluster.apiUrl)
  const silent = connectSocket(Number(port), hostname)
  silent.on('error', () => {})
  await new Promise((resolve) => silent.once('connect', resolve))
  const begun = performance.now()
  await cluster.close()
  expect(performance.now() - begun).toBeLessThan(2_000)
  const again = await startSimulatedCluster({ simulation: cluster.state, folder: cluster.folder, port: Number(port) })
  expect(again.apiUrl).toBe(cluster.apiUrl)
  await again.close()
})

test('a port that is taken, and a start that was given up, leave nothing behind', async () => {
  await using cluster = await openCluster()
  const options = { simulation: cluster.state, folder: cluster.folder }
  const port = Number(new URL(cluster.apiUrl).port)
  await expect(startSimulatedCluster({ ...options, port })).rejects.toMatchObject({ code: 'conflict' })
  await expect(startSimulatedCluster({ ...options, signal: AbortSignal.abort() })).rejects.toThrow('aborted')
})
