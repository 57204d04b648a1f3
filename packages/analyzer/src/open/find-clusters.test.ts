import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { completeChoice, findClusters } from './find-clusters.ts'

describe('what is meant', () => {
  const env = { OCP_PERF_FROM: 'env.om', OCP_PERF_CLUSTER: 'east', OCP_PERF_CONFIG: '/etc/perf' }

  test('is what the environment says where a command line says nothing: a dump before a cluster', () => {
    expect(completeChoice({}, env)).toEqual({ config: '/etc/perf', from: 'env.om' })
    expect(completeChoice({}, { ...env, OCP_PERF_FROM: '' })).toEqual({ config: '/etc/perf', cluster: 'east' })
  })

  test('is a flag before any variable, those of other flags included', () => {
    expect(completeChoice({ from: 'a.om' }, env)).toEqual({ config: '/etc/perf', from: 'a.om' })
    expect(completeChoice({ cluster: 'west' }, env)).toEqual({ config: '/etc/perf', cluster: 'west' })
    expect(completeChoice({ prometheusUrl: 'http://x' }, env)).toEqual({
      config: '/etc/perf',
      cluster: 'east',
      prometheusUrl: 'http://x',
    })
  })

  test('is a path of the folder that the command was given in, where this one has none of the name', () => {
    const relative = { OCP_PERF_FROM: 'env.om', OCP_PERF_CONFIG: 'perf', INIT_CWD: '/home/a' }
    expect(completeChoice({}, relative)).toEqual({ config: '/home/a/perf', from: '/home/a/env.om' })
    expect(completeChoice({ from: 'package.json' }, { INIT_CWD: '/home/a' }).from).toBe('package.json')
  })

  test('is the history beside the cluster of it that is meant, and is no path', () => {
    const folder = { INIT_CWD: '/home/a' }
    expect(completeChoice({ from: 'history', cluster: 'east' }, folder)).toEqual({ from: 'history', cluster: 'east' })
    expect(completeChoice({}, { ...folder, OCP_PERF_FROM: 'history', OCP_PERF_CLUSTER: 'east' })).toEqual({
      from: 'history',
      cluster: 'east',
    })
    expect(completeChoice({ cluster: 'east' }, { OCP_PERF_FROM: 'history' })).toEqual({
      from: 'history',
      cluster: 'east',
    })
    expect(completeChoice({ from: './history' }, folder).from).toBe('/home/a/history')
    expect(() => completeChoice({ from: 'history', prometheusUrl: 'http://x' }, {})).toThrow('--prometheus-url')
  })

  test.each([
    ['--prometheus-url', { prometheusUrl: 'http://x' }],
    ['--cluster', { cluster: 'east' }],
  ])('is not both a dump and %s', (flag, beside) => {
    expect(() => completeChoice({ from: 'a.om', ...beside }, {})).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(flag) }),
    )
  })
})

test('a dump is found without being looked for, so that a doctor can say what is wrong with its path', async () => {
  const { clusters, current } = await findClusters({ from: '/nowhere/gone.om' }, '/nowhere', {})
  expect(clusters).toEqual([expect.objectContaining({ name: 'gone', file: '/nowhere/gone.om' })])
  expect(current).toBe('gone')
})

test('without clusters.yaml the environment describes the only cluster', async () => {
  const env = { PROMETHEUS_URL: 'http://127.0.0.1:1' }
  const { clusters, current } = await findClusters({ prometheusUrl: 'http://127.0.0.1:2' }, '/nowhere', env)
  expect(clusters.map(({ name, prometheus }) => [name, prometheus?.url])).toEqual([['default', 'http://127.0.0.1:2']])
  expect(current).toBe('default')
})

describe('sources of PromQL that are no cluster', () => {
  const folderWith = async (files: Record<string, string>) => {
    const folder = await mkdtemp(join(tmpdir(), 'find-clusters-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return folder
  }
  const found = async (files: Record<string, string>, env: NodeJS.ProcessEnv = {}) =>
    await findClusters({}, await folderWith(files), env, 'prometheus.yaml')

  test('stand in front of the clusters, and the current one is theirs, else that of the clusters', async () => {
    const clusters =
      'current: west\nclusters: [{ name: east, prometheus: { url: "http://e" } }, { name: west, file: w.om }]'
    const sources = 'sources: [{ name: builds, url: "http://b", token: "$'.concat('{BUILDS}" }]')
    const env = { BUILDS: 'a-token' }
    const both = await found({ 'clusters.yaml': clusters, 'prometheus.yaml': `current: builds\n${sources}` }, env)
    expect(both.clusters.map(({ name }) => name)).toEqual(['builds', 'east', 'west'])
    expect(both.clusters[0]?.prometheus).toMatchObject({ url: 'http://b', token: 'a-token' })
    expect(both.current).toBe('builds')
  })

  test('may be one in the flat form that clients of Prometheus alone have', async () => {
    const flat = 'base_url: http://localhost:9090\nheaders: { X-Scope-OrgID: a }\ndisable_ssl: false'
    const { clusters, current } = await found({ 'prometheus.yaml': flat })
    expect(clusters).toMatchObject([{ name: 'default', prometheus: { url: 'http://localhost:9090', insecure: false } }])
    expect(current).toBe('default')
  })

  test('leave a cluster of the environment beside them, and none where it describes none', async () => {
    const sources = { 'prometheus.yaml': 'sources: [{ name: builds, url: "http://b" }]' }
    expect((await found(sources)).clusters.map(({ name }) => name)).toEqual(['builds'])
    expect((await found(sources, { PROMETHEUS_URL: 'http://e' })).clusters.map(({ name }) => name)).toEqual([
      'builds',
      'default',
    ])
  })

  test.each([
    ['sources: [{ name: builds }]', /prometheus\.yaml:1: .*url/],
    ['sources: [{ name: builds, url: "http://b", tokn: x }]', /prometheus\.yaml:1: .*tokn/],
    ['sources: [{ name: builds, url: "ftp://b" }]', /http/],
  ])('%s is refused with file, line and setting', async (text, words) => {
    await expect(found({ 'prometheus.yaml': text })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(words),
    })
  })

  test('the example can be read', async () => {
    const example = await readFile(new URL('../../../../config/prometheus.example.yaml', import.meta.url), 'utf8')
    const { clusters, current } = await found({ 'prometheus.yaml': example }, { VICTORIA_PASSWORD: 'x' })
    expect(clusters.map(({ name }) => name)).toEqual(['builds', 'long-term', 'victoria'])
    expect(current).toBe('builds')
  })
})
