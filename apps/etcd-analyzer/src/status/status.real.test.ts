import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fakeKube } from '@ocp-perf/analyzer/testing'
import { describeReal, realLab } from '@ocp-perf/lab/testing'
import type { ExecResult } from '@ocp-perf/ocp-auth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecureEtcd, startSecureEtcd } from '../testing/secure-etcd.ts'
import { judgeStatus } from './judge-status.ts'
import { readByEtcdctl } from './read-by-etcdctl.ts'
import { readByGateway } from './read-by-gateway.ts'

const { signal } = new AbortController()

/** What bookworm has: etcd 3.4.23. */
const debianEtcd = '/usr/bin/etcd'
const debianEtcdctl = '/usr/bin/etcdctl'

function runProgram(program: string, args: readonly string[]): Promise<ExecResult> {
  return new Promise((resolve) => {
    execFile(program, [...args], { env: { ETCDCTL_API: '3' }, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, exitCode: error === null ? 0 : 1 })
    })
  })
}

describeReal('the status of a real etcd', ['lab'], () => {
  test('etcdctl prints what is read from it, here in place of a pod, of 3.5 and 3.4 alike', async () => {
    const lab = realLab()
    const endpoints = `--endpoints=${lab.etcdEndpoints.join(',')}`
    const kube = fakeKube({
      objects: { '/api/v1/namespaces/openshift-etcd/pods': { items: [{ metadata: { name: 'etcd-0' } }] } },
    })
    const reading = await readByEtcdctl(
      { ...kube, exec: ({ command }) => runProgram(debianEtcdctl, [...command.slice(1), endpoints]) },
      signal,
    )
    const status = judgeStatus({ cluster: 'lab', time: 0, reading, signals: [] })
    expect(status).toMatchObject({ verdict: 'ok', source: 'etcdctl', leader: await lab.leader(), alarms: [] })
    expect(status.members.map(({ member }) => member).sort()).toEqual(['m1', 'm2', 'm3'])
    const gateway = await readByGateway({ endpoints: [...lab.etcdEndpoints], insecure: false }, signal)
    expect(status.members.map(({ id }) => id).sort()).toEqual(gateway.members.map(({ id }) => id).sort())
    for (const { latency_seconds, version, raft_index } of status.members) {
      expect(version).toBe(lab.versions.etcd)
      expect(latency_seconds).toBeGreaterThan(0)
      expect(raft_index).toBeGreaterThan(0)
    }
  })

  describe.skipIf(!existsSync(debianEtcd))('behind client certificates, in etcd 3.4', () => {
    let etcd: SecureEtcd
    beforeAll(async () => {
      etcd = await startSecureEtcd(debianEtcd)
    })
    afterAll(() => etcd?.stop())

    test('the gateway answers whoever has a certificate', async () => {
      const config = {
        endpoints: [etcd.endpoint],
        ca_file: etcd.caFile,
        cert_file: etcd.certFile,
        key_file: etcd.keyFile,
        insecure: false,
      }
      const status = judgeStatus({ cluster: 'c', time: 0, reading: await readByGateway(config, signal), signals: [] })
      expect(status).toMatchObject({
        verdict: 'ok',
        leader: 'only',
        alarms: [],
        members: [{ member: 'only', healthy: true }],
      })
      expect(status.members[0]?.version).toMatch(/^3\.4\./)
    })

    test('without a certificate, or without its CA, it is unreachable and the reason is said', async () => {
      const without = { endpoints: [etcd.endpoint], ca_file: etcd.caFile, insecure: false }
      await expect(readByGateway(without, signal)).rejects.toMatchObject({
        code: 'unreachable',
        hint: expect.stringContaining('certificates'),
      })
      const distrusted = { endpoints: [etcd.endpoint], insecure: false }
      await expect(readByGateway(distrusted, signal)).rejects.toMatchObject({ code: 'unreachable' })
    })
  })
})
