import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeReal, realVariables } from '@ocp-perf/lab/testing'
import { expect, test } from 'vitest'
import { ask } from '../testing/ask.ts'
import { type OpenCluster, openCluster } from '../testing/open-cluster.ts'

const run = promisify(execFile)

/** The real kubectl, with no cache and no configuration but the given one. */
async function kubectl({ folder, kubeconfig }: OpenCluster, words: string): Promise<string> {
  const program = process.env[realVariables.kubectl] ?? 'kubectl'
  const env = { PATH: process.env.PATH, HOME: folder }
  const { stdout } = await run(program, ['--kubeconfig', kubeconfig, ...words.split(' ')], { env, timeout: 30_000 })
  return stdout
}

/** The words of each line of a table. */
const wordsOf = (printed: string) =>
  printed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s{2,}/))

describeReal('a simulated cluster as a real kubectl sees it', ['kubectl'], () => {
  test('kubectl prints nodes with roles, age and version', async () => {
    await using cluster = await openCluster()
    cluster.state.away.add('sim-worker-1')
    const [head, ...rows] = wordsOf(await kubectl(cluster, 'get nodes'))
    expect(head).toEqual(['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'])
    expect(rows[0]).toEqual(['sim-master-0', 'Ready', 'control-plane,master', '24d', 'v1.31.7'])
    expect(rows[4]).toEqual(['sim-worker-1', 'NotReady', 'worker', '24d', 'v1.31.7'])
    expect(await kubectl(cluster, 'get nodes -o wide')).toContain('CoreOS')
    expect(await kubectl(cluster, 'get node sim-master-0 -o jsonpath={.status.capacity.cpu}')).toBe('8')
  })

  test('kubectl prints pods, the cluster version and operators, by their short names too', async () => {
    await using cluster = await openCluster()
    cluster.state.stopped.add('etcd-sim-master-1')
    const pods = wordsOf(await kubectl(cluster, 'get pods -n openshift-etcd'))
    expect(pods[0]).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'])
    expect(pods[2]).toEqual(['etcd-sim-master-1', '4/5', 'Error', '0', '2d23h'])
    const all = await kubectl(cluster, 'get po -A -l app=etcd -o name')
    expect(all.trim().split('\n')).toHaveLength(3)
    expect(wordsOf(await kubectl(cluster, 'get clusterversion'))[0]).toEqual([
      'NAME',
      'VERSION',
      'AVAILABLE',
      'PROGRESSING',
      'SINCE',
      'STATUS',
    ])
    const operators = wordsOf(await kubectl(cluster, 'get co'))
    expect(operators[0]).toEqual(['NAME', 'VERSION', 'AVAILABLE', 'PROGRESSING', 'DEGRADED', 'SINCE', 'MESSAGE'])
    expect(operators.find(([name]) => name === 'etcd')).toEqual(expect.arrayContaining(['etcd', '4.18.9', 'True']))
    expect(wordsOf(await kubectl(cluster, 'get mcp'))[0]).toEqual(['NAME', 'AGE'])
  })

  test('kubectl creates a token, and the token queries Thanos at the Route', async () => {
    await using cluster = await openCluster()
    const token = (await kubectl(cluster, 'create token prometheus-k8s -n openshift-monitoring --duration=10m')).trim()
    const host = await kubectl(cluster, 'get route thanos-querier -n openshift-monitoring -o jsonpath={.spec.host}')
    const headers = { authorization: `Bearer ${token}` }
    const reply = await ask(`https://${host}/api/v1/query?query=count(up)`, { ca: cluster.ca, headers })
    expect(JSON.parse(reply.text)).toMatchObject({ status: 'success' })
    expect(await kubectl(cluster, `auth whoami --token ${token}`)).toContain('openshift-monitoring:prometheus-k8s')
    await expect(kubectl(cluster, `get nodes --token ${token}`)).rejects.toMatchObject({
      stderr: expect.stringContaining('Forbidden'),
    })
  })

  test('kubectl asks about rights, and reads refusals in words that it knows', async () => {
    await using cluster = await openCluster()
    expect((await kubectl(cluster, 'auth can-i delete nodes')).trim()).toBe('yes')
    await expect(kubectl(cluster, 'get node none')).rejects.toMatchObject({
      stderr: 'Error from server (NotFound): nodes "none" not found\n',
    })
    await expect(kubectl(cluster, 'delete node sim-master-0 --wait=false')).rejects.toMatchObject({
      stderr: expect.stringContaining('does not allow this method'),
    })
  })

  test('kubectl execs etcdctl over a WebSocket and takes its exit code', async () => {
    await using cluster = await openCluster()
    const exec = 'exec -n openshift-etcd etcd-sim-master-0 -c etcdctl --'
    expect(await kubectl(cluster, `${exec} etcdctl member list -w json`)).toContain('sim-master-2')
    await expect(kubectl(cluster, `${exec} ls /`)).rejects.toMatchObject({
      code: 127,
      stderr: expect.stringContaining('runs no programs'),
    })
  })
})
