import { AppError } from '@ocp-perf/errors'
import { clusterConfigSchema } from '@ocp-perf/ocp-auth'
import { afterEach, expect, test, vi } from 'vitest'
import { createContext } from './create-context.ts'
import { type FakePrometheus, startFakePrometheus, testContext } from './testing/index.ts'

const started: FakePrometheus[] = []
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.close()
})
const start = async () => {
  const fake = await startFakePrometheus()
  started.push(fake)
  return fake
}

test('a cluster is connected once, however many ask for it at the same time', async () => {
  const fake = await start()
  const context = testContext({ url: fake.url })
  const clusters = await Promise.all([context.cluster('lab'), context.cluster(undefined), context.cluster('lab')])
  expect(new Set(clusters).size).toBe(1)
  expect(fake.requests.filter(({ query }) => query?.includes('count_over_time(up['))).toHaveLength(1)
  expect(clusters[0]?.platform.profile.id).toBe('standalone')
  await context.close()
})

test('a connect that failed is tried again by the next call', async () => {
  const fake = await start()
  fake.reply = { status: 503 }
  const context = testContext({ url: fake.url })
  await expect(context.cluster('lab')).rejects.toMatchObject({ code: expect.stringMatching(/upstream|unreachable/) })
  fake.reply = undefined
  await expect(context.cluster('lab')).resolves.toMatchObject({ name: 'lab' })
  await context.close()
})

test('an unknown cluster is refused before anything is asked, and the known ones are named', async () => {
  const fake = await start()
  const context = testContext({ url: fake.url, clusters: [{ name: 'east' }, { name: 'west' }], current: 'west' })
  expect(context.clusterNames).toEqual(['west', 'east'])
  expect(context.clusterConfig(undefined).name).toBe('west')
  await expect(context.cluster('north')).rejects.toMatchObject({ code: 'not_found', hint: 'Clusters are west, east.' })
  await expect(context.collect('etcd/network-io', { cluster: 'north' })).rejects.toMatchObject({ code: 'not_found' })
  expect(fake.requests).toEqual([])
})

test('of several clusters one must be named when none is current', async () => {
  const context = testContext({ url: 'http://127.0.0.1:1', clusters: [{ name: 'east' }, { name: 'west' }] })
  await expect(context.cluster(undefined)).rejects.toMatchObject({
    code: 'invalid_input',
    hint: 'Give cluster as one of east, west.',
  })
})

test('no cluster at all is refused at the start', () => {
  expect(() => testContext({ url: 'http://127.0.0.1:1', clusters: [] })).toThrow(AppError)
})

test('a panel is collected from the cluster that is named', async () => {
  const fake = await start()
  const context = testContext({ url: fake.url, clusters: [{ name: 'east' }, { name: 'west' }] })
  const panel = await context.collect('etcd/network-io', { cluster: 'east', duration: '15m' })
  expect(panel).toMatchObject({ cluster: 'east', panel: 'etcd/network-io', platform: 'standalone' })
  await context.close()
})

test('closing ends what is still being read, and nobody reads on for its sake', async () => {
  let reading: AbortSignal | undefined
  const context = createContext({
    server: { name: 'test', version: '1', startedAt: 0 },
    clusters: [clusterConfigSchema.parse({ name: 'dump', file: '/dump.om' })],
    catalog: () => {
      throw new Error('not asked for')
    },
    profiles: () => [],
    domains: () => [],
    levels: () => [],
    rules: () => {
      throw new Error('not asked for')
    },
    connect: async () => ({ name: 'dump', via: 'file', file: '/dump.om', foundBy: 'the test', warnings: [] }),
    openSource: (_, signal) => {
      reading = signal
      return new Promise(() => {})
    },
  })
  const asked = context.cluster('dump')
  await vi.waitFor(() => expect(reading?.aborted).toBe(false))
  await context.close()
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
  expect(reading?.aborted).toBe(true)
})
