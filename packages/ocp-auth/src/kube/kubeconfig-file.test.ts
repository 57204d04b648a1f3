import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTestLab } from '../testing/test-lab.ts'
import { kubeconfigFiles, readKubeconfig } from './kubeconfig-file.ts'

test('of several files the first to name something wins, and one that is missing is passed over', async () => {
  await using lab = await openTestLab()
  const first = await lab.kubeconfig({ token: 'first' }, { name: 'dev' })
  await mkdir(join(lab.folder, 'b'))
  const second = join(lab.folder, 'b', 'config')
  await writeFile(
    second,
    'current-context: prod\nusers: [{name: dev, user: {token: second}}]\n' +
      'clusters: [{name: prod, cluster: {server: "https://prod", certificate-authority: ca.pem}}]\n' +
      'contexts: [{name: prod, context: {cluster: prod, user: dev}}]\n',
  )
  const files = [join(lab.folder, 'missing'), first, second]
  const current = await readKubeconfig(files, 'KUBECONFIG', undefined)
  expect(current.name).toBe('dev')
  const prod = await readKubeconfig(files, 'KUBECONFIG', 'prod')
  expect(prod.user.token).toBe('first')
  expect(prod.cluster['certificate-authority']).toBe(join(lab.folder, 'b', 'ca.pem'))
})

test('the configured file comes before KUBECONFIG, and KUBECONFIG before the home folder', async () => {
  const env = { KUBECONFIG: `/a${delimiter}${delimiter}/b`, HOME: '/home/me' }
  expect(await kubeconfigFiles('/mine', env)).toMatchObject({ files: ['/mine'] })
  expect(await kubeconfigFiles(undefined, env)).toMatchObject({ files: ['/a', '/b'] })
  expect(await kubeconfigFiles(undefined, { HOME: '/nowhere' })).toMatchObject({ files: [] })
})

test.each([
  ['empty', '', 'not_found', 'holds no context'],
  [
    'without a current context',
    'contexts: [{name: a, context: {cluster: c}}]',
    'not_found',
    'names no current context',
  ],
  [
    'with a context that names a cluster it lacks',
    'current-context: a\ncontexts: [{name: a, context: {cluster: c}}]',
    'not_found',
    'names the cluster "c"',
  ],
  ['of the wrong shape', 'clusters: [{name: c, cluster: {}}]', 'invalid_input', 'clusters.0.cluster.server'],
])('a kubeconfig that is %s is explained', async (_, content, code, words) => {
  await using lab = await openTestLab()
  const path = join(lab.folder, 'config')
  await writeFile(path, content)
  await expect(readKubeconfig([path], 'KUBECONFIG', undefined)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  })
})

test('a context that is not there is answered with those that are', async () => {
  await using lab = await openTestLab()
  const path = await lab.kubeconfig({ token: 'x' }, { name: 'dev' })
  await expect(readKubeconfig([path], 'KUBECONFIG', 'prod')).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('no context "prod"'),
    hint: 'It has: dev.',
  })
})

test('a kubeconfig that is no YAML is not quoted, since it may hold a token', async () => {
  await using lab = await openTestLab()
  const path = join(lab.folder, 'config')
  await writeFile(path, 'users: [{name: a, user: {token: *hunter2}}]')
  const error: unknown = await readKubeconfig([path], 'KUBECONFIG', undefined).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'invalid_input' })
  expect(String(error) + String(error instanceof Error && error.cause)).not.toContain('hunter2')
})

test('what YAML warns of is not printed, since the warning quotes the line', async () => {
  await using lab = await openTestLab()
  const path = join(lab.folder, 'config')
  await writeFile(
    path,
    'current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\n' +
      'clusters: [{name: c, cluster: {server: "https://c"}}]\nusers:\n- name: u\n  user:\n    token: !secret hunter2\n',
  )
  const warnings: Error[] = []
  const onWarning = (warning: Error) => void warnings.push(warning)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  expect((await readKubeconfig([path], 'KUBECONFIG', undefined)).user.token).toBe('hunter2')
  await new Promise((resolve) => setImmediate(resolve))
  expect(warnings.map(String)).toEqual([])
})
