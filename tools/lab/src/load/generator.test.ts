import { describe, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { runLoad } from './generator.ts'

type Replies = Parameters<typeof fakeGateway>[0]

/** Gives a gateway of its own to each, since they run at once: a load takes at least a second. */
async function withGateway(replies: Replies, work: (gateway: FakeGateway) => Promise<void>): Promise<void> {
  const gateway = await fakeGateway(replies)
  try {
    await work(gateway)
  } finally {
    await gateway.close()
  }
}

const never = new AbortController().signal
const put = '/v3/kv/put'
const range = '/v3/kv/range'

describe.concurrent('the generator', () => {
  test('a load sends no more than its rate, stays within its keys and writes values of its size', () =>
    withGateway({ [put]: { text: '{}' } }, async (gateway) => {
      const summary = await runLoad([gateway.url], { rate: 100, seconds: 1, keys: 3, size: 10, prefix: 'p' }, never)
      // How near it comes is the machine's.
      expect(summary.sent).toBeGreaterThan(3)
      expect(summary.sent).toBeLessThanOrEqual(100)
      expect(summary).toMatchObject({ done: summary.sent, errors: {} })
      const bodies = gateway.requests.map(({ body }) => body as { key: string; value: string })
      expect(new Set(bodies.map(({ key }) => atob(key)))).toEqual(new Set(['p/0', 'p/1', 'p/2']))
      expect(atob(bodies[0]?.value ?? '')).toHaveLength(10)
    }))

  test('a mixed load reads the prefix every other time', () =>
    withGateway({ [put]: { text: '{}' }, [range]: { text: '{}' } }, async (gateway) => {
      await runLoad([gateway.url], { mode: 'mix', rate: 50, seconds: 1 }, never)
      const reads = gateway.requests.filter(({ path }) => path === range).length
      expect(Math.abs(reads - gateway.requests.length / 2)).toBeLessThanOrEqual(1)
    }))

  test('keys to start from are written before the clock starts', () =>
    withGateway({ [put]: { text: '{}' }, [range]: { text: '{}' } }, async (gateway) => {
      const summary = await runLoad([gateway.url], { mode: 'range', seed: 30, rate: 5, seconds: 1 }, never)
      expect(gateway.requests.slice(0, 30).every(({ path }) => path === put)).toBe(true)
      expect(summary.sent).toBeLessThanOrEqual(5)
    }))

  test('errors are counted by what etcd says, and the load goes on', () =>
    withGateway(
      { [put]: { status: 429, text: '{"error":"etcdserver: mvcc: database space exceeded"}' } },
      async (gateway) => {
        const { errors, done } = await runLoad([gateway.url], { rate: 50, seconds: 1 }, never)
        expect(errors).toEqual({ '429 etcdserver: mvcc: database space exceeded': done })
      },
    ))

  test('nobody listening is counted too', () =>
    withGateway({}, async (gateway) => {
      const { url } = gateway
      await gateway.close()
      const { errors, sent } = await runLoad([url], { rate: 20, seconds: 1 }, never)
      expect(errors).toEqual({ ECONNREFUSED: sent })
    }))

  test('an abort ends the load with what it has done', () =>
    withGateway({ [put]: { text: '{}' } }, async (gateway) => {
      const stop = new AbortController()
      setTimeout(() => stop.abort(), 200)
      const began = Date.now()
      const { sent } = await runLoad([gateway.url], { rate: 50, seconds: 60 }, stop.signal)
      expect(Date.now() - began).toBeLessThan(5_000)
      expect(sent).toBeGreaterThan(0)
    }))
})
