import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { labState } from '../__fixtures__/lab-state.ts'
import { etcdCommand, findLeader, waitForLeader, waitForMembers } from './etcd.ts'

let gateways: FakeGateway[] = []
afterEach(async () => {
  for (const gateway of gateways) await gateway.close()
  gateways = []
})

/** Members that each say who they are, whom they follow and in which term. */
async function cluster(members: { leader: string; term: string; health?: string }[]) {
  gateways = await Promise.all(
    members.map(({ leader, term, health = 'true' }, index) => {
      const status = { header: { member_id: String(index + 1) }, version: '3.5.16', leader, raftTerm: term }
      return fakeGateway({
        '/v3/maintenance/status': { text: JSON.stringify(status) },
        '/health': { text: JSON.stringify({ health }) },
      })
    }),
  )
  return labState(gateways.map(({ url }) => url))
}

test('a leader that was cut off and one of a newer term: the newer leads', async () => {
  const state = await cluster([
    { leader: '1', term: '3' },
    { leader: '2', term: '4' },
    { leader: '2', term: '4' },
  ])
  expect((await findLeader(state))?.name).toBe('m2')
})

test('while nobody leads there is no leader, and waiting for one says so', async () => {
  const state = await cluster([
    { leader: '0', term: '3' },
    { leader: '0', term: '3' },
  ])
  expect(await findLeader(state)).toBeUndefined()
  await expect(waitForLeader(state, 100)).rejects.toMatchObject({ code: 'timeout' })
})

test('a member that does not answer does not hide the leader', async () => {
  const state = await cluster([
    { leader: '1', term: '3' },
    { leader: '1', term: '3' },
  ])
  await gateways[1]?.close()
  expect((await findLeader(state))?.name).toBe('m1')
})

test('waiting for health names the members that are not', async () => {
  const state = await cluster([
    { leader: '1', term: '3' },
    { leader: '1', term: '3', health: 'false' },
  ])
  await expect(waitForMembers(state, 100)).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringMatching(/: m2$/),
  })
})

test('etcd is told its peers inside, and clients the address that works outside', () => {
  const state = labState()
  const [member] = state.members
  if (!member) throw new Error('The fixture has members')
  const flags = etcdCommand(state, member)
  expect(flags).toContain(
    '--initial-cluster=m1=http://198.18.0.11:2380,m2=http://198.18.0.12:2380,m3=http://198.18.0.13:2380',
  )
  expect(flags).toContain('--listen-client-urls=http://198.18.0.11:2379')
  expect(flags).toContain('--advertise-client-urls=http://127.0.0.1:1')
  expect(flags).toContain('--metrics=extensive')
})
