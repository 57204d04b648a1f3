import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeReal, realVariables } from '@ocp-perf/lab/testing'
import { expect, test } from 'vitest'
import { openTestLab, type TestLab } from './test-lab.ts'

const run = promisify(execFile)

/** The real kubectl, with no cache and no configuration but the given one. */
async function kubectl(lab: TestLab, kubeconfig: string, ...words: string[]): Promise<string> {
  const program = process.env[realVariables.kubectl] ?? 'kubectl'
  const options = { env: { PATH: process.env.PATH, HOME: lab.folder, KUBECONFIG: kubeconfig }, timeout: 30_000 }
  const { stdout } = await run(program, words, options)
  return stdout
}

describeReal('the fake API server as a real kubectl sees it', ['kubectl'], () => {
  test('kubectl gets nodes, with their roles', async () => {
    await using lab = await openTestLab()
    const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
    const names = await kubectl(lab, kubeconfig, 'get', 'nodes', '-o', 'name')
    expect(names.trim().split('\n')).toEqual(['node/master-0', 'node/worker-0'])
    expect(await kubectl(lab, kubeconfig, 'get', 'nodes')).toContain('master-0')
  })

  test('kubectl creates a token, and the token logs in', async () => {
    await using lab = await openTestLab()
    const admin = await lab.kubeconfig({ token: 'admin-token' })
    const token = (await kubectl(lab, admin, '-n', 'perf', 'create', 'token', 'viewer', '--duration=10m')).trim()
    expect(token).toMatch(/^minted-/)
    const viewer = await lab.kubeconfig({ token }, { name: 'viewer' })
    expect(await kubectl(lab, viewer, 'auth', 'whoami')).toContain('system:serviceaccount:perf:viewer')
  })

  test('kubectl gets a Route and is answered about its rights', async () => {
    await using lab = await openTestLab()
    const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
    const words = ['-n', 'openshift-monitoring', 'get', 'route', 'thanos-querier', '-o', 'jsonpath={.spec.host}']
    expect(`https://${await kubectl(lab, kubeconfig, ...words)}`).toBe(lab.cluster.thanosUrl)
    expect((await kubectl(lab, kubeconfig, 'auth', 'can-i', 'list', 'pods')).trim()).toBe('yes')
    const viewer = await lab.kubeconfig({ token: 'viewer-token' }, { name: 'viewer' })
    await expect(kubectl(lab, viewer, 'get', 'nodes')).rejects.toMatchObject({
      stderr: expect.stringContaining('Forbidden'),
    })
  })

  test('kubectl execs a program over WebSocket and takes its exit code', async () => {
    await using lab = await openTestLab()
    const kubeconfig = await lab.kubeconfig({ token: 'admin-token' })
    lab.cluster.programs['etcd-0'] = { stdout: 'hello', status: { status: 'Success' } }
    const words = ['-n', 'openshift-etcd', 'exec', 'etcd-0', '-c', 'etcd', '--', 'etcdctl', 'version']
    expect(await kubectl(lab, kubeconfig, ...words)).toBe('hello')
    expect(lab.cluster.execCommands.at(-1)).toEqual(['etcdctl', 'version'])
  })
})
