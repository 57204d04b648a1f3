import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dumpText, openshiftSeries } from '../testing/index.ts'
import { type OpenContextOptions, openContext } from './open-context.ts'

const end = 1_795_001_000
const text = dumpText(openshiftSeries(), { end, scrapes: 20, everySeconds: 30 })

let folder: string
let dump: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-context-'))
  dump = join(folder, 'prod.om')
  await writeFile(dump, text)
})
afterAll(() => rm(folder, { recursive: true }))

function open(choice: OpenContextOptions['choice'], more: Partial<OpenContextOptions> = {}) {
  const logged: object[] = []
  const keep = (details: object) => logged.push(details)
  const log = { debug: keep, info: keep, warn: keep, error: keep }
  const server = { name: 'test', version: '1.2.3' }
  return { logged, context: openContext({ choice, server, home: import.meta.url, log, env: {}, ...more }) }
}

describe('a dump that is named', () => {
  test('is the only cluster, called after the file, and now is its end', async () => {
    const { context, logged } = open({ from: dump })
    const opened = await context
    expect(opened.clusterNames).toEqual(['prod'])
    const cluster = await opened.cluster(undefined)
    expect(cluster).toMatchObject({
      name: 'prod',
      connection: { via: 'file', file: dump },
      source: { recording: { name: 'the dump prod.om', start: end - 570, end } },
      platform: { profile: { id: 'openshift' } },
    })
    expect(cluster.now()).toBe(end)
    expect(Math.abs(opened.now() - Date.now() / 1000)).toBeLessThan(60)
    expect(logged).toContainEqual(
      expect.objectContaining({ event: 'dump-read', skipped: 0, seconds: expect.any(Number) }),
    )
    await opened.close()
  })

  test('takes the place of what the environment describes', async () => {
    const env = { PROMETHEUS_URL: 'http://127.0.0.1:1', OCP_PERF_CLUSTER: 'default' }
    const { clusterNames } = await open({ from: dump }, { env }).context
    expect(clusterNames).toEqual(['prod'])
    const { clusterNames: same } = await open({}, { env: { ...env, OCP_PERF_FROM: dump } }).context
    expect(same).toEqual(['prod'])
  })

  test('is looked for in the folder that the command was given in, too', async () => {
    const { context } = open({ from: 'prod.om' }, { env: { INIT_CWD: folder } })
    expect((await context).clusterConfig(undefined).file).toBe(dump)
  })

  test('is refused at the start when it is not there', async () => {
    await expect(open({ from: join(folder, 'gone.om') }).context).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('--from'),
    })
  })

  test('is refused by the first call when nothing in it can be read, with its name', async () => {
    const file = join(folder, 'letter.txt')
    await writeFile(file, 'Dear support,\n\nplease find attached.\n')
    const context = await open({ from: file }).context
    await expect(context.cluster(undefined)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('letter.txt'),
    })
    await context.close()
  })
})

test('a dump of clusters.yaml stands beside a live cluster', async () => {
  const config = join(folder, 'clusters.yaml')
  await writeFile(
    config,
    'current: live\nclusters:\n  - name: live\n    prometheus: {url: "http://127.0.0.1:1"}\n  - name: old\n    file: prod.om\n',
  )
  const context = await open({}, { env: { OCP_PERF_CLUSTERS: config } }).context
  expect(context.clusterNames).toEqual(['live', 'old'])
  expect((await context.cluster('old')).now()).toBe(end)
  const panel = await context.collect('etcd/cluster-status', { cluster: 'old' })
  expect(panel.notes[0]).toContain('From the dump prod.om')
  await context.close()
})

test('a Prometheus cannot replace a dump', async () => {
  const config = join(folder, 'one.yaml')
  await writeFile(config, 'clusters:\n  - name: old\n    file: prod.om\n')
  const choice = { prometheusUrl: 'http://127.0.0.1:1' }
  await expect(open(choice, { env: { OCP_PERF_CLUSTERS: config } }).context).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'The cluster old is a dump and has no Prometheus to replace.',
  })
})

test('a folder without a catalog is refused with the flag or variable that named it', async () => {
  const empty = join(folder, 'empty')
  await mkdir(empty)
  await expect(open({ config: empty }).context).rejects.toMatchObject({ code: 'not_found' })
})
