import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testCertificates } from './testing/certificates.ts'
import { connectWith, openTestLab } from './testing/test-lab.ts'

test('a URL is used as it is, and nobody is asked', async () => {
  const connection = await connectWith({ prometheus: { url: 'https://prom.test/prefix/' } })
  expect(connection).toMatchObject({ via: 'url', foundBy: 'URL in the configuration', warnings: [] })
  expect(connection.prometheus.url).toBe('https://prom.test/prefix')
  expect(connection.prometheus.authorization).toBeUndefined()
  expect(connection.kube).toBeUndefined()
})

test.each([
  ['a token', { token: 'abc' }, 'Bearer abc'],
  ['a user name and password', { username: 'u', password: 'p:w' }, `Basic ${Buffer.from('u:p:w').toString('base64')}`],
])('%s becomes the Authorization header', async (_, login, header) => {
  const { prometheus } = await connectWith({ prometheus: { url: 'https://prom.test', ...login } })
  expect(await prometheus.authorization?.()).toBe(header)
})

test('a token file is read for each request, and one that is missing or empty is refused at the start', async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'token')
  const settings = { prometheus: { url: 'https://prom.test', token_file: file } }
  await expect(connectWith(settings)).rejects.toMatchObject({
    code: 'unauthorized',
    message: expect.stringContaining('prometheus.token_file'),
  })
  await writeFile(file, '\n')
  await expect(connectWith(settings)).rejects.toMatchObject({ message: expect.stringContaining('is empty') })
  await writeFile(file, 'Bearer one\n')
  await expect(connectWith(settings)).rejects.toMatchObject({ message: expect.stringContaining('more than a token') })
  await writeFile(file, 'one\n')
  const { prometheus } = await connectWith(settings)
  expect(await prometheus.authorization?.()).toBe('Bearer one')
  await writeFile(file, 'two\n')
  expect(await prometheus.authorization?.()).toBe('Bearer two')
})

test('a password is read from its file', async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'password')
  await writeFile(file, 'secret\n')
  const login = { username: 'u', password_file: file }
  const { prometheus } = await connectWith({ prometheus: { url: 'https://prom.test', ...login } })
  expect(await prometheus.authorization?.()).toBe(`Basic ${Buffer.from('u:secret').toString('base64')}`)
})

test('CA, client certificate and key are read, and a file that holds none is refused by its setting', async () => {
  await using lab = await openTestLab()
  const paths = { ca: join(lab.folder, 'ca'), cert: join(lab.folder, 'cert'), key: join(lab.folder, 'key') }
  await writeFile(paths.ca, testCertificates.ca)
  await writeFile(paths.cert, testCertificates.admin.cert)
  await writeFile(paths.key, testCertificates.admin.key)
  const files = { ca_file: paths.ca, cert_file: paths.cert, key_file: paths.key, server_name: 'prom' }
  const { prometheus } = await connectWith({ prometheus: { url: 'https://prom.test', ...files } })
  expect(prometheus.tls).toEqual({
    ca: testCertificates.ca,
    cert: testCertificates.admin.cert,
    key: testCertificates.admin.key,
    serverName: 'prom',
    insecure: false,
  })
  const mistaken = connectWith({ prometheus: { url: 'https://prom.test', ...files, key_file: paths.ca } })
  await expect(mistaken).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('prometheus.key_file'),
  })
})

test('credentials over plain http are warned of, except to this machine', async () => {
  const away = await connectWith({ prometheus: { url: 'http://prom.test', token: 'x' } })
  expect(away.warnings).toEqual([expect.stringContaining('unencrypted')])
  const here = await connectWith({ prometheus: { url: 'http://127.0.0.1:9090', token: 'x' } })
  expect(here.warnings).toEqual([])
})

test('switched-off certificate checks are warned of', async () => {
  const etcd = { endpoints: ['https://e:2379'], insecure: true }
  const { warnings } = await connectWith({ prometheus: { url: 'https://p.test', insecure: true }, etcd })
  expect(warnings).toEqual([expect.stringContaining('prometheus.insecure'), expect.stringContaining('etcd.insecure')])
})

test('the Kubernetes login is not sent to a configured URL, unless the configuration says so', async () => {
  await using lab = await openTestLab()
  const kubernetes = { kubeconfig: await lab.kubeconfig({ token: 'admin-token' }) }
  const silent = await connectWith({ prometheus: { url: 'https://p.test' }, kubernetes })
  expect(silent.prometheus.authorization).toBeUndefined()
  expect(silent.kube?.server).toBe(lab.cluster.url)
  const told = await connectWith({ prometheus: { url: 'https://p.test', kubernetes_token: true }, kubernetes })
  expect(await told.prometheus.authorization?.()).toBe('Bearer admin-token')
  expect(lab.cluster.requests).toEqual([])
})

test('beside a URL a broken kubeconfig is a warning, unless its login is needed', async () => {
  const kubernetes = { kubeconfig: '/nowhere' }
  const { kube, warnings } = await connectWith({ prometheus: { url: 'https://p.test' }, kubernetes })
  expect(kube).toBeUndefined()
  expect(warnings).toEqual([expect.stringContaining('The Kubernetes API is not used')])
  const needed = { url: 'https://p.test', kubernetes_token: true }
  await expect(connectWith({ prometheus: needed, kubernetes })).rejects.toMatchObject({ code: 'not_found' })
})

test('with nothing configured every way is named', async () => {
  await expect(connectWith({})).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringMatching(/PROMETHEUS_URL.*oc login.*clusters\.yaml/),
  })
})

test('an abort before the start is passed on as it is', async () => {
  const signal = AbortSignal.abort()
  await expect(connectWith({}, { signal })).rejects.toMatchObject({ name: 'AbortError' })
})

test("a kubeconfig's tokenFile comes before its token and is read for each request", async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'token')
  await writeFile(file, 'admin-token\n')
  const kubeconfig = await lab.kubeconfig({ tokenFile: 'token', token: 'stale' })
  const { kube, prometheus } = await connectWith({ kubernetes: { kubeconfig } })
  expect(await kube?.get('/api/v1/nodes')).toMatchObject({ kind: 'NodeList' })
  await writeFile(file, 'other')
  expect(await prometheus.authorization?.()).toBe('Bearer other')
})

test('an exec plugin is run again when the server refuses its token', async () => {
  await using lab = await openTestLab()
  const script = join(lab.folder, 'plugin.mjs')
  const print = (token: string) =>
    writeFile(script, `console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: '${token}' } }))`)
  await print('admin-token')
  const apiVersion = 'client.authentication.k8s.io/v1'
  const user = { exec: { apiVersion, command: process.execPath, args: [script] } }
  const { kube } = await connectWith({ kubernetes: { kubeconfig: await lab.kubeconfig(user), exec: true } })
  lab.cluster.users = [{ name: 'renewed', tokens: ['second'], may: () => true }]
  await print('second')
  expect(await kube?.get('/api/v1/nodes')).toMatchObject({ kind: 'NodeList' })
  expect(lab.cluster.requests.slice(-2).map(({ user: name }) => name)).toEqual(['system:anonymous', 'renewed'])
  lab.cluster.users = [{ name: 'again', tokens: ['third'], may: () => true }]
  await print('third')
  const request = { namespace: 'a', pod: 'b', container: 'c', command: ['d'] }
  expect(await kube?.exec(request)).toMatchObject({ exitCode: 0 })
})

test('an OIDC login is answered by the Kubernetes client', async () => {
  await using lab = await openTestLab()
  const claims = Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + 600 })).toString('base64url')
  const token = `e30.${claims}.c2ln`
  lab.cluster.users.push({ name: 'oidc', tokens: [token], may: () => true })
  const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': token, 'client-id': 'a' } } }
  const { kube } = await connectWith({ kubernetes: { kubeconfig: await lab.kubeconfig(user) } })
  expect(await kube?.get('/api/v1/nodes')).toMatchObject({ kind: 'NodeList' })
})

test('neither a URL nor a kubeconfig token loads the Kubernetes client, which is heavy', async () => {
  await using lab = await openTestLab()
  const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
  const forbid = `export async function resolve(name, context, next) {
    if (name.startsWith('@kubernetes/')) throw new Error('the heavy client was loaded')
    return next(name, context)
  }`
  await writeFile(
    join(lab.folder, 'forbid.mjs'),
    `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(forbid)}`)})`,
  )
  const script = `
    import { connect, clusterConfigSchema } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
    const find = async (settings) => connect(clusterConfigSchema.parse({ name: 'a', ...settings }), { env: {} })
    const byUrl = await find({ prometheus: { url: 'https://p.test' } })
    const byKubeconfig = await find({ kubernetes: { kubeconfig: ${JSON.stringify(kubeconfig)} } })
    await byKubeconfig.kube.get('/api/v1/nodes')
    const heavy = await import('@kubernetes/client-node').catch(({ message }) => message)
    console.log(byUrl.via, byKubeconfig.via, heavy)`
  await writeFile(join(lab.folder, 'main.mjs'), script)
  const tsx = createRequire(join(process.cwd(), 'package.json')).resolve('tsx')
  const imports = ['--import', tsx, '--import', join(lab.folder, 'forbid.mjs')]
  const options = ['--conditions=@ocp-perf/source', ...imports, join(lab.folder, 'main.mjs')]
  const { stdout } = await promisify(execFile)(process.execPath, options)
  expect(stdout.trim()).toBe('url kubeconfig the heavy client was loaded')
})
