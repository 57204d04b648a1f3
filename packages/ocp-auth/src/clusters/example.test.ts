import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { environmentSettings } from './environment.ts'
import { loadClusters } from './load-clusters.ts'

const repository = new URL('../../../../', import.meta.url)
const pathOf = (name: string) => fileURLToPath(new URL(name, repository))

test('the example of clusters.yaml is read, every entry of it', async () => {
  const path = pathOf('config/clusters.example.yaml')
  const env = { PROMETHEUS_PASSWORD: 'from the environment', HOME: '/home/me' }
  const { clusters, current } = await loadClusters({ configDir: pathOf('config'), env, path })
  expect(current).toBe('openshift')
  expect(clusters.map(({ name }) => name)).toEqual([
    'openshift',
    'openshift-by-service-account',
    'in-cluster',
    'kubernetes',
    'bare-etcd',
    'central',
    'customer',
  ])
  expect(clusters[4]?.prometheus?.password).toBe('from the environment')
  expect(clusters.at(-1)?.file).toBe('/home/me/cases/4711/must-gather.tar.gz')
  expect(clusters[1]?.kubernetes?.kubeconfig).toBe('/home/me/clusters/prod/kubeconfig')
})

test('the README names each environment variable', async () => {
  const readme = await readFile(pathOf('packages/ocp-auth/README.md'), 'utf8')
  const missing = Object.entries(environmentSettings).filter(
    ([variable, setting]) => !readme.includes(`| \`${variable}\` | \`${setting}\` |`),
  )
  expect(missing).toEqual([])
})

const roleSchema = z.object({
  kind: z.enum(['Role', 'ClusterRole']),
  rules: z.array(z.object({ verbs: z.array(z.enum(['get', 'list', 'create'])) }).loose()),
})

test('the RBAC samples grant reading, and nothing that writes but tokens, exec and queries by proxy', async () => {
  const folder = pathOf('docs/rbac')
  const files = await readdir(folder)
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')))
  const roles = texts
    .flatMap((text) => parseAllDocuments(text).map((document): unknown => document.toJS()))
    .filter((object) => z.object({ rules: z.array(z.unknown()) }).safeParse(object).success)
    .map((object) => roleSchema.parse(object))
  expect(roles.length).toBeGreaterThan(0)
  const writing = roles.flatMap(({ rules }) => rules).filter(({ verbs }) => verbs.includes('create'))
  const resources = writing.map((rule) => String(rule.resources))
  expect(resources.toSorted()).toEqual(['pods/exec', 'serviceaccounts/token', 'services/proxy'])
  expect(writing.every((rule) => Array.isArray(rule.resourceNames))).toBe(true)
})
