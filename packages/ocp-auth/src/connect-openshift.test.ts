import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probeQuery } from './probe.ts'
import { testCertificates } from './testing/certificates.ts'
import { userWith } from './testing/fake-user.ts'
import { certificateUser } from './testing/kubeconfig.ts'
import { connectWith, openTestLab, type TestLab } from './testing/test-lab.ts'

const routeReader = userWith('route-reader', 'reader-token', (rule) => 'resource' in rule && rule.resource === 'routes')

/** Mounts a service account as kubelet does; the pod's address of the API server is the fake one. */
async function pod(lab: TestLab, token: string, files: Record<string, string> = {}) {
  const serviceAccountDir = join(lab.folder, 'serviceaccount')
  await mkdir(serviceAccountDir)
  const mounted = { token, 'ca.crt': testCertificates.ca, namespace: 'perf', ...files }
  await Promise.all(Object.entries(mounted).map(([name, text]) => writeFile(join(serviceAccountDir, name), text)))
  const { hostname, port } = new URL(lab.cluster.url)
  return { serviceAccountDir, env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port } }
}

test("the thanos-querier Route is asked with the kubeconfig's own token", async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(routeReader)
  const kubeconfig = await lab.kubeconfig({ token: 'reader-token' })
  const connection = await connectWith({ kubernetes: { kubeconfig } })
  expect(connection).toMatchObject({
    via: 'kubeconfig',
    foundBy: 'Route thanos-querier in openshift-monitoring',
    warnings: [],
  })
  expect(connection.prometheus.url).toBe(lab.cluster.thanosUrl)
  expect(await probeQuery(connection.prometheus)).toBeGreaterThan(0)
})

test('prometheus-k8s is asked only where there is no thanos-querier, and the answer says so', async () => {
  await using lab = await openTestLab()
  const host = new URL(lab.cluster.thanosUrl).host
  lab.cluster.routes = { 'openshift-monitoring/prometheus-k8s': { host } }
  const { foundBy, warnings } = await connectWith({
    kubernetes: { kubeconfig: await lab.kubeconfig({ token: 'admin-token' }) },
  })
  expect(foundBy).toBe('Route prometheus-k8s in openshift-monitoring')
  expect(warnings).toEqual([expect.stringContaining('Only one Prometheus replica')])
})

test('a Route without TLS gets no token', async () => {
  await using lab = await openTestLab()
  lab.cluster.routes['openshift-monitoring/thanos-querier'] = { host: 'thanos.test', tls: false }
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
  await expect(connectWith({ kubernetes: { kubeconfig } })).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('has no TLS'),
  })
})

test('an account that may not read Routes takes the address that the monitoring operator publishes', async () => {
  await using lab = await openTestLab()
  const mayReadShared = userWith('u', 'u-token', (rule) => 'name' in rule && rule.name === 'monitoring-shared-config')
  lab.cluster.users.push(mayReadShared)
  lab.cluster.configMaps['openshift-config-managed/monitoring-shared-config'] = {
    thanosPublicURL: lab.cluster.thanosUrl,
  }
  const connection = await connectWith({ kubernetes: { kubeconfig: await lab.kubeconfig({ token: 'u-token' }) } })
  expect(connection.foundBy).toBe('ConfigMap monitoring-shared-config in openshift-config-managed')
  expect(await probeQuery(connection.prometheus)).toBeGreaterThan(0)
})

test('an account with cluster-monitoring-view alone that finds no address is told which rule is missing', async () => {
  await using lab = await openTestLab()
  // No server answers at the derived address, so no token goes there.
  lab.cluster.configMaps['openshift-config-managed/console-public'] = {
    consoleURL: 'https://console-openshift-console.localhost:9',
  }
  const kubeconfig = await lab.kubeconfig({ token: 'viewer-token' })
  await expect(connectWith({ kubernetes: { kubeconfig } })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining(
      'get routes.route.openshift.io "thanos-querier" in namespace openshift-monitoring',
    ),
    hint: expect.stringContaining('resources: ["routes"], verbs: ["get"]'),
  })
})

test('a client certificate alone is not enough for a Route, and both ways out are named', async () => {
  await using lab = await openTestLab()
  const kubeconfig = await lab.kubeconfig(certificateUser())
  await expect(connectWith({ kubernetes: { kubeconfig } })).rejects.toMatchObject({
    code: 'unauthorized',
    message: expect.stringContaining('only a client certificate'),
    hint: expect.stringMatching(/oc login.*kubernetes\.service_account/),
  })
})

test('a client certificate with a service account asks with a requested token', async () => {
  await using lab = await openTestLab()
  const kubeconfig = await lab.kubeconfig(certificateUser())
  const settings = { kubernetes: { kubeconfig, service_account: 'openshift-monitoring/perf-viewer' } }
  const { prometheus } = await connectWith(settings)
  expect(await prometheus.authorization?.()).toMatch(/^Bearer minted-/)
  expect(await probeQuery(prometheus)).toBeGreaterThan(0)
  const asked = lab.cluster.requests.filter(({ path }) => path.endsWith('/serviceaccounts/perf-viewer/token'))
  expect(asked).toHaveLength(1)
})

test('a refused TokenRequest names the rule', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(routeReader)
  const kubeconfig = await lab.kubeconfig({ token: 'reader-token' })
  const { prometheus } = await connectWith({ kubernetes: { kubeconfig, service_account: 'perf/viewer' } })
  await expect(prometheus.authorization?.()).rejects.toMatchObject({
    code: 'forbidden',
    hint: expect.stringContaining('resources: ["serviceaccounts/token"], verbs: ["create"]'),
  })
})

test('a token configured for Prometheus is used in place of the kubeconfig login', async () => {
  await using lab = await openTestLab()
  const settings = {
    prometheus: { token: 'viewer-token', headers: { 'X-Scope-OrgID': 'a' } },
    kubernetes: { kubeconfig: await lab.kubeconfig(certificateUser()) },
  }
  const { prometheus } = await connectWith(settings)
  expect(await prometheus.authorization?.()).toBe('Bearer viewer-token')
  expect(prometheus.headers).toEqual({ 'X-Scope-OrgID': 'a' })
  expect(await probeQuery(prometheus)).toBeGreaterThan(0)
})

test("the router's own CA is taken from the cluster, unless the API server itself is not checked", async () => {
  await using lab = await openTestLab()
  lab.cluster.configMaps['openshift-config-managed/default-ingress-cert'] = {
    'ca-bundle.crt': testCertificates.otherCa,
  }
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
  const checked = await connectWith({ kubernetes: { kubeconfig } })
  expect(checked.prometheus.tls?.ca).toContain(testCertificates.otherCa.trim())
  const unchecked = await connectWith({ kubernetes: { kubeconfig, insecure: true } })
  expect(unchecked.prometheus.tls?.ca).not.toContain(testCertificates.otherCa.trim())
  expect(unchecked.warnings).toEqual([expect.stringContaining('Certificate checks of https://127.0.0.1')])
  expect(unchecked.prometheus.tls?.insecure).toBeFalsy()
})

test('a kubeconfig that skips certificate checks is honoured with a warning, for the API server only', async () => {
  await using lab = await openTestLab()
  const more = { ca: null, cluster: { 'insecure-skip-tls-verify': true } }
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' }, more)
  const { warnings, prometheus } = await connectWith({ kubernetes: { kubeconfig } })
  expect(warnings).toEqual([expect.stringContaining('The kubeconfig switches off certificate checks')])
  await expect(probeQuery(prometheus)).rejects.toMatchObject({ code: 'unreachable' })
})

test('in a pod the service account is used, and its token is read anew when kubelet swaps it', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(routeReader)
  const { serviceAccountDir, env } = await pod(lab, 'reader-token\n')
  const connection = await connectWith({}, { serviceAccountDir, env })
  expect(connection).toMatchObject({
    via: 'in-cluster',
    foundBy: 'Route thanos-querier in openshift-monitoring',
  })
  expect(await probeQuery(connection.prometheus)).toBeGreaterThan(0)
  await writeFile(join(serviceAccountDir, 'token'), 'viewer-token')
  expect(await connection.prometheus.authorization?.()).toBe('Bearer viewer-token')
  await writeFile(join(serviceAccountDir, 'token'), '')
  expect(await connection.prometheus.authorization?.()).toBe('Bearer viewer-token')
})

test.each([
  ['may not read the Route', {}, 'viewer-token'],
  ['has no Route to read', { routes: {} }, 'admin-token'],
] as const)('a pod that %s uses the Service with the service CA', async (_, change, token) => {
  await using lab = await openTestLab()
  Object.assign(lab.cluster, change)
  const mounted = await pod(lab, token, { 'service-ca.crt': testCertificates.otherCa })
  const { prometheus, foundBy, warnings } = await connectWith({}, mounted)
  expect(prometheus.url).toBe('https://thanos-querier.openshift-monitoring.svc:9091')
  expect(foundBy).toBe('Service thanos-querier in openshift-monitoring')
  expect(prometheus.tls?.ca).toContain(testCertificates.otherCa.trim())
  expect(warnings).toEqual([])
})

test('a pod without a service CA says so', async () => {
  await using lab = await openTestLab()
  const mounted = await pod(lab, 'viewer-token')
  expect((await connectWith({}, mounted)).warnings).toEqual([expect.stringContaining('no service-ca.crt')])
})

test('a pod uses a kubeconfig that the configuration names', async () => {
  await using lab = await openTestLab()
  const { serviceAccountDir, env } = await pod(lab, 'viewer-token')
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
  const { via } = await connectWith({ kubernetes: { kubeconfig } }, { serviceAccountDir, env })
  expect(via).toBe('kubeconfig')
})

test('in_cluster outside a pod is explained', async () => {
  await expect(connectWith({ kubernetes: { in_cluster: true } })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('does not run in a pod'),
  })
})
