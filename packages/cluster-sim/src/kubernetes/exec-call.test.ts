import { expect, test } from 'vitest'
import { z } from 'zod'
import { standInState } from '../testing/stand-in-state.ts'
import { answerExec } from './exec-call.ts'
import { takeSnapshot } from './snapshot.ts'
import { createTokens } from './tokens.ts'

const state = standInState()
const tokens = createTokens()
const snapshot = (of = state) => takeSnapshot(of, { thanosHost: 'localhost:9', ca: 'PEM' })

interface Call {
  pod?: string
  namespace?: string
  container?: string
  token?: string
  of?: typeof state
}

function exec(
  command: string,
  {
    pod = 'etcd-sim-master-0',
    namespace = 'openshift-etcd',
    container = 'etcdctl',
    token = tokens.admin,
    of = state,
  }: Call = {},
) {
  const query = new URLSearchParams({ stdout: 'true', container })
  for (const word of command.split(' ')) query.append('command', word)
  const url = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`
  return answerExec({ url, headers: { authorization: `Bearer ${token}` } }, { tokens, snapshot: () => snapshot(of) })
}

const broken = (change: (broken: typeof state) => void) => {
  const of = standInState()
  change(of)
  return { of }
}

test('the commands that are known answer in JSON, with ids digit for digit', () => {
  const members = exec('etcdctl member list -w json --command-timeout=4s')
  expect(members).toMatchObject({ stderr: '', exitCode: 0 })
  const id = BigInt(`0x${state.topology.members[0]?.id}`)
  expect(members.stdout).toContain(`"ID":${id},"name":"sim-master-0"`)
  const status = exec('etcdctl endpoint status --cluster -w json')
  expect(status.stdout).toContain(`"leader":${id}`)
  expect(JSON.parse(status.stdout)).toHaveLength(3)
  expect(JSON.parse(exec('etcdctl endpoint health -w json').stdout)).toContainEqual(
    expect.objectContaining({ health: true }),
  )
  expect(JSON.parse(exec('etcdctl alarm list --write-out=json').stdout)).not.toHaveProperty('alarms')
})

test('a member that is down is unhealthy, has no status, and makes both commands fail', () => {
  const call = broken(({ stopped }) => stopped.add('etcd-sim-master-2'))
  const status = exec('etcdctl endpoint status --cluster -w json', call)
  expect(status).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Failed to get the status of endpoint') })
  expect(JSON.parse(status.stdout)).toHaveLength(2)
  const health = exec('etcdctl endpoint health --cluster -w json', call)
  expect(health).toMatchObject({ exitCode: 1, stderr: 'Error: unhealthy cluster\n' })
  const healthy = z.array(z.object({ health: z.boolean() })).parse(JSON.parse(health.stdout))
  expect(healthy.map((each) => each.health)).toEqual([true, true, false])
})

test('without a quorum only the endpoints themselves answer, and name no leader', () => {
  const call = broken(({ stopped }) => stopped.add('etcd-sim-master-1').add('etcd-sim-master-2'))
  for (const command of ['member list', 'alarm list', 'endpoint status --cluster', 'endpoint health --cluster']) {
    expect(exec(`etcdctl ${command} -w json`, call)).toMatchObject({ stdout: '', exitCode: 1 })
  }
  const status = exec('etcdctl endpoint status -w json', call)
  expect(JSON.parse(status.stdout)).toMatchObject([{ Status: { errors: ['etcdserver: no leader'] } }])
  expect(status.stdout).not.toContain('"leader"')
})

test('a full database is an alarm of its member', () => {
  const call = broken(({ full }) => full.add('etcd-sim-master-1'))
  expect(JSON.parse(exec('etcdctl alarm list -w json', call).stdout)).toMatchObject({ alarms: [{ alarm: 1 }] })
  expect(exec('etcdctl endpoint health -w json', call).stdout).toContain('Active Alarm(s): NOSPACE')
})

test.each(['ls', 'sh -c etcdctl', 'etcdctl get / --prefix -w json', 'etcdctl member list', 'etcdctl defrag --cluster'])(
  'no program is run: %s fails and is told why',
  (command) => {
    expect(exec(command)).toEqual({ stdout: '', exitCode: 127, stderr: expect.stringContaining('runs no programs') })
  },
)

test('etcdctl is in etcd pods alone', () => {
  const [pod] = state.topology.pods.filter(({ namespace }) => namespace === 'openshift-kube-apiserver')
  const place = { namespace: 'openshift-kube-apiserver', pod: pod?.name ?? '', container: 'kube-apiserver' }
  expect(exec('etcdctl member list -w json', place).exitCode).toBe(127)
})

test('what is not there, or not for this caller, is refused before anything is answered', () => {
  expect(() => exec('etcdctl', { token: 'wrong' })).toThrow('Unauthorized')
  expect(() => exec('etcdctl', { pod: 'none' })).toThrow('pods "none" not found')
  expect(() => exec('etcdctl', { container: 'none' })).toThrow('container none is not valid')
  expect(() =>
    exec(
      'etcdctl',
      broken(({ away }) => away.add('sim-master-0')),
    ),
  ).toThrow('no route to host')
  const stopped = broken((of) => of.stopped.add('etcd-sim-master-0'))
  expect(() => exec('etcdctl', { ...stopped, container: 'etcd' })).toThrow('container not found ("etcd")')
  expect(exec('etcdctl member list -w json', stopped).exitCode).toBe(0)
})
