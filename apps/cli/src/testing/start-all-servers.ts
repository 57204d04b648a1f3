import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServerEntry } from '@ocp-perf/agents'
import { loadScenarios } from '@ocp-perf/cluster-sim'
import { createLogger } from '@ocp-perf/http'
import { type DemoCluster, startDemoCluster } from '../demo/demo-cluster.ts'
import { findServers, type Server } from '../servers/find-servers.ts'
import { type StartedServer, startServer } from '../servers/start-server.ts'

const config = fileURLToPath(new URL('../../../../config', import.meta.url))
const log = createLogger({ name: 'servers-test', level: 'silent' })
const signal = new AbortController().signal

export interface StartedServers {
  cluster: DemoCluster
  /** What an agent connects to. */
  entries: readonly ServerEntry[]
  /** A folder that goes with them. */
  folder: string
  /** One as it was started last. */
  find(name: string): StartedServer
  /** Starts a server again, where it was. */
  restart(name: string): Promise<void>
  close(): Promise<void>
}

/** A simulated cluster with every server over it, each a process of its own. */
export async function startAllServers(scenario: string): Promise<StartedServers> {
  const folder = mkdtempSync(join(tmpdir(), 'servers-test-'))
  const wanted = loadScenarios(config).get(scenario)
  const cluster = await startDemoCluster({ scenario: wanted, nodes: 6, seed: 'demo', folder, log, signal })
  const start = (server: Server, port: string) =>
    startServer(server, {
      args: ['--no-check', '--no-history', '--reports', join(folder, 'reports'), '--port', port],
      env: cluster.env,
      signal,
      onLog: () => {},
    })
  const started = await Promise.all(findServers().map((server) => start(server, '0')))
  const find = (name: string) => {
    const found = started.findLast(({ server }) => server.name === name)
    if (found === undefined) throw new Error(`There is no server ${name}.`)
    return found
  }
  return {
    cluster,
    entries: started.map(({ server, url }) => ({ name: server.name, url: `${url}/mcp` })),
    folder,
    find,
    restart: async (name) => {
      const { server, url } = find(name)
      started.push(await start(server, new URL(url).port))
    },
    close: async () => {
      await Promise.all(started.map(({ stop }) => stop()))
      await cluster.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
