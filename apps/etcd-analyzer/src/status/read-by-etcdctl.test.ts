import { type FakeKube, fakeKube } from '@ocp-perf/analyzer/testing'
import { AppError } from '@ocp-perf/errors'
import type { ExecRequest, ExecResult } from '@ocp-perf/ocp-auth'
import { expect, test } from 'vitest'
import { judgeStatus } from './judge-status.ts'
import { readByEtcdctl } from './read-by-etcdctl.ts'

const { signal } = new AbortController()

const pod = (name: string, ready = true, podIP?: string) => ({
  metadata: { name },
  status: { phase: 'Running', podIP, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
})
const openshiftPods = '/api/v1/namespaces/openshift-etcd/pods'
const kubeadmPods = '/api/v1/namespaces/kube-system/pods'

const ids = ['9068610270016006047', '289161914673420962', '2213034016501597496']
const url = (index: number) => `https://10.0.0.${index + 1}:2379`

const members = `{"header":{"raft_term":2},"members":[${ids
  .map((id, index) => `{"ID":${id},"name":"master-${index}","clientURLs":["${url(index)}"]}`)
  .join(',')}]}`
const status = (index: number, raftIndex = 1000) =>
  `{"Endpoint":"${url(index)}","Status":{"header":{"member_id":${ids[index]},"raft_term":2},"version":"3.5.16","dbSize":24576,"leader":${ids[0]},"raftIndex":${raftIndex},"raftTerm":2,"raftAppliedIndex":${raftIndex - 1},"dbSizeInUse":16384}}`
const healthy = (index: number) => `{"endpoint":"${url(index)}","health":true,"took":"2.5ms"}`

type Printed = Partial<
  Record<'member list' | 'endpoint status' | 'endpoint health' | 'alarm list', Partial<ExecResult>>
>

const allWell: Printed = {
  'member list': { stdout: members },
  'endpoint status': { stdout: `[${[0, 1, 2].map((index) => status(index)).join(',')}]` },
  'endpoint health': { stdout: `[${[0, 1, 2].map(healthy).join(',')}]` },
  'alarm list': { stdout: '{}' },
}

function printing(printed: Printed) {
  return ({ command }: ExecRequest): ExecResult => {
    const found = Object.entries(printed).find(([words]) => command.join(' ').includes(words))?.[1] ?? {}
    return { stdout: '', stderr: '', exitCode: 0, ...found }
  }
}

const onOpenShift = (exec: (request: ExecRequest) => ExecResult | AppError, pods = [pod('etcd-master-0')]): FakeKube =>
  fakeKube({ objects: { [openshiftPods]: { items: pods }, [kubeadmPods]: { items: [] } }, exec })

test('members, leader, lag, sizes and latency come from etcdctl, ids digit for digit', async () => {
  const kube = onOpenShift(printing(allWell))
  const reading = await readByEtcdctl(kube, signal)
  expect(reading).toMatchObject({
    source: 'etcdctl',
    read_from: 'etcdctl in pod openshift-etcd/etcd-master-0',
    alarms: [],
  })
  expect(reading.members[0]).toEqual({
    member: 'master-0',
    id: '7dda2cfe36c3679f',
    endpoint: 'https://10.0.0.1:2379',
    answers: true,
    has_leader: true,
    healthy: true,
    leader: true,
    learner: false,
    version: '3.5.16',
    term: 2,
    raft_index: 1000,
    applied_index: 999,
    raft_lag: 0,
    apply_lag: 1,
    db_bytes: 24_576,
    db_in_use_bytes: 16_384,
    latency_seconds: 0.0025,
    failure: undefined,
  })
  expect(judgeStatus({ cluster: 'c', time: 0, reading, signals: [] })).toMatchObject({
    verdict: 'ok',
    leader: 'master-0',
    headline: '3 of 3 voting members up, leader master-0, etcd 3.5.16, no alarms, as of 00:00:00Z',
  })
})

test('no shell is involved, and nothing but etcdctl runs, with a time limit of its own', async () => {
  const kube = onOpenShift(printing(allWell))
  await readByEtcdctl(kube, signal)
  expect(kube.ran).toHaveLength(4)
  for (const { command, container } of kube.ran) {
    expect(container).toBe('etcdctl')
    expect(command[0]).toBe('etcdctl')
    expect(command).toContain('json')
    expect(command).toContain('--command-timeout=4s')
  }
})

test('an unhealthy endpoint is reported with its reason although etcdctl exits 1', async () => {
  const kube = onOpenShift(
    printing({
      ...allWell,
      'endpoint status': {
        stdout: `[${status(0)},${status(1, 940)}]`,
        stderr: 'Failed to get the status',
        exitCode: 1,
      },
      'endpoint health': {
        stdout: `[${healthy(0)},${healthy(1)},{"endpoint":"${url(2)}","health":false,"took":"4s","error":"context deadline exceeded"}]`,
        stderr: 'Error: unhealthy cluster',
        exitCode: 1,
      },
    }),
  )
  const judged = judgeStatus({ cluster: 'c', time: 0, reading: await readByEtcdctl(kube, signal), signals: [] })
  expect(judged.verdict).toBe('critical')
  expect(judged.headline).toContain('master-2: down (context deadline exceeded)')
  expect(judged.headline).toContain('2 of 3 voting members up')
  expect(judged.members[0]).toMatchObject({ member: 'master-2', verdict: 'critical', id: '1eb646b67d6f0538' })
  expect(judged.members.find(({ member }) => member === 'master-1')).toMatchObject({ verdict: 'ok', raft_lag: 60 })
})

test('a broken pod is passed over for the next, ready pods first', async () => {
  const answer = printing(allWell)
  const kube = onOpenShift(
    (request) => (request.pod === 'etcd-master-2' ? { stdout: '', stderr: 'crashed', exitCode: 137 } : answer(request)),
    [pod('etcd-master-1', false), pod('etcd-master-2'), pod('etcd-master-0')],
  )
  const reading = await readByEtcdctl(kube, signal)
  expect(reading.read_from).toContain('etcd-master-0')
  expect(reading.notes.join()).toContain('etcd-master-2')
  expect(kube.ran.some(({ pod }) => pod === 'etcd-master-1')).toBe(false)
})

test('when every pod is broken the error names them and the next step', async () => {
  const kube = onOpenShift(() => new AppError('timeout', 'exec took too long.'), [pod('etcd-a'), pod('etcd-b')])
  await expect(readByEtcdctl(kube, signal)).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('etcd-a, etcd-b'),
    hint: expect.stringContaining('kubectl get pods'),
  })
})

test('a refused exec is not tried in every pod', async () => {
  const kube = onOpenShift(() => new AppError('forbidden', 'exec is not allowed.'), [pod('etcd-a'), pod('etcd-b')])
  await expect(readByEtcdctl(kube, signal)).rejects.toMatchObject({ code: 'forbidden' })
  expect(new Set(kube.ran.map(({ pod }) => pod))).toEqual(new Set(['etcd-a']))
})

test('a kubeadm cluster is asked in its own pods with its own certificates', async () => {
  const kube = fakeKube({
    objects: { [openshiftPods]: { items: [] }, [kubeadmPods]: { items: [pod('etcd-node1')] } },
    exec: printing(allWell),
  })
  const reading = await readByEtcdctl(kube, signal)
  expect(reading.read_from).toBe('etcdctl in pod kube-system/etcd-node1')
  expect(kube.ran[0]?.command).toContain('--cacert=/etc/kubernetes/pki/etcd/ca.crt')
})

test('a cluster without etcd pods is told what to do instead', async () => {
  const kube = fakeKube({ objects: { [openshiftPods]: { items: [] }, [kubeadmPods]: { items: [] } } })
  await expect(readByEtcdctl(kube, signal)).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('etcd.endpoints'),
  })
})

test('a raised alarm is critical and names its member; unread alarms are not "none"', async () => {
  const alarmed = await readByEtcdctl(
    onOpenShift(printing({ ...allWell, 'alarm list': { stdout: `{"alarms":[{"memberID":${ids[1]},"alarm":1}]}` } })),
    signal,
  )
  const judged = judgeStatus({ cluster: 'c', time: 0, reading: alarmed, signals: [] })
  expect(judged.alarms).toEqual([{ member: 'master-1', alarm: 'NOSPACE' }])
  expect(judged.members[0]).toMatchObject({ member: 'master-1', verdict: 'critical', reason: 'alarm NOSPACE' })
  const unread = await readByEtcdctl(
    onOpenShift(printing({ ...allWell, 'alarm list': { stdout: '', exitCode: 1 } })),
    signal,
  )
  expect(unread.alarms).toBeNull()
  expect(unread.notes.join()).toContain('Alarms could not be read')
})

test('a full database, for which endpoint health fails, is an alarm and not a lost quorum', async () => {
  const failed = ids.map(
    (_, index) => `{"endpoint":"${url(index)}","health":false,"took":"2ms","error":"Active Alarm(s): NOSPACE"}`,
  )
  const kube = onOpenShift(
    printing({
      ...allWell,
      'endpoint health': { stdout: `[${failed.join(',')}]`, stderr: 'Error: unhealthy cluster', exitCode: 1 },
      'alarm list': { stdout: `{"alarms":[${ids.map((id) => `{"memberID":${id},"alarm":1}`).join(',')}]}` },
    }),
  )
  const judged = judgeStatus({ cluster: 'c', time: 0, reading: await readByEtcdctl(kube, signal), signals: [] })
  expect(judged.headline).toMatch(/^NOSPACE alarm on master-0, master-1, master-2: writes are refused/)
  expect(judged.headline).not.toContain('quorum')
})

test('without a leader the status is critical', async () => {
  const leaderless = (index: number) => status(index).replace(`"leader":${ids[0]},`, '')
  const reading = await readByEtcdctl(
    onOpenShift(printing({ ...allWell, 'endpoint status': { stdout: `[${[0, 1, 2].map(leaderless).join(',')}]` } })),
    signal,
  )
  expect(judgeStatus({ cluster: 'c', time: 0, reading, signals: [] })).toMatchObject({
    verdict: 'critical',
    leader: null,
    headline: expect.stringContaining('no member is the leader'),
  })
})

const lost = (index: number) =>
  status(index)
    .replace(`"leader":${ids[0]},`, '')
    .replace('"raftTerm":2', '"raftTerm":3,"errors":["etcdserver: no leader"]')
const unhealthy = (endpoint: string, error: string) =>
  `{"endpoint":"${endpoint}","health":false,"took":"4s","error":"${error}"}`
const noQuorum = { stdout: '', stderr: 'Error: context deadline exceeded', exitCode: 1 }

test('without a quorum, where --cluster fails, each endpoint that etcdctl knows in a pod is asked', async () => {
  const kube = onOpenShift(
    ({ command }) => {
      const words = command.join(' ')
      if (words.includes('--cluster') || !words.includes('endpoint')) return noQuorum
      const stdout = words.includes('status')
        ? `[${lost(0)}]`
        : `[${unhealthy(url(0), 'request timed out')},${unhealthy(url(1), 'connection refused')},${unhealthy(url(2), 'connection refused')}]`
      return { stdout, stderr: 'Error: unhealthy cluster', exitCode: 1 }
    },
    [0, 1, 2].map((index) => pod(`etcd-master-${index}`, index === 0, `10.0.0.${index + 1}`)),
  )
  const reading = await readByEtcdctl(kube, signal)
  expect(reading).toMatchObject({ source: 'etcdctl', alarms: null })
  expect(reading.notes.join()).toContain('without a quorum')
  expect(reading.members).toMatchObject([
    { member: 'master-0', id: '7dda2cfe36c3679f', answers: true, has_leader: false, healthy: false, term: 3 },
    { member: 'master-1', id: null, answers: false, failure: 'connection refused' },
    { member: 'master-2', id: null, answers: false, failure: 'connection refused' },
  ])
  expect(judgeStatus({ cluster: 'c', time: 0, reading, signals: [] })).toMatchObject({ verdict: 'critical' })
})

test('without a quorum each kubeadm pod speaks for its own member, and one that cannot be asked has no answer', async () => {
  const here = 'https://127.0.0.1:2379'
  const kube = fakeKube({
    objects: {
      [openshiftPods]: { items: [] },
      [kubeadmPods]: { items: [0, 1].map((index) => pod(`etcd-node${index}`, true, `10.0.0.${index + 1}`)) },
    },
    exec: ({ command, pod: name }) => {
      const words = command.join(' ')
      if (words.includes('--cluster') || !words.includes('endpoint')) return noQuorum
      if (name === 'etcd-node1') return new AppError('timeout', 'exec took too long.')
      const stdout = words.includes('status')
        ? `[${lost(0).replace(url(0), here)}]`
        : `[${unhealthy(here, 'timed out')}]`
      return { stdout, stderr: '', exitCode: 1 }
    },
  })
  expect((await readByEtcdctl(kube, signal)).members).toMatchObject([
    { member: 'node0', endpoint: 'https://10.0.0.1:2379', answers: true, has_leader: false },
    { member: 'node1', endpoint: 'https://10.0.0.2:2379', answers: false, failure: 'exec took too long.' },
  ])
})

test('where no endpoint gives a status either, the error stays', async () => {
  const kube = onOpenShift(({ command }) => ({ ...noQuorum, stdout: command.includes('status') ? 'null' : '' }))
  await expect(readByEtcdctl(kube, signal)).rejects.toMatchObject({ code: 'upstream' })
})
