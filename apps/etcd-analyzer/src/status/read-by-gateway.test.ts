import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { judgeStatus } from './judge-status.ts'
import { readByGateway } from './read-by-gateway.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const { signal } = new AbortController()
const ids = ['9068610270016006047', '289161914673420962', '2213034016501597496']

type Answer = { status?: number; body: string } | 'hang'

async function serve(answer: (path: string) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    const given = answer(request.url ?? '')
    if (given !== 'hang') response.writeHead(given.status ?? 200).end(given.body)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface MemberOptions {
  health?: Answer
  status?: Answer
  alarms?: string
}

/** Three members as the gateway of 3.4 and 3.5 answers: 64-bit integers as strings. */
async function startMembers(options: Record<number, MemberOptions> = {}): Promise<string[]> {
  const urls: string[] = []
  for (const index of [0, 1, 2]) {
    const { health = { body: '{"health":"true"}' }, alarms = '{}', status } = options[index] ?? {}
    urls.push(
      await serve((path) => {
        if (path === '/health') return health
        if (path === '/v3/maintenance/status') {
          return (
            status ?? {
              body: `{"header":{"member_id":"${ids[index]}","raft_term":"3"},"version":"3.4.23","dbSize":"24576","leader":"${ids[0]}","raftIndex":"900","raftTerm":"3","raftAppliedIndex":"900","dbSizeInUse":"16384"}`,
            }
          )
        }
        if (path === '/v3/maintenance/alarm') return { body: alarms }
        if (path === '/v3/cluster/member/list') {
          const members = ids.map((ID, place) => ({ ID, name: `m${place + 1}`, clientURLs: [urls[place] ?? ''] }))
          return { body: JSON.stringify({ members }) }
        }
        return { status: 404, body: 'not found' }
      }),
    )
  }
  return urls
}

const etcd = (endpoints: string[]) => ({ endpoints, insecure: false })
const judge = async (endpoints: string[], limitMs?: number) =>
  judgeStatus({ cluster: 'c', time: 0, reading: await readByGateway(etcd(endpoints), signal, limitMs), signals: [] })

test('every member is read from its own endpoint, with its latency', async () => {
  const status = await judge(await startMembers())
  expect(status).toMatchObject({ verdict: 'ok', source: 'gateway', leader: 'm1', alarms: [] })
  expect(status.members.map(({ member, id, healthy }) => ({ member, id, healthy }))).toEqual([
    { member: 'm1', id: '7dda2cfe36c3679f', healthy: true },
    { member: 'm2', id: '4034f3ab6ae5aa2', healthy: true },
    { member: 'm3', id: '1eb646b67d6f0538', healthy: true },
  ])
  for (const { latency_seconds } of status.members) expect(latency_seconds).toBeGreaterThan(0)
})

test('one endpoint of three is enough to name the leader, and the members that were not asked are not down', async () => {
  const [, follower = ''] = await startMembers()
  const status = await judge([follower])
  expect(status.leader).toBe('m1')
  expect(status.verdict).toBe('unknown')
  expect(status.headline).not.toMatch(/quorum|no member is the leader/)
})

test('a dead member is down with the reason, and the others are not held up', async () => {
  const urls = await startMembers()
  const [dead] = servers.splice(2, 1)
  await new Promise((resolve) => dead?.close(resolve))
  const status = await judge(urls)
  expect(status.verdict).toBe('critical')
  expect(status.members[0]).toMatchObject({ member: 'm3', verdict: 'critical', reason: 'down (connection refused)' })
  expect(status.headline).toContain('2 of 3 voting members up')
})

test('a member that accepts and never answers is given up after the limit', async () => {
  const status = await judge(await startMembers({ 1: { status: 'hang', health: 'hang' } }), 500)
  expect(status.members[0]).toMatchObject({ member: 'm2', verdict: 'critical' })
  expect(status.members[0]?.reason).toMatch(/no answer (within 0.5 s|in time)/)
})

test('a member that answers and calls itself unhealthy is unhealthy, with its reason and its figures', async () => {
  const health = { status: 503, body: '{"health":"false","reason":"ALARM NOSPACE"}' }
  const alarms = `{"alarms":[{"memberID":"${ids[1]}","alarm":"NOSPACE"}]}`
  const status = await judge(await startMembers({ 0: { alarms }, 1: { health } }))
  expect(status.members[0]).toMatchObject({ member: 'm2', verdict: 'critical', raft_index: 900 })
  expect(status.members[0]?.reason).toBe('alarm NOSPACE')
  expect(status.alarms).toEqual([{ member: 'm2', alarm: 'NOSPACE' }])
})

test('a full database is an alarm of members that answer, not a lost quorum', async () => {
  const health = { status: 503, body: '{"health":"false","reason":"ALARM NOSPACE"}' }
  const alarms = JSON.stringify({ alarms: ids.map((memberID) => ({ memberID, alarm: 'NOSPACE' })) })
  const status = await judge(await startMembers({ 0: { health, alarms }, 1: { health }, 2: { health } }))
  expect(status.verdict).toBe('critical')
  expect(status.headline).toMatch(/^NOSPACE alarm on m1, m2, m3: writes are refused; compact, defragment/)
  expect(status.headline).not.toContain('quorum')
})

test('a member that knows no leader is cut off although its /health was not read', async () => {
  const body = `{"header":{"member_id":"${ids[2]}"},"version":"3.4.23","leader":"0","raftIndex":"900","raftTerm":"3"}`
  const status = await judge(await startMembers({ 2: { status: { body }, health: { body: 'no JSON' } } }))
  expect(status.members[0]).toMatchObject({ member: 'm3', answers: true, has_leader: false, healthy: false })
  expect(status.headline).toMatch(/^m3: unhealthy \(no leader: cut off from the others\)/)
})

test('a member whose endpoint is not configured is unknown, not ok', async () => {
  const [first = '', second = ''] = await startMembers()
  const status = await judge([first, `${second}/`])
  expect(status.members[0]).toMatchObject({ member: 'm3', verdict: 'unknown' })
  expect(status.verdict).toBe('unknown')
})

test('when no endpoint answers the error names each with its reason and the next step', async () => {
  const urls = await startMembers()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
  await expect(readByGateway(etcd(urls), signal)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(`${urls[2]}: connection refused`),
    hint: expect.stringContaining('etcd.endpoints'),
  })
})

test.each([
  [401, 'client certificate'],
  [403, 'client certificate'],
  [404, 'JSON gateway'],
])('an endpoint that answers %i is no etcd to read, and the reason is said', async (status, reason) => {
  const url = await serve(() => ({ status, body: 'no' }))
  await expect(readByGateway(etcd([url]), signal)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining(`answered ${status}`),
    cause: expect.objectContaining({ hint: expect.stringContaining(reason) }),
  })
})

test('HTML in place of etcd is said to be none', async () => {
  const url = await serve(() => ({ body: '<html>' }))
  await expect(readByGateway(etcd([url]), signal)).rejects.toMatchObject({
    message: expect.stringContaining("not etcd's JSON"),
  })
})

test('a certificate file that is missing is named', async () => {
  const config = { endpoints: ['https://127.0.0.1:1'], insecure: false, ca_file: '/nowhere/ca.crt' }
  await expect(readByGateway(config, signal)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('/nowhere/ca.crt'),
  })
})

test('a caller that gives up is not answered with a reading', async () => {
  const urls = await startMembers({ 0: { status: 'hang', health: 'hang' } })
  const caller = new AbortController()
  const reading = readByGateway(etcd(urls), caller.signal)
  setTimeout(() => caller.abort(), 50)
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
})
