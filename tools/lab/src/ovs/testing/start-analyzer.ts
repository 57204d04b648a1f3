import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { freePorts } from '../../machine/free-ports.ts'
import { repositoryRoot } from '../../machine/paths.ts'
import { endedAtOnce, endProcess, isAlive, startProcess } from '../../machine/processes.ts'

const require = createRequire(import.meta.url)

const panelSchema = z.object({
  platform: z.string(),
  metrics: z.array(
    z.object({
      id: z.string(),
      verdict: z.string(),
      rows: z.array(z.object({ labels: z.record(z.string(), z.string()), last: z.number().nullable() })),
    }),
  ),
})
const replySchema = z.object({ data: panelSchema })
export type Panel = z.infer<typeof panelSchema>

/** The OVN-Kubernetes server over a Prometheus: catalog, platform detection and collector, as its users have them. */
export interface Analyzer {
  /** A tool's panel of the last half minute: groups that also read targets which are not here are asked at that step. */
  ask(tool: string): Promise<Panel>
  stop(): Promise<void>
}

/**
 * Starts the server from its source as a process of its own, since its packages depend on this one for their tests. It is
 * told of one Prometheus and of no cluster; what it writes goes to `folder`.
 */
export async function startAnalyzer(prometheusUrl: string, folder: string): Promise<Analyzer> {
  const [port] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const loader = pathToFileURL(require.resolve('tsx', { paths: [repositoryRoot] })).href
  const main = join(repositoryRoot, 'apps/ovnk-analyzer/src/main.ts')
  const node = [process.execPath, '--conditions=@ocp-perf/source', '--import', loader]
  const cwd = join(folder, 'analyzer')
  mkdirSync(cwd, { recursive: true })
  const logFile = join(cwd, 'log')
  const server = await startProcess({
    name: 'ovnk-analyzer',
    argv: [...node, main, '--port', String(port), '--no-history'],
    logFile,
    cwd,
    environment: { PROMETHEUS_URL: prometheusUrl, KUBECONFIG: join(cwd, 'none') },
  })
  const stop = async () => await endProcess(server)
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(200)) {
    // Until it listens, asking fails; there is nothing else to do then but to ask again.
    const health = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (health?.ok === true) return { ask: (tool) => ask(url, tool), stop }
    if (!isAlive(server)) break
  }
  await stop()
  throw endedAtOnce('ovnk-analyzer', logFile)
}

async function ask(url: string, tool: string): Promise<Panel> {
  const reply = await fetch(`${url}/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ duration: '30s' }),
    signal: AbortSignal.timeout(30_000),
  })
  return replySchema.parse(await reply.json()).data
}
