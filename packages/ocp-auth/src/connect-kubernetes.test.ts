import { expect, test } from 'vitest'
import { probeQuery } from './probe.ts'
import { userWith } from './testing/fake-user.ts'
import { certificateUser } from './testing/kubeconfig.ts'
import type { FakeService } from './testing/objects.ts'
import { connectWith, openTestLab, type TestLab } from './testing/test-lab.ts'

const stack: FakeService = {
  namespace: 'monitoring',
  name: 'kps-prometheus',
  labels: { app: 'kube-prometheus-stack-prometheus' },
  ports: [
    { name: 'http-web', port: 9090 },
    { name: 'reloader-web', port: 8080 },
  ],
}
const jsonnet: FakeService = {
  namespace: 'monitoring',
  name: 'prometheus-k8s',
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: [
    { name: 'web', port: 9090 },
    { name: 'reloader-web', port: 8080 },
  ],
}
const sidecar: FakeService = {
  namespace: 'monitoring',
  name: 'a-thanos-sidecar',
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: [
    { name: 'grpc', port: 10901 },
    { name: 'http', port: 10902 },
  ],
}
const operated: FakeService = {
  namespace: 'observability',
  name: 'prometheus-operated',
  ports: [{ name: 'web', port: 9090 }],
}
const secure: FakeService = { ...jsonnet, ports: [{ name: 'https', port: 9091 }] }

async function connectTo(lab: TestLab, user: object, services: FakeService[], settings: object = {}) {
  lab.cluster.services = services
  return await connectWith({ kubernetes: { kubeconfig: await lab.kubeconfig(user), ...settings } })
}

test.each([
  ["the chart's service before others", [operated, jsonnet, stack], 'monitoring', 'http:kps-prometheus:9090'],
  ["kube-prometheus' service, not its Thanos sidecar's", [sidecar, jsonnet], 'monitoring', 'http:prometheus-k8s:9090'],
  ['the operated service where there is no other', [operated], 'observability', 'http:prometheus-operated:9090'],
  ['a service that speaks https', [secure], 'monitoring', 'https:prometheus-k8s:9091'],
])('plain Kubernetes: %s is asked through the API server', async (_, services, namespace, target) => {
  await using lab = await openTestLab({ openshift: false })
  const connection = await connectTo(lab, { token: 'admin-token' }, services)
  expect(connection.prometheus.url).toBe(`${lab.cluster.url}/api/v1/namespaces/${namespace}/services/${target}/proxy`)
  expect(connection.warnings).toEqual([])
  expect(await probeQuery(connection.prometheus)).toBeGreaterThan(0)
  expect(lab.cluster.requests.at(-1)).toMatchObject({ method: 'POST', user: 'admin' })
})

test('a client certificate is enough there, since the API server checks it', async () => {
  await using lab = await openTestLab({ openshift: false })
  const { prometheus } = await connectTo(lab, certificateUser(), [stack])
  expect(await probeQuery(prometheus)).toBeGreaterThan(0)
  expect(lab.cluster.requests.at(-1)?.user).toBe('admin')
})

test('among several of a kind the one where it usually is comes first, then by name, and the others are named', async () => {
  await using lab = await openTestLab({ openshift: false })
  const others = ['b-team', 'a-team'].map((namespace) => ({ ...stack, namespace }))
  const { foundBy, warnings } = await connectTo(lab, { token: 'admin-token' }, [...others, stack])
  expect(foundBy).toContain('kps-prometheus in monitoring')
  expect(warnings).toEqual([expect.stringContaining('a-team/kps-prometheus, b-team/kps-prometheus')])
})

test('an account that may list the services of one namespace finds the one there', async () => {
  await using lab = await openTestLab({ openshift: false })
  const may = userWith('dev', 'dev-token', (rule) => 'resource' in rule && rule.namespace === 'monitoring')
  lab.cluster.users.push(may)
  const { prometheus } = await connectTo(lab, { token: 'dev-token' }, [operated, stack])
  expect(prometheus.url).toContain('/namespaces/monitoring/services/http:kps-prometheus:9090/proxy')
})

test('an account that may list no services is told the rule and the way around it', async () => {
  await using lab = await openTestLab({ openshift: false })
  await expect(connectTo(lab, { token: 'viewer-token' }, [stack])).rejects.toMatchObject({
    code: 'forbidden',
    hint: expect.stringMatching(/resources: \["services"\], verbs: \["list"\].*kubernetes\.prometheus_service/),
  })
})

test('a service named in the configuration is used without looking, with its port or by reading it', async () => {
  await using lab = await openTestLab({ openshift: false })
  const withPort = await connectTo(lab, { token: 'viewer-token' }, [], { prometheus_service: 'team-a/prom:web' })
  expect(withPort.prometheus.url).toContain('/namespaces/team-a/services/http:prom:web/proxy')
  expect(lab.cluster.requests).toEqual([])
  const read = await connectTo(lab, { token: 'admin-token' }, [stack], {
    prometheus_service: 'monitoring/kps-prometheus',
  })
  expect(read.prometheus.url).toContain('http:kps-prometheus:9090')
})

test.each([
  ['is not there', []],
  ['has no port of a Prometheus', [sidecar]],
])('a named service that %s is not found', async (_, services) => {
  await using lab = await openTestLab({ openshift: false })
  const settings = { prometheus_service: 'monitoring/a-thanos-sidecar' }
  await expect(connectTo(lab, { token: 'admin-token' }, services, settings)).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('a cluster without any Prometheus says how to name one', async () => {
  await using lab = await openTestLab({ openshift: false })
  await expect(connectTo(lab, { token: 'admin-token' }, [])).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('prometheus.url'),
  })
})

test('a cluster with Routes and no monitoring of its own is searched as plain Kubernetes', async () => {
  await using lab = await openTestLab()
  lab.cluster.routes = {}
  const { foundBy } = await connectTo(lab, { token: 'admin-token' }, [stack])
  expect(foundBy).toContain('Service kps-prometheus')
})

test('a login configured for Prometheus is not used through the API server, and that is said', async () => {
  await using lab = await openTestLab({ openshift: false })
  lab.cluster.services = [stack]
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
  const { warnings, prometheus } = await connectWith({ prometheus: { token: 'x' }, kubernetes: { kubeconfig } })
  expect(warnings).toEqual([expect.stringContaining('the configured one is not used')])
  expect(await prometheus.authorization?.()).toBe('Bearer admin-token')
})

test('impersonation goes with each request', async () => {
  await using lab = await openTestLab({ openshift: false })
  const { prometheus } = await connectTo(lab, { token: 'admin-token', as: 'alice' }, [stack])
  expect(prometheus.headers).toEqual({ 'impersonate-user': 'alice' })
})

test('a server that answers nonsense for its API groups or services is upstream, not an empty cluster', async () => {
  await using lab = await openTestLab({ openshift: false })
  lab.cluster.override = (_, response) => {
    response.end('{"kind":"Other"}')
    return true
  }
  await expect(connectTo(lab, { token: 'admin-token' }, [stack])).rejects.toMatchObject({ code: 'upstream' })
  lab.cluster.override = (request, response) => {
    const isList = request.url?.startsWith('/api/v1/services') ?? false
    if (isList) {
      response.end('{"kind":"Other"}')
    }
    return isList
  }
  await expect(connectTo(lab, { token: 'admin-token' }, [stack])).rejects.toMatchObject({ code: 'upstream' })
})
