import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { nonZeroExit, success, testCertificates, userWith } from '../testing/index.ts'
import { sendStatus } from '../testing/replies.ts'
import { clusterConfig, openTestLab, type TestLab } from '../testing/test-lab.ts'
import { findKube } from './find-kube.ts'
import { createKubeApi } from './kube-api.ts'

interface Login {
  user?: object
  cluster?: object
  ca?: string | null
  settings?: object
  server?: string
}

async function kubeOf(lab: TestLab, login: Login = {}) {
  const { user = { token: 'admin-token' }, cluster = {}, ca = testCertificates.ca, settings = {} } = login
  const kubeconfig = await lab.kubeconfig(user, { cluster, ca, ...(login.server ? { server: login.server } : {}) })
  const config = clusterConfig({ kubernetes: { kubeconfig, exec: true, ...settings } })
  const source = await findKube(config, { env: {}, serviceAccountDir: '/nowhere', trace: () => {} })
  return createKubeApi(source, { exec: true })
}

test('get reads with a bearer token and with a client certificate', async () => {
  await using lab = await openTestLab()
  const { cert, key } = testCertificates.admin
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const certificate = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }
  for (const user of [{ token: 'admin-token' }, certificate]) {
    const kube = await kubeOf(lab, { user })
    expect(await kube.get('/api/v1/nodes')).toMatchObject({ kind: 'NodeList' })
    expect(lab.cluster.requests.at(-1)?.user).toBe('admin')
  }
})

test('403 names the rule that is missing', async () => {
  await using lab = await openTestLab()
  const kube = await kubeOf(lab, { user: { token: 'viewer-token' } })
  await expect(kube.get('/api/v1/namespaces/openshift-etcd/pods?labelSelector=app')).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('list pods in namespace openshift-etcd'),
    hint: expect.stringContaining('{apiGroups: [""], resources: ["pods"], verbs: ["list"]}'),
  })
})

test('401 says how to log in again, and the token is in neither message nor hint', async () => {
  await using lab = await openTestLab()
  const kube = await kubeOf(lab, { user: { token: 'expired-hunter2' } })
  const error: unknown = await kube.get('/api/v1/nodes').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'unauthorized', hint: expect.stringContaining('oc login') })
  expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
})

test.each([
  [404, 'NotFound', 'not_found'],
  [409, 'Conflict', 'conflict'],
  [429, 'TooManyRequests', 'rate_limited'],
  [500, 'InternalError', 'upstream'],
  [503, 'ServiceUnavailable', 'upstream'],
] as const)('%d %s is %s', async (status, reason, code) => {
  await using lab = await openTestLab()
  lab.cluster.override = (_, response) => {
    response.setHeader('retry-after', '7')
    sendStatus(response, status, reason, 'it is so')
    return true
  }
  const error: unknown = await (await kubeOf(lab)).get('/api/v1/nodes').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, ...(status === 429 ? { retryAfterSeconds: 7 } : {}) })
})

test('a login page in place of the API is upstream', async () => {
  await using lab = await openTestLab()
  lab.cluster.override = (_, response) => {
    response.end('<html>Please log in</html>')
    return true
  }
  await expect((await kubeOf(lab)).get('/api/v1/nodes')).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('with no JSON'),
  })
})

test('a server that does not answer is a timeout, and an abort is passed on as it is', async () => {
  await using lab = await openTestLab()
  lab.cluster.override = () => true
  const kube = await kubeOf(lab)
  await expect(kube.get('/api/v1/nodes', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout', retryable: true })
  const controller = new AbortController()
  const asked = kube.get('/api/v1/nodes', { signal: controller.signal })
  controller.abort()
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
})

test('nobody at the address is unreachable', async () => {
  await using lab = await openTestLab()
  const free = createServer()
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  const kube = await kubeOf(lab, { server: `https://127.0.0.1:${port}` })
  await expect(kube.get('/version')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('it refused the connection'),
  })
})

test.each([
  ['signed by another CA', 'server', testCertificates.otherCa, 'signed'],
  ['signed by no CA of the system', 'server', null, 'not trusted'],
  ['past its end', 'expired', testCertificates.ca, 'has expired'],
  ['for another name', 'wrongName', testCertificates.ca, 'another host name'],
] as const)(
  'a certificate %s is refused with a way out, and not tried unchecked',
  async (_, certificate, ca, words) => {
    await using lab = await openTestLab({ certificate })
    const kube = await kubeOf(lab, { ca })
    await expect(kube.get('/version')).rejects.toMatchObject({
      code: 'unreachable',
      retryable: false,
      message: expect.stringContaining(words),
      hint: expect.stringContaining('kubernetes.ca_file'),
    })
    expect(lab.cluster.requests).toEqual([])
  },
)

test('plain http where TLS is spoken, and the other way round, is explained', async () => {
  await using lab = await openTestLab()
  const plain = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  const { port } = plain.address() as AddressInfo
  const kube = await kubeOf(lab, { server: `https://127.0.0.1:${port}` })
  await expect(kube.get('/version')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('TLS handshake'),
  })
  plain.close()
})

test('a path that would leave the API is a bug, not a request', async () => {
  await using lab = await openTestLab()
  const kube = await kubeOf(lab)
  for (const path of ['api/v1', '//evil.test/x', '/api/../x', '/api/v1/nodes#x', '/api v1', '/\\evil.test']) {
    await expect(kube.get(path)).rejects.toMatchObject({ code: 'internal' })
  }
  expect(lab.cluster.requests).toEqual([])
})

const request = { namespace: 'openshift-etcd', pod: 'etcd-0', container: 'etcd', command: ['etcdctl', '$(id)', 'a b'] }

test('exec hands each argument over as it is and returns both outputs and the exit code', async () => {
  await using lab = await openTestLab()
  lab.cluster.programs['etcd-0'] = { stdout: '[{"x":1}]', stderr: 'warning', status: success }
  const kube = await kubeOf(lab)
  expect(await kube.exec(request)).toEqual({ stdout: '[{"x":1}]', stderr: 'warning', exitCode: 0 })
  expect(lab.cluster.execCommands).toEqual([['etcdctl', '$(id)', 'a b']])
  lab.cluster.programs['etcd-0'] = { stdout: 'half', status: nonZeroExit(7) }
  expect(await kube.exec(request)).toEqual({ stdout: 'half', stderr: '', exitCode: 7 })
})

test('an exec that the server drops, or ends with nonsense, has no exit code', async () => {
  await using lab = await openTestLab()
  const kube = await kubeOf(lab)
  lab.cluster.programs['etcd-0'] = { stdout: 'half', end: 'drop' }
  expect(await kube.exec(request)).toEqual({ stdout: 'half', stderr: '', exitCode: null })
  lab.cluster.programs['etcd-0'] = { status: 'no json' }
  expect(await kube.exec(request)).toMatchObject({ exitCode: null })
})

test('frames of unknown channels, of the close channel and empty ones are passed over', async () => {
  await using lab = await openTestLab()
  const extraFrames = [Buffer.of(), Buffer.of(9, 65), Buffer.of(255, 1), Buffer.of(255)]
  lab.cluster.programs['etcd-0'] = { extraFrames, stdout: 'fine', status: success }
  expect(await (await kubeOf(lab)).exec(request)).toMatchObject({ stdout: 'fine', exitCode: 0 })
  expect(process.stdout.writable).toBe(true)
})

test('a program that is not in the container is told apart from one that fails', async () => {
  await using lab = await openTestLab()
  const message = 'exec: "etcdctl": executable file not found in $PATH'
  lab.cluster.programs['etcd-0'] = { status: { status: 'Failure', reason: 'InternalError', message } }
  await expect((await kubeOf(lab)).exec(request)).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('executable file not found'),
  })
})

test('exec ends at its time limit and at an abort', async () => {
  await using lab = await openTestLab()
  lab.cluster.programs['etcd-0'] = { end: 'hang' }
  const kube = await kubeOf(lab)
  await expect(kube.exec(request, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
  const controller = new AbortController()
  const running = kube.exec(request, { signal: controller.signal })
  setTimeout(() => controller.abort(), 30)
  await expect(running).rejects.toMatchObject({ name: 'AbortError' })
})

test('an exec that prints without end is cut off', async () => {
  await using lab = await openTestLab()
  const extraFrames = Array.from({ length: 10 }, () => Buffer.alloc(1024 * 1024, 1))
  lab.cluster.programs['etcd-0'] = { extraFrames, status: success }
  await expect((await kubeOf(lab)).exec(request)).rejects.toMatchObject({ code: 'too_large' })
})

test('an exec that is refused names the rule, and an expired login says so', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(userWith('reader', 'reader-token', () => false))
  await expect((await kubeOf(lab, { user: { token: 'reader-token' } })).exec(request)).rejects.toMatchObject({
    code: 'forbidden',
    hint: expect.stringContaining('resources: ["pods/exec"], verbs: ["get"]'),
  })
  const expired = await kubeOf(lab, { user: { token: 'gone' } })
  await expect(expired.exec(request)).rejects.toMatchObject({ code: 'unauthorized' })
})

test('a pod that the API server cannot reach is upstream, with the reason', async () => {
  await using lab = await openTestLab()
  lab.cluster.programs['etcd-0'] = { refusal: 'pod etcd-0 does not have a host assigned' }
  await expect((await kubeOf(lab)).exec(request)).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('does not have a host assigned'),
  })
})

test('exec checks the certificate too', async () => {
  await using lab = await openTestLab()
  const kube = await kubeOf(lab, { ca: testCertificates.otherCa })
  await expect(kube.exec(request)).rejects.toMatchObject({
    code: 'unreachable',
    hint: expect.stringContaining('ca_file'),
  })
})

test('exec is refused where the configuration does not allow it, and for names that are none', async () => {
  await using lab = await openTestLab()
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
  const config = clusterConfig({ kubernetes: { kubeconfig } })
  const source = await findKube(config, { env: {}, serviceAccountDir: '/nowhere', trace: () => {} })
  await expect(createKubeApi(source, { exec: false }).exec(request)).rejects.toMatchObject({
    code: 'forbidden',
    hint: expect.stringContaining('kubernetes.exec: true'),
  })
  const kube = await kubeOf(lab)
  for (const bad of [{ pod: '../nodes' }, { namespace: 'a/b' }, { container: '' }, { command: [] }]) {
    await expect(kube.exec({ ...request, ...bad })).rejects.toBeInstanceOf(AppError)
  }
  expect(lab.cluster.requests).toEqual([])
})
