import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { testCertificates } from '../testing/certificates.ts'
import { userWith } from '../testing/fake-user.ts'
import { clusterConfig, connectWith, openTestLab, type TestLab } from '../testing/test-lab.ts'
import { findKube } from './find-kube.ts'

async function sourceOf(lab: TestLab, user: object, more: { cluster?: object; server?: string } = {}) {
  const config = clusterConfig({ kubernetes: { kubeconfig: await lab.kubeconfig(user, more) } })
  return await findKube(config, { env: {}, serviceAccountDir: '/nowhere', trace: () => {} })
}

test.each([
  ['as-groups', { 'as-groups': ['viewers'] }],
  ['as-uid', { as: 'alice', 'as-uid': '42' }],
  ['as-user-extra', { as: 'alice', 'as-user-extra': { scopes: ['user:info'] } }],
])('impersonation by %s is refused, since leaving it out would ask with other rights', async (key, user) => {
  await using lab = await openTestLab()
  await expect(sourceOf(lab, { token: 'admin-token', ...user })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(key),
  })
})

test('impersonation ends where Prometheus is asked directly, and a warning says so', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(userWith('reader', 'reader-token', (rule) => 'resource' in rule && rule.resource === 'routes'))
  const kubeconfig = await lab.kubeconfig({ token: 'reader-token', as: 'alice' })
  const { warnings } = await connectWith({ kubernetes: { kubeconfig } })
  expect(warnings).toEqual([expect.stringContaining('not as alice')])
})

test('a login that would travel unencrypted is warned of, except to this machine', async () => {
  await using lab = await openTestLab()
  const away = await sourceOf(lab, { token: 'x' }, { server: 'http://api.test:8080' })
  expect(away.warnings).toEqual([expect.stringContaining('unencrypted')])
  const here = await sourceOf(lab, { token: 'x' }, { server: 'http://127.0.0.1:8001' })
  expect(here.warnings).toEqual([])
})

test('a server address with a password is refused, and not repeated', async () => {
  await using lab = await openTestLab()
  const error: unknown = await sourceOf(lab, {}, { server: 'https://admin:hunter2@api.test' }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('user name or password') })
  expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
})

test.each(['gcp', 'azure', 'made-up'])('the auth-provider %s, which kubectl dropped too, is refused', async (name) => {
  await using lab = await openTestLab()
  const config = { 'cmd-path': '/bin/sh', 'access-token': 'hunter2' }
  await expect(sourceOf(lab, { 'auth-provider': { name, config } })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(name),
    hint: expect.stringContaining('credential plugin'),
  })
})

test('a relative plugin is looked for beside the kubeconfig that names it, not beside another of the list', async () => {
  await using lab = await openTestLab()
  const contexts = await lab.kubeconfig({}, { name: 'dev' })
  const folder = join(lab.folder, 'users')
  await mkdir(join(folder, 'bin'), { recursive: true })
  const command = join(folder, 'bin', 'login')
  await writeFile(command, `#!/bin/sh\necho '{"kind":"ExecCredential","status":{"token":"mine"}}'\n`)
  await chmod(command, 0o755)
  const users = join(folder, 'config')
  const apiVersion = 'client.authentication.k8s.io/v1'
  await writeFile(
    users,
    JSON.stringify({
      users: [{ name: 'me', user: { exec: { apiVersion, command: './bin/login' } } }],
      contexts: [{ name: 'mine', context: { cluster: 'dev', user: 'me' } }],
    }),
  )
  const config = clusterConfig({ kubernetes: { context: 'mine' } })
  const env = { KUBECONFIG: `${contexts}${delimiter}${users}` }
  const source = await findKube(config, { env, serviceAccountDir: '/nowhere', trace: () => {} })
  expect(await source.credentials()).toMatchObject({ authorization: 'Bearer mine' })
})

test('a key that is not that of the certificate is told from a network that is down', async () => {
  await using lab = await openTestLab()
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const user = {
    'client-certificate-data': base64(testCertificates.admin.cert),
    'client-key-data': base64(testCertificates.server.key),
  }
  const kubernetes = { kubeconfig: await lab.kubeconfig(user) }
  const { kube } = await connectWith({ prometheus: { url: 'https://p.test' }, kubernetes })
  await expect(kube?.get('/api/v1/nodes')).rejects.toMatchObject({
    code: 'invalid_input',
    hint: expect.stringContaining('key'),
  })
})
