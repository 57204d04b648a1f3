import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { type Bench, type BenchResult, median } from './bench.ts'
import { type ChildServer, startChild } from './mcp/child-server.ts'

const seriesCount = 1_000
const points = 1_440
const program = fileURLToPath(new URL('../../../apps/timeseries/dist/main.js', import.meta.url))
const replies = fileURLToPath(new URL('./timeseries/range-server.ts', import.meta.url))
const pauseMs = 5
const patienceMs = 300_000

/** Long work of the time-series server, and how long another caller waits for its health meanwhile. */
const works = [
  { label: 'query_prometheus', tool: 'query_prometheus', input: { query: 'load', top: 100 } },
  { label: 'detect_anomalies, auto', tool: 'detect_anomalies', input: { prometheus_query: 'load' } },
  {
    label: 'aggregate_time_series',
    tool: 'aggregate_time_series',
    input: { prometheus_query: 'load', aggregation_freq: '5m' },
  },
] as const

export const timeseries: Bench = {
  name: 'timeseries',
  async run() {
    const prometheus = fork(replies, [`${seriesCount}`, `${points}`])
    const [port] = await once(prometheus, 'message')
    const server = await startChild([process.execPath, program, '--port', '0', '--no-history', '--no-check'], {
      PROMETHEUS_URL: `http://127.0.0.1:${Number(port)}`,
    })
    const client = new Client({ name: 'bench', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server.url)))
    try {
      const results: BenchResult[] = []
      for (const work of works) results.push(await waitsDuring(server, client, work))
      return [...results, { label: 'most memory of the server', value: await server.peak(), unit: 'MiB' }]
    } finally {
      await client.close()
      await server.stop()
      prometheus.kill()
    }
  },
}

async function waitsDuring(
  server: ChildServer,
  client: Client,
  { label, tool, input }: (typeof works)[number],
): Promise<BenchResult> {
  const window = { start_time: '24h', step: '60s' }
  const call = () => client.callTool({ name: tool, arguments: { ...input, ...window } }, { timeout: patienceMs })
  // The first call connects, and starts the threads.
  await call()
  let isDone = false
  const begun = performance.now()
  const work = call().finally(() => {
    isDone = true
  })
  const waits: number[] = []
  while (!isDone) {
    const asked = performance.now()
    await (await fetch(new URL('/health/live', server.url))).arrayBuffer()
    waits.push(performance.now() - asked)
    await sleep(pauseMs)
  }
  const { isError } = await work
  if (isError === true) throw new Error(`${label} failed.`)
  const tookMs = performance.now() - begun
  return {
    label: `longest wait for /health during ${label}`,
    value: Math.max(...waits),
    unit: 'ms',
    target: { atMost: 50 },
    note: `${seriesCount} series × ${points} points in ${tookMs.toFixed(0)} ms; ${waits.length} times asked, median ${median(waits).toFixed(1)} ms`,
  }
}
