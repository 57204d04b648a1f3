import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeReal, realVariables } from '@ocp-perf/lab/testing'
import { expect, test } from 'vitest'
import { startDemo } from './testing/start-demo.ts'

const run = promisify(execFile)

describeReal('the kubeconfig of a demo, as a real kubectl uses it', ['kubectl'], () => {
  test('nodes and etcd pods are listed, and a token is created', async () => {
    const { child, ended, demo, folder } = await startDemo('--port', '0', '--scenario', 'member-down')
    const kubectl = async (...words: string[]) => {
      const program = process.env[realVariables.kubectl] ?? 'kubectl'
      const env = { PATH: process.env.PATH, HOME: folder }
      const given = ['--kubeconfig', demo.kubeconfig ?? '', ...words]
      return (await run(program, given, { env, timeout: 30_000 })).stdout
    }
    expect((await kubectl('get', 'nodes')).trim().split('\n')).toHaveLength(7)
    const [member = ''] = demo.causes[0]?.members ?? []
    const pods = await kubectl('get', 'pods', '-n', 'openshift-etcd')
    expect(pods.split('\n').find((line) => line.startsWith(member))).not.toContain('Running')
    expect(await kubectl('create', 'token', 'prometheus-k8s', '-n', 'openshift-monitoring')).toMatch(/\S{20,}/)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })
})
