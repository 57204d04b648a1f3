import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../../__fixtures__/fake-gateway.ts'
import { unhealthyBefore } from './health-before.ts'

let server: FakeGateway | undefined
afterEach(() => server?.close())

interface Answers {
  fsync?: Record<string, number>
  changes?: boolean
  down?: boolean
}

/** A Prometheus that knows the three questions by what they read. */
async function prometheus({ fsync = { m1: 0, m2: 0.2 }, changes = false, down = false }: Answers): Promise<string> {
  const result = (rows: [object, number][]) =>
    JSON.stringify({ data: { result: rows.map(([metric, value]) => ({ metric, value: [1, String(value)] })) } })
  server = await fakeGateway({
    '/api/v1/query': ({ query = '' }) => {
      if (query.includes('fsync'))
        return result(Object.entries(fsync).map(([instance, share]) => [{ instance }, share]))
      if (query.includes('leader_changes')) return result(changes ? [[{}, 1]] : [])
      return result(down ? [[{ job: 'etcd', instance: 'm3' }, 0]] : [])
    },
  })
  return server.url
}

const span = { domain: 'etcd', start: 1_000, injected: 1_075.5 }

test.each<[string, Answers, string[]]>([
  ['all is well', {}, []],
  ['fsync is slow now and then', { fsync: { m1: 0.33 } }, []],
  ['fsync is slow for long', { fsync: { m1: 0, m2: 0.5 } }, ['fsync of m2 was slow for 50 % of the time']],
  ['nothing was measured', { fsync: {} }, ['no fsync was measured']],
  ['the leader changed', { changes: true }, ['the leader changed']],
  ['a target was down', { down: true }, ['etcd m3 did not always answer']],
])('%s', async (_, answers, expected) => {
  expect(await unhealthyBefore(await prometheus(answers), span)).toEqual(expected)
})

test('it reads the time before the fault alone', async () => {
  await unhealthyBefore(await prometheus({}), span)
  const queries = server?.requests.map(({ body }) => new URLSearchParams(String(body)).get('query') ?? '') ?? []
  expect(queries).toHaveLength(3)
  for (const query of queries) expect(query).toMatch(/\[75s(:5s)?\] @ 1075\.500/)
})

test('a Prometheus that does not answer is an error, not health', async () => {
  await expect(unhealthyBefore('http://127.0.0.1:1', span)).rejects.toMatchObject({ code: 'unreachable' })
})

test('a slow disk keeps nobody from recording what the network of nodes does, a target that is down does', async () => {
  const url = await prometheus({ fsync: { m1: 0.9 }, down: true })
  expect(await unhealthyBefore(url, { ...span, domain: 'network' })).toEqual(['etcd m3 did not always answer'])
})
