import { expect, test } from 'vitest'
import { diagnose } from './diagnose.ts'
import { userWith } from './testing/fake-user.ts'
import { certificateUser } from './testing/kubeconfig.ts'
import { sendStatus } from './testing/replies.ts'
import { clusterConfig, openTestLab, type TestLab } from './testing/test-lab.ts'

async function stepsOf(settings: object, signal?: AbortSignal) {
  const steps = await diagnose(clusterConfig(settings), { env: {}, signal })
  return {
    steps,
    step: (name: string) => steps.find((each) => each.step.startsWith(name)),
    outline: steps.map(({ step, outcome }) => `${outcome}: ${step}`),
  }
}

async function kubernetes(lab: TestLab, user: object, more: object = {}) {
  return { kubernetes: { kubeconfig: await lab.kubeconfig(user), ...more } }
}

test('an administrator of OpenShift sees each step succeed, to the query', async () => {
  await using lab = await openTestLab()
  const { outline, step } = await stepsOf(await kubernetes(lab, { token: 'admin-token' }, { exec: true }))
  expect(outline.slice(0, 7)).toEqual([
    'skipped: in-cluster',
    'ok: kubeconfig',
    'ok: API server',
    'ok: login accepted',
    'ok: platform',
    'ok: Route thanos-querier in openshift-monitoring',
    'ok: login',
  ])
  expect(outline.at(-1)).toBe('ok: query vector(1)')
  expect(outline.every((line) => !line.startsWith('refused') && !line.startsWith('failed'))).toBe(true)
  expect(step('API server')?.detail).toContain('v1.32.4')
  expect(step('login accepted')?.detail).toContain('As admin')
  expect(outline).toContain('ok: rule: create pods/exec in namespace openshift-etcd')
})

test('each rule that a viewer lacks is a refused step with the rule', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(userWith('reader', 'reader-token', (rule) => 'resource' in rule && rule.resource === 'routes'))
  const settings = { service_account: 'perf/viewer' }
  const { step } = await stepsOf(await kubernetes(lab, { token: 'reader-token' }, settings))
  expect(step('rule: list nodes')).toMatchObject({
    outcome: 'refused',
    hint: expect.stringContaining('{apiGroups: [""], resources: ["nodes"], verbs: ["list"]}'),
    missing: { verb: 'list', resource: 'nodes' },
  })
  expect(step('rule: create serviceaccounts/token "viewer" in namespace perf')).toMatchObject({ outcome: 'refused' })
  expect(step('query vector(1)')).toMatchObject({
    outcome: 'refused',
    detail: expect.stringContaining('create serviceaccounts'),
  })
})

test('a Route that may not be read is refused with its rule, and the search ends there', async () => {
  await using lab = await openTestLab()
  const { step } = await stepsOf(await kubernetes(lab, { token: 'viewer-token' }))
  expect(step('Route thanos-querier')).toMatchObject({ outcome: 'refused', missing: { resource: 'routes' } })
  expect(step('Prometheus')).toMatchObject({ outcome: 'refused' })
  expect(step('query')).toBeUndefined()
})

test('an expired login is refused at the API server, and its rules are not asked', async () => {
  await using lab = await openTestLab()
  const { step, outline } = await stepsOf(await kubernetes(lab, { token: 'gone' }))
  expect(step('API server')).toMatchObject({ outcome: 'refused', hint: expect.stringContaining('oc login') })
  expect(outline.some((line) => line.includes('rule:'))).toBe(false)
})

test('an account that Prometheus refuses is told the role', async () => {
  await using lab = await openTestLab()
  const mayRoute = {
    name: 'u',
    tokens: ['u'],
    may: (rule: object) => !('resource' in rule) || rule.resource === 'routes',
  }
  lab.cluster.users.push(mayRoute)
  const { step } = await stepsOf(await kubernetes(lab, { token: 'u' }))
  expect(step('query vector(1)')).toMatchObject({
    outcome: 'refused',
    hint: expect.stringContaining('cluster-monitoring-view'),
  })
})

test('a client certificate before a Route fails with both ways out', async () => {
  await using lab = await openTestLab()
  const { step } = await stepsOf(await kubernetes(lab, certificateUser()))
  expect(step('Prometheus')).toMatchObject({ outcome: 'refused', hint: expect.stringContaining('service_account') })
})

test('a Prometheus without a ready pod is a failed query that points at its pods', async () => {
  await using lab = await openTestLab({ openshift: false })
  lab.cluster.override = (request, response) => {
    const isProxy = request.url?.includes('/proxy/') ?? false
    if (isProxy) {
      sendStatus(response, 503, 'ServiceUnavailable', 'no endpoints available for service "http:prom:9090"')
    }
    return isProxy
  }
  const { step } = await stepsOf(await kubernetes(lab, { token: 'admin-token' }, { prometheus_service: 'm/prom:9090' }))
  expect(step('query vector(1)')).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('answered 503'),
    hint: expect.stringContaining('look at its pods'),
  })
})

test('plain Kubernetes: the rules of the service proxy are asked for', async () => {
  await using lab = await openTestLab({ openshift: false })
  const ports = [{ name: 'web', port: 9090 }]
  lab.cluster.services = [{ namespace: 'monitoring', name: 'prometheus-operated', ports }]
  const { outline } = await stepsOf(await kubernetes(lab, { token: 'admin-token' }))
  const where = 'services/proxy "http:prometheus-operated:9090" in namespace monitoring'
  expect(outline).toContain(`ok: rule: get ${where}`)
  expect(outline).toContain(`ok: rule: create ${where}`)
  expect(outline).toContain('skipped: Service with label app=kube-prometheus-stack-prometheus')
  expect(outline.at(-1)).toBe('ok: query vector(1)')
})

test('exec that is granted for named pods is asked about by the name of one that runs', async () => {
  await using lab = await openTestLab()
  lab.cluster.programs['etcd-0'] = {}
  const named = (rule: object) =>
    'resource' in rule && (rule.resource === 'pods' || ('name' in rule && rule.name === 'etcd-0'))
  lab.cluster.users.push(userWith('etcd', 'etcd-token', named))
  const { outline } = await stepsOf(await kubernetes(lab, { token: 'etcd-token' }, { exec: true }))
  expect(outline).toContain('ok: rule: get pods/exec "etcd-0" in namespace openshift-etcd')
  expect(outline).toContain('ok: rule: create pods/exec "etcd-0" in namespace openshift-etcd')
})

test('a URL alone: what is no Prometheus and an etcd that is down are failed steps', async () => {
  await using lab = await openTestLab()
  const settings = {
    prometheus: { url: lab.cluster.url, insecure: true },
    etcd: { endpoints: ['http://127.0.0.1:9'] },
  }
  const { outline, step } = await stepsOf(settings)
  expect(outline).toEqual([
    'skipped: Kubernetes login',
    'ok: Prometheus',
    'skipped: login',
    'ok: warning',
    'refused: query vector(1)',
    'failed: etcd http://127.0.0.1:9',
  ])
  expect(step('warning')?.detail).toContain('prometheus.insecure')
})

test('nothing configured and a kubeconfig without the context are steps, not errors', async () => {
  await using lab = await openTestLab()
  expect((await stepsOf({})).step('Kubernetes login')).toMatchObject({ outcome: 'failed' })
  const other = await stepsOf(await kubernetes(lab, { token: 'x' }, { context: 'nope' }))
  expect(other.step('Kubernetes login')).toMatchObject({ outcome: 'failed', hint: 'It has: test.' })
})

test('an API server with an untrusted certificate is a failed step that names ca_file', async () => {
  await using lab = await openTestLab({ certificate: 'expired' })
  const { step } = await stepsOf(await kubernetes(lab, { token: 'admin-token' }))
  expect(step('API server')).toMatchObject({ outcome: 'failed', hint: expect.stringContaining('ca_file') })
})

test('only an abort is thrown', async () => {
  await using lab = await openTestLab()
  const settings = await kubernetes(lab, { token: 'admin-token' })
  await expect(stepsOf(settings, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
})
