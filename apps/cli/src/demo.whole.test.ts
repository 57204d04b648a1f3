import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { diagnosisSchema } from '@ocp-perf/panel'
import { expect, onTestFinished, test } from 'vitest'
import { findServers } from './servers/find-servers.ts'
import { startDemo } from './testing/start-demo.ts'

/** What a server that is given nothing but a kubeconfig finds by it. */
async function clusterByKubeconfig(kubeconfig: string): Promise<unknown> {
  const [server] = findServers()
  const client = new Client({ name: 'demo-test', version: '1' })
  const env = { PATH: process.env.PATH ?? '', KUBECONFIG: kubeconfig }
  const args = [server?.file ?? '', '--stdio', '--no-history', '--log-level', 'error']
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, cwd: tmpdir() }))
  const { structuredContent } = await client.callTool({ name: 'get_ocp_cluster_info', arguments: {} })
  await client.close()
  return structuredContent
}

// What servers run is the build.
const built = findServers().every(({ file }) => existsSync(file))
const patience = 90_000

test.runIf(built)(
  'the demo finds the slow disk it simulates, tells an MCP client so, and leaves nothing behind',
  async () => {
    const { child, ended, folder, demo } = await startDemo('--port', '0')
    const [cause] = demo.causes
    expect(cause).toMatchObject({ id: 'slow-disk', members: [expect.stringMatching(/^etcd-sim-master-\d$/)] })
    expect(readFileSync(demo.report, 'utf8')).toMatch(/^<!doctype html>/i)
    const [server] = demo.servers
    const client = new Client({ name: 'demo-test', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(server?.mcp ?? '')))
    const { structuredContent } = await client.callTool({ name: 'get_etcd_bottleneck_analysis', arguments: {} })
    expect(diagnosisSchema.parse(structuredContent).causes[0]).toMatchObject({
      id: 'slow-disk',
      members: cause?.members,
    })
    await client.close()
    expect(await clusterByKubeconfig(demo.kubeconfig ?? '')).toMatchObject({
      source: 'kubernetes_api',
      platform: 'openshift',
      roles: { worker: 3 },
    })
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(readdirSync(folder).filter((name) => name.startsWith('ocp-perf-'))).toEqual([])
    await expect(fetch(server?.url ?? '')).rejects.toThrow()
  },
  patience,
)

test.runIf(built)(
  'a port that is taken is named, and the next free one is used',
  async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    onTestFinished(() => void holder.close())
    const address = holder.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { child, ended, demo, said } = await startDemo('--port', String(port), '--scenario', 'healthy')
    expect(said()).toContain(`Port ${port} is in use`)
    expect(Number(new URL(demo.servers[0]?.url ?? '').port)).toBeGreaterThan(port)
    expect(demo).toMatchObject({ verdict: 'ok', causes: [] })
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  },
  patience,
)
