import { type Bench, type BenchResult, median } from './bench.ts'
import { type ChildServer, moduleCommand, programOf, startChild } from './mcp/child-server.ts'
import { type Era, type McpLoad, mcpLoad } from './mcp/load.ts'
import { stdioStartMs } from './mcp/stdio-start.ts'

const rounds = 7
const callsPerRound = 600
const concurrency = 8
const starts = 5
// Resident memory moves by a few MiB with each collection.
const mostGrowth = 8
const eras: readonly Era[] = ['2025-11-25', '2026-07-28']

const etcdAnalyzer = programOf('etcd')

/** What serving costs: calls a second beside the bare SDK, memory over many calls and sessions, time to the first answer. */
export const mcp: Bench = {
  name: 'mcp',
  async run() {
    const throughput: BenchResult[] = []
    for (const era of eras) throughput.push(...(await compareThroughput(era)))
    return [...throughput, await startUp(), ...(await memoryOfAnalyzer()), await growthWithSessions()]
  },
}

/** Rounds of the two alternate, so that what else the machine does meets both. */
async function compareThroughput(era: Era): Promise<BenchResult[]> {
  const servers = await Promise.all([
    startChild(moduleCommand('./kit-server.ts')),
    startChild(moduleCommand('./bare-server.ts')),
  ])
  const loads = servers.map(({ url }) => mcpLoad(url, era))
  try {
    for (const load of loads) await rate(load)
    const rates: number[][] = []
    for (let round = 0; round < rounds; round++) {
      const pair: number[] = []
      for (const load of loads) pair.push(await rate(load))
      rates.push(pair)
    }
    const ratio = median(rates.map(([kit = 0, bare = 0]) => kit / bare))
    const [kit, bare] = [0, 1].map((index) => median(rates.map((pair) => pair[index] ?? 0)))
    const note = `${kit?.toFixed(0)} /s on mcp-kit, ${bare?.toFixed(0)} /s on the bare SDK`
    return [
      { label: `calls a second beside the bare SDK, ${era}`, value: ratio, unit: '×', target: { atLeast: 0.8 }, note },
    ]
  } finally {
    for (const load of loads) load.close()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function rate(load: McpLoad): Promise<number> {
  const begun = performance.now()
  await load.calls(callsPerRound, concurrency, 'add', { left: 1, right: 2 })
  return (callsPerRound / (performance.now() - begun)) * 1000
}

async function startUp(): Promise<BenchResult> {
  const times: number[] = []
  for (let start = 0; start < starts; start++) {
    times.push(await stdioStartMs([process.execPath, etcdAnalyzer, '--stdio'], { PROMETHEUS_URL: prometheusUrl() }))
  }
  const label = 'start to the first answer over stdio, etcd-analyzer'
  return { label, value: median(times), unit: 'ms', target: { atMost: 700 }, note: `median of ${starts} starts` }
}

async function memoryOfAnalyzer(): Promise<BenchResult[]> {
  const [first, second] = await memory([process.execPath, etcdAnalyzer, '--port', '0'], 'list_metrics', {})
  const label = 'memory after 1,000 calls and 1,000 sessions, etcd-analyzer'
  return [
    { label, value: first, unit: 'MiB', target: { atMost: 130 } },
    { label: 'growth over another 1,000 of each', value: second - first, unit: 'MiB', target: { atMost: mostGrowth } },
  ]
}

/** The server keeps each session until its client ends it. It runs from its sources, so only its growth is its own. */
async function growthWithSessions(): Promise<BenchResult> {
  const [first, second] = await memory(moduleCommand('./kit-server.ts', '--sessions'), 'add', { left: 1, right: 2 })
  const label = 'growth over another 1,000 of each, sessions kept'
  return { label, value: second - first, unit: 'MiB', target: { atMost: mostGrowth } }
}

/** Resident MiB after a thousand calls and a thousand sessions, and after another thousand of each. */
async function memory(command: readonly string[], tool: string, args: object): Promise<readonly [number, number]> {
  const server = await startChild(command, { PROMETHEUS_URL: prometheusUrl() })
  const load = mcpLoad(server.url, '2025-11-25')
  try {
    return [await rssAfterThousand(server, load, tool, args), await rssAfterThousand(server, load, tool, args)]
  } finally {
    load.close()
    await server.stop()
  }
}

async function rssAfterThousand(server: ChildServer, load: McpLoad, tool: string, args: object): Promise<number> {
  await load.calls(1_000, concurrency, tool, args)
  for (let session = 0; session < 1_000; session++) await load.session(tool, args)
  return server.rss()
}

// No figure here waits for an answer of Prometheus; without the lab, nothing listens there.
function prometheusUrl(): string {
  return process.env.OCP_PERF_LAB_PROMETHEUS ?? 'http://127.0.0.1:9'
}
