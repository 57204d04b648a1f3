import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { usualDomain } from '@ocp-perf/analysis'
import { locateConfig } from '@ocp-perf/metrics'
import type { Diagnosis } from '@ocp-perf/panel'
import { wholeNumber } from '../args.ts'
import { command, flag, jsonArg, type Running, text } from '../command.ts'
import { clusterName, type DemoCluster, startDemoCluster, withoutClusters } from '../demo/demo-cluster.ts'
import { openPage } from '../demo/open-page.ts'
import { type Demo, found, welcome } from '../demo/welcome.ts'
import { writeDemoReport } from '../demo/write-demo-report.ts'
import { terminalLog } from '../open-cluster.ts'
import { findAgent, findServers } from '../servers/find-servers.ts'
import { byName, startServers, untilStopped } from '../servers/run-servers.ts'
import { withConfig } from '../servers/server-args.ts'
import type { StartedServer } from '../servers/start-server.ts'

const flags = {
  scenario: text('What is wrong (default: slow-disk-one-member); ocp-perf scenarios lists them', 'SCENARIO'),
  nodes: text('Machines of the simulated cluster, 1 to 500 (default: 6)', 'N'),
  seed: text('Any text: the same seed breaks the same member (default: demo)', 'TEXT'),
  port: text('Port of the first server, the next ones follow (default: the port of each)', 'PORT'),
  from: text('A metrics dump in place of a simulated cluster', 'FILE'),
  config: text('Folder with metrics/, profiles/ and scenarios/', 'DIR'),
  open: {
    type: 'boolean',
    default: true,
    description: 'Open the page in the browser, where there is a terminal',
    negativeDescription: 'Open no browser',
  },
  ...jsonArg,
  verbose: flag('Show the logs of the servers, not only what is wrong'),
} as const

/** `ocp-perf demo`: a simulated cluster with a fault, every server over it, and a report, until Ctrl-C. */
export default command('demo', 'Try it all on a simulated cluster', flags, async (running) => {
  const { args, terminal, signal } = running
  const folder = await mkdtemp(join(tmpdir(), 'ocp-perf-demo-'))
  const started: StartedServer[] = []
  let cluster: DemoCluster | undefined
  try {
    cluster = args.from === undefined ? await simulate(running, folder) : undefined
    const env = cluster?.env ?? withoutClusters(process.env)
    terminal.progress('Starting the servers')
    const servers = await serve(started, running, { folder, env })
    const report = join(folder, 'report.html')
    const domain = cluster?.scenario.domain ?? usualDomain(locateConfig(withConfig(env, args.config), import.meta.url))
    // The simulated cluster works for the report alone while the agent starts beside it.
    const writing = writeDemoReport({ file: report, domain, servers, signal })
    const serving = serveAgent(started, running, { folder, env, servers }).then(async (page) => {
      const demo = { about: aboutOf(running, cluster), domain, report, page, servers, kubeconfig: cluster?.kubeconfig }
      if (!args.json) {
        terminal.out(welcome(demo, terminal))
        terminal.progress('Writing the report')
        if (args.open !== false && process.stdout.isTTY) await openPage(page)
      }
      return demo
    })
    const [diagnosis, demo] = await Promise.all([writing, serving])
    terminal.settle()
    terminal.out(args.json ? asJson(demo, diagnosis) : found(diagnosis, terminal))
    return await untilStopped(started, { terminal, signal, alone: true })
  } finally {
    await Promise.all(started.map(({ stop }) => stop()))
    await cluster?.close()
    await rm(folder, { recursive: true, force: true })
  }
})

interface Serving {
  folder: string
  env: NodeJS.ProcessEnv
}

/** Starts every server. */
async function serve(started: StartedServer[], running: Running<typeof flags>, { folder, env }: Serving) {
  const { args, terminal, signal } = running
  const argsOf = (index: number) => serverFlags(running, folder, index)
  await startServers(started, findServers(), { argsOf, env, terminal, verbose: args.verbose ?? false, signal })
  return byName(started).map(({ server, url }) => ({ name: server.name, url }))
}

/** Starts the agent, which is told where the servers are, and gives the address of its page. */
async function serveAgent(
  started: StartedServer[],
  running: Running<typeof flags>,
  { folder, env, servers }: Serving & { servers: readonly { name: string; url: string }[] },
): Promise<string> {
  const { args, terminal, signal } = running
  const argsOf = () => agentFlags(running, folder, servers)
  await startServers(started, [findAgent()], { argsOf, env, terminal, verbose: args.verbose ?? false, signal })
  return started.at(-1)?.url ?? ''
}

async function simulate({ args, terminal, signal }: Running<typeof flags>, folder: string): Promise<DemoCluster> {
  const nodes = wholeNumber('nodes', args.nodes ?? '6', { least: 1, most: 500 })
  const scenario = await scenarioOf(args)
  terminal.progress('Simulating a cluster with a week of history')
  const log = terminalLog(terminal)
  return await startDemoCluster({ scenario, nodes, seed: args.seed ?? 'demo', folder, log, signal })
}

async function scenarioOf({ scenario = 'slow-disk-one-member', config }: Running<typeof flags>['args']) {
  const { loadScenarios } = await import('@ocp-perf/cluster-sim')
  return loadScenarios(locateConfig(withConfig(process.env, config), import.meta.url)).get(scenario)
}

/** Whatever a server writes lies in the demo's own folder. */
function serverFlags({ args }: Running<typeof flags>, folder: string, index: number): string[] {
  return [
    // The simulated cluster is there, and has the report to answer first.
    ...(args.from === undefined ? ['--no-check'] : ['--from', args.from]),
    ...(args.config === undefined ? [] : ['--config', args.config]),
    ...portFlags(args.port, index),
    '--db',
    join(folder, 'history.duckdb'),
    '--reports',
    join(folder, 'reports'),
  ]
}

/** The agent stands after the servers that it works with. */
function agentFlags(
  { args }: Running<typeof flags>,
  folder: string,
  servers: readonly { name: string; url: string }[],
): string[] {
  return [
    ...servers.flatMap(({ name, url }) => ['--server', `${name}=${url}/mcp`]),
    ...(args.from === undefined ? ['--simulated', clusterName] : []),
    ...(args.config === undefined ? [] : ['--config', args.config]),
    ...portFlags(args.port, servers.length),
    '--data',
    join(folder, 'agent'),
  ]
}

function portFlags(port: string | undefined, index: number): string[] {
  const first = port === undefined ? undefined : wholeNumber('port', port, { least: 0, most: 65_535 })
  return [...(first === undefined ? [] : ['--port', String(first === 0 ? 0 : first + index)]), '--next-port']
}

function aboutOf({ args }: Running<typeof flags>, cluster: DemoCluster | undefined): string {
  if (cluster === undefined) return `A demo over the dump ${basename(args.from ?? '')}.`
  const { scenario, members, version, nodes, minutes } = cluster
  const hits = members.length === 0 || members.length > 2 ? '' : ` (${members.join(' and ')})`
  const since = scenario.faults.length === 0 ? '' : `, for ${minutes} minutes now`
  return `A simulated OpenShift ${version} cluster of ${nodes} nodes. Scenario ${scenario.id}${since}${hits}: ${scenario.brief}`
}

/** For scripts, which wait for this line. */
function asJson({ report, page, servers, kubeconfig }: Demo, { verdict, headline, causes }: Diagnosis): string {
  return JSON.stringify({
    verdict,
    headline,
    causes: causes.map(({ id, members }) => ({ id, members })),
    report,
    page,
    servers: servers.map(({ name, url }) => ({ name, url, mcp: `${url}/mcp` })),
    kubeconfig,
  })
}
