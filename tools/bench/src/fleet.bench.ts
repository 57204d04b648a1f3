import { fileURLToPath } from 'node:url'
import { mostTokens } from '@ocp-perf/analyzer/testing'
import type { Bench, BenchResult } from './bench.ts'
import { startKeeper } from './fleet/keeper.ts'
import { type Measured, measureTools } from './fleet/measure-tools.ts'
import { programOf, startChild } from './mcp/child-server.ts'

const domains = ['etcd', 'network', 'ovnk'] as const
const some = 50
const many = 500
const simulated = fileURLToPath(new URL('./fleet/simulated-prometheus.ts', import.meta.url))

/** What tools cost on a large fleet: time, tokens and memory, beside the same on a tenth of its nodes. */
export const fleet: Bench = {
  name: 'fleet',
  async run(): Promise<readonly BenchResult[]> {
    const small = await measure(some)
    const large = await measure(many)
    return large.flatMap((domain, index) => describe(domain, small[index]))
  },
}

interface DomainMeasured {
  domain: string
  tools: Measured[]
  peakMiB: number
}

async function measure(nodes: number): Promise<DomainMeasured[]> {
  const cluster = await startChild([process.execPath, ...process.execArgv, simulated, String(nodes)])
  const measured: DomainMeasured[] = []
  try {
    for (const domain of domains) {
      // One for each domain: a heap with the answers to all of them collects garbage for half a second at a time.
      const keeper = await startKeeper(cluster.url)
      const server = await startChild([process.execPath, programOf(domain), '--port', '0', '--no-history'], {
        PROMETHEUS_URL: keeper.url,
      })
      try {
        const tools = await measureTools(server, keeper)
        measured.push({ domain, tools, peakMiB: await server.peak() })
      } finally {
        await server.stop()
        await keeper.close()
      }
    }
  } finally {
    await cluster.stop()
  }
  return measured
}

function describe({ domain, tools, peakMiB }: DomainMeasured, fewer: DomainMeasured | undefined): BenchResult[] {
  const results = tools.map((one): BenchResult => {
    const { tool, ms, cpuMs, firstMs, queries, bytes, passedOn } = one
    const growth = ms / (fewer?.tools.find((small) => small.tool === tool)?.ms ?? Number.NaN)
    const kept = passedOn === 0 ? '' : `, ${passedOn.toFixed(0)} of them asked anew`
    const note =
      `${cpuMs.toFixed(0)} ms of processor time, ${queries.toFixed(0)} queries, ${(bytes / 1e6).toFixed(1)} MB${kept}; ${growth.toFixed(1)} × the time on ${some} nodes; ` +
      `the simulated cluster included ${(firstMs / 1000).toFixed(1)} s`
    return { label: `${tool} on ${many} nodes`, value: ms, unit: 'ms', target: { atMost: 2000 }, note }
  })
  const longest = Math.max(...tools.map(({ tool, tokens }) => tokens / mostTokens(tool)))
  const whole = (measured: readonly Measured[]) => measured.reduce((sum, { ms }) => sum + ms, 0)
  return [
    ...results,
    {
      label: `all tools of ${domain} beside the same on a tenth of the nodes`,
      value: whole(tools) / whole(fewer?.tools ?? []),
      unit: '×',
      target: { atMost: many / some },
    },
    {
      label: `longest text of ${domain} beside its limit`,
      value: longest,
      unit: '×',
      target: { atMost: 1 },
      note: '1,500 tokens, 4,000 of a deep drive',
    },
    { label: `most memory of the ${domain} server`, value: peakMiB, unit: 'MiB', target: { atMost: 300 } },
  ]
}
