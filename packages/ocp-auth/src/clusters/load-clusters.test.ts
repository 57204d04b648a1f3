import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, reportError } from '@ocp-perf/errors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadClusters } from './load-clusters.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusters-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function load(yaml: string, env: NodeJS.ProcessEnv = {}) {
  await writeFile(join(folder, 'clusters.yaml'), yaml)
  return await loadClusters({ configDir: folder, env })
}

/** A reference to an environment variable, as the file writes it. */
function variable(name: string): string {
  return `$\{${name}}`
}

async function refusal(loading: Promise<unknown>): Promise<AppError> {
  const error = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) {
    throw new Error('It was not refused with an AppError', { cause: error })
  }
  return error
}

test('several clusters are read, and the current one is named', async () => {
  const { clusters, current, from } = await load('current: b\nclusters:\n  - name: a\n  - name: b\n')
  expect(clusters.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(current).toBe('b')
  expect(from).toBe(join(folder, 'clusters.yaml'))
})

test('the only cluster is the current one, and among several none is unless it is named', async () => {
  expect((await load('clusters: [{name: a}]')).current).toBe('a')
  expect((await load('clusters: [{name: a}, {name: b}]')).current).toBeUndefined()
})

test('relative paths belong to the file and ~ to the home folder', async () => {
  const yaml =
    'clusters:\n  - name: a\n    prometheus: {ca_file: ca.pem, token_file: ~/token}\n    kubernetes: {kubeconfig: ../k}\n'
  const { clusters } = await load(yaml, { HOME: '/home/me' })
  expect(clusters[0]?.prometheus?.ca_file).toBe(join(folder, 'ca.pem'))
  expect(clusters[0]?.prometheus?.token_file).toBe('/home/me/token')
  expect(clusters[0]?.kubernetes?.kubeconfig).toBe(join(folder, '..', 'k'))
})

test('a dump takes the place of a live cluster: its path belongs to the file, and nothing live stands beside it', async () => {
  const { clusters } = await load('clusters:\n  - name: a\n    file: dumps/a.om.gz\n')
  expect(clusters[0]?.file).toBe(join(folder, 'dumps/a.om.gz'))
  for (const [section, settings] of [
    ['prometheus', '{url: "http://x"}'],
    ['kubernetes', '{}'],
    ['etcd', '{endpoints: ["http://x"]}'],
  ]) {
    const { message } = await refusal(load(`clusters:\n  - name: a\n    file: a.om\n    ${section}: ${settings}\n`))
    expect(message).toContain(`clusters.yaml:4: clusters[0].${section}: cannot stand beside file`)
  }
})

test('a variable is put in after the YAML was read, so its text can never become a setting', async () => {
  const login = `{token: "${variable('TOKEN')}", headers: {X-Scope-OrgID: "$${variable('x')}"}}`
  const yaml = `clusters:\n  - name: a\n    prometheus: ${login}\n`
  const { clusters } = await load(yaml, { TOKEN: 'x"}, insecure: true # ' })
  expect(clusters[0]?.prometheus).toMatchObject({ token: 'x"}, insecure: true # ', insecure: false })
  expect(clusters[0]?.prometheus?.headers).toEqual({ 'X-Scope-OrgID': variable('x') })
})

test('a variable that is not set names file, line and setting', async () => {
  const error = await refusal(load(`clusters:\n  - name: a\n    prometheus:\n      token: ${variable('NOPE')}\n`))
  expect(error.message).toContain('clusters.yaml:4: clusters.0.prometheus.token')
  expect(error.message).toContain('NOPE is not set')
})

test.each([
  ['an unknown setting', '      tokn: x\n', ':4: clusters[0].prometheus.tokn: no such setting'],
  ['a wrong type', '      insecure: maybe\n', ':4: clusters[0].prometheus.insecure: '],
  ['a URL with a password', '      url: https://u:hunter2@h\n', 'put them in username and password'],
  ['a URL that is none', '      url: h:9090\n', ':4: clusters[0].prometheus.url: must be an http'],
  ['two logins', '      token: hunter2\n      username: u\n      password: p\n', 'give one of token'],
  ['a user without a password', '      username: u\n', 'username needs password'],
  ['a certificate without its key', '      cert_file: c\n', 'cert_file and key_file go together'],
  ['a header that would add another', '      headers: {A: "x\\r\\nB: y"}\n', 'clusters[0].prometheus.headers.A'],
])('%s is refused with its line, and its value is not repeated', async (_, setting, expected) => {
  const error = await refusal(load(`clusters:\n  - name: a\n    prometheus:\n${setting}`))
  expect(error.code).toBe('invalid_input')
  expect(error.message).toContain(expected)
  expect(JSON.stringify(reportError(error))).not.toContain('hunter2')
})

test('two entries of one name, a current that is no entry, and no entry at all are refused', async () => {
  expect((await refusal(load('clusters: [{name: a}, {name: a}]'))).message).toContain('the name of an earlier entry')
  expect((await refusal(load('current: c\nclusters: [{name: a}]'))).message).toContain('names no entry; there is a')
  expect((await refusal(load('clusters: []'))).message).toContain(':1: clusters: ')
  expect((await refusal(load(''))).message).toContain('clusters')
})

test('what is not YAML is refused by line, without quoting it', async () => {
  const error = await refusal(load('clusters:\n  - name: a\n    prometheus: {password: *hunter2}\n'))
  expect(error.message).toContain('clusters.yaml:3: not YAML')
  expect(JSON.stringify(reportError(error)) + String(error.stack)).not.toContain('hunter2')
})

test('a file that is named must exist, by argument or by variable', async () => {
  expect((await refusal(loadClusters({ configDir: folder, env: {}, path: '/nope.yaml' }))).message).toContain('ENOENT')
  const byVariable = loadClusters({ configDir: folder, env: { OCP_PERF_CLUSTERS: '/nope.yaml' } })
  expect((await refusal(byVariable)).message).toContain('/nope.yaml')
})

test('without a file the environment describes the cluster "default"', async () => {
  const env = {
    PROMETHEUS_URL: 'https://prom.test',
    PROMETHEUS_TOKEN_FILE: '/run/token',
    PROMETHEUS_INSECURE: 'true',
    PROMETHEUS_ORG_ID: 'team-a',
    ETCD_ENDPOINTS: 'https://e1:2379, https://e2:2379',
    ETCD_CA_FILE: '/etc/etcd/ca.crt',
    KUBE_EXEC: 'yes',
  }
  const { clusters, current, from } = await loadClusters({ configDir: folder, env })
  expect({ current, from }).toEqual({ current: 'default', from: 'the environment' })
  expect(clusters).toMatchObject([
    {
      name: 'default',
      prometheus: {
        url: 'https://prom.test',
        token_file: '/run/token',
        insecure: true,
        headers: { 'X-Scope-OrgID': 'team-a' },
      },
      etcd: { endpoints: ['https://e1:2379', 'https://e2:2379'], ca_file: '/etc/etcd/ca.crt' },
      kubernetes: { exec: true },
    },
  ])
})

test('an empty environment is a cluster that is looked for', async () => {
  const { clusters } = await loadClusters({ configDir: folder, env: {} })
  expect(clusters).toEqual([{ name: 'default', selectors: {} }])
})

test('KUBECONFIG beside a URL adds the Kubernetes API', async () => {
  const { clusters } = await loadClusters({ configDir: folder, env: { PROMETHEUS_URL: 'http://p', KUBECONFIG: '/k' } })
  expect(clusters[0]?.kubernetes).toMatchObject({ exec: false })
})

test.each([
  ['PROMETHEUS_URL', 'https://u:hunter2@h', 'PROMETHEUS_URL: must not hold a user name or password'],
  ['PROMETHEUS_INSECURE', 'ture', 'PROMETHEUS_INSECURE: '],
  ['ETCD_ENDPOINTS', 'e1:2379', 'ETCD_ENDPOINTS: must be an http'],
])('a bad %s is refused by its name', async (variable, value, expected) => {
  const error = await refusal(loadClusters({ configDir: folder, env: { [variable]: value } }))
  expect(error.code).toBe('invalid_input')
  expect(error.message).toContain(expected)
  expect(error.message).not.toContain('hunter2')
})
