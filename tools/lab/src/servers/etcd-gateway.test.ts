import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { disarm, endpointHealthy, endpointStatus, removeKeys } from './etcd-gateway.ts'

let gateway: FakeGateway | undefined
afterEach(async () => {
  await gateway?.close()
  gateway = undefined
})

const statusPath = '/v3/maintenance/status'
const status = (extra: object) =>
  JSON.stringify({ header: { member_id: '10501334649042878790' }, version: '3.5.16', raftTerm: '4', ...extra })

test('a member whose own id is the leader id leads; ids keep all their digits', async () => {
  gateway = await fakeGateway({ [statusPath]: { text: status({ leader: '10501334649042878790', dbSize: '20480' }) } })
  expect(await endpointStatus(gateway.url)).toMatchObject({
    isLeader: true,
    hasLeader: true,
    dbSize: 20480,
    raftTerm: 4,
  })
})

test('ids that differ in their last digit only are two members', async () => {
  gateway = await fakeGateway({ [statusPath]: { text: status({ leader: '10501334649042878791' }) } })
  expect(await endpointStatus(gateway.url)).toMatchObject({ isLeader: false, hasLeader: true })
})

test('a member that leaves the leader out has none', async () => {
  gateway = await fakeGateway({ [statusPath]: { text: status({}) } })
  expect(await endpointStatus(gateway.url)).toMatchObject({ isLeader: false, hasLeader: false, dbSizeInUse: 0 })
})

test.each([
  ['an HTML page', { text: '<html>' }],
  ['cut JSON', { text: '{"header": {' }],
  ['an error of etcd', { status: 503, text: '{"error":"etcdserver: no leader"}' }],
])('%s is an upstream error', async (_, reply) => {
  gateway = await fakeGateway({ [statusPath]: reply })
  await expect(endpointStatus(gateway.url)).rejects.toMatchObject({ code: 'upstream' })
})

test('nobody listening is unreachable, and not healthy', async () => {
  gateway = await fakeGateway({})
  const { url } = gateway
  await gateway.close()
  gateway = undefined
  await expect(endpointStatus(url)).rejects.toMatchObject({ code: 'unreachable' })
  expect(await endpointHealthy(url)).toBe(false)
})

test.each([
  ['{"health":"true","reason":""}', true],
  ['{"health":"false","reason":"ALARM NOSPACE"}', false],
  ['nonsense', false],
])('health %s is %s', async (text, healthy) => {
  gateway = await fakeGateway({ '/health': { text } })
  expect(await endpointHealthy(gateway.url)).toBe(healthy)
})

test('an abort passes through a health check', async () => {
  gateway = await fakeGateway({ '/health': { text: '{"health":"true"}' } })
  await expect(endpointHealthy(gateway.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('keys are removed below the prefix only, and the revision that then is gets compacted', async () => {
  const text = '{"header":{"revision":"77"}}'
  gateway = await fakeGateway({
    '/v3/kv/deleterange': { text },
    '/v3/kv/range': { text },
    '/v3/kv/compaction': { text: '{}' },
  })
  await removeKeys(gateway.url, 'load')
  const [deleted, , compacted] = gateway.requests
  expect(deleted?.body).toEqual({ key: btoa('load/'), range_end: btoa('load0') })
  expect(compacted?.body).toEqual({ revision: '77', physical: true })
})

test('every alarm is lifted with its own member and kind', async () => {
  const alarms = [
    { memberID: '1', alarm: 'NOSPACE' },
    { memberID: '2', alarm: 'NOSPACE' },
  ]
  gateway = await fakeGateway({ '/v3/maintenance/alarm': { text: JSON.stringify({ alarms }) } })
  await disarm(gateway.url)
  expect(gateway.requests.slice(1).map(({ body }) => body)).toEqual(
    alarms.map((alarm) => ({ action: 'DEACTIVATE', ...alarm })),
  )
})
