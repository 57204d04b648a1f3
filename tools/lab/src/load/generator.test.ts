import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { runLoad } from './generator.ts'

let gateway: FakeGateway | undefined
afterEach(async () => {
  await gateway?.close()
  gateway = undefined
})

const never = new AbortController().signal
const put = '/v3/kv/put'
const range = '/v3/kv/range'

test('a load keeps its rate, stays within its keys and writes values of its size', async () => {
  gateway = await fakeGateway({ [put]: { text: '{}' } })
  const summary = await runLoad([gateway.url], { rate: 100, seconds: 1, keys: 3, size: 10, prefix: 'p' }, never)
  expect(summary.sent).toBeGreaterThan(80)
  expect(summary.sent).toBeLessThanOrEqual(100)
  expect(summary).toMatchObject({ done: summary.sent, errors: {} })
  const bodies = gateway.requests.map(({ body }) => body as { key: string; value: string })
  expect(new Set(bodies.map(({ key }) => atob(key)))).toEqual(new Set(['p/0', 'p/1', 'p/2']))
  expect(atob(bodies[0]?.value ?? '')).toHaveLength(10)
})

test('a mixed load reads the prefix every other time', async () => {
  gateway = await fakeGateway({ [put]: { text: '{}' }, [range]: { text: '{}' } })
  await runLoad([gateway.url], { mode: 'mix', rate: 50, seconds: 1 }, never)
  const reads = gateway.requests.filter(({ path }) => path === range).length
  expect(Math.abs(reads - gateway.requests.length / 2)).toBeLessThanOrEqual(1)
})

test('keys to start from are written before the clock starts', async () => {
  gateway = await fakeGateway({ [put]: { text: '{}' }, [range]: { text: '{}' } })
  const summary = await runLoad([gateway.url], { mode: 'range', seed: 30, rate: 5, seconds: 1 }, never)
  expect(gateway.requests.slice(0, 30).every(({ path }) => path === put)).toBe(true)
  expect(summary.sent).toBeLessThanOrEqual(5)
})

test('errors are counted by what etcd says, and the load goes on', async () => {
  gateway = await fakeGateway({ [put]: { status: 429, text: '{"error":"etcdserver: mvcc: database space exceeded"}' } })
  const { errors, done } = await runLoad([gateway.url], { rate: 50, seconds: 1 }, never)
  expect(errors).toEqual({ '429 etcdserver: mvcc: database space exceeded': done })
})

test('nobody listening is counted too', async () => {
  gateway = await fakeGateway({})
  const { url } = gateway
  await gateway.close()
  gateway = undefined
  const { errors, sent } = await runLoad([url], { rate: 20, seconds: 1 }, never)
  expect(errors).toEqual({ ECONNREFUSED: sent })
})

test('an abort ends the load with what it has done', async () => {
  gateway = await fakeGateway({ [put]: { text: '{}' } })
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 200)
  const began = Date.now()
  const { sent } = await runLoad([gateway.url], { rate: 50, seconds: 60 }, stop.signal)
  expect(Date.now() - began).toBeLessThan(5_000)
  expect(sent).toBeGreaterThan(0)
})
