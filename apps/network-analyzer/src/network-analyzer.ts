import { readFileSync } from 'node:fs'
import type { Analyzer, AnalyzerContext } from '@ocp-perf/analyzer'
import { loadTools } from '@ocp-perf/mcp-kit'
import { z } from 'zod'
import { whyIsTheNetworkSlow } from './prompts/why-is-the-network-slow.ts'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

/** The MCP server for the node network. */
export const networkAnalyzer: Analyzer = {
  name: 'network-analyzer',
  title: 'Node network analyzer',
  version,
  port: 8002,
  instructions:
    'Measures the network stack of each node: interfaces, sockets, softnet, TCP, UDP, IP and conntrack. ' +
    'get_network_bottleneck_analysis says why packets are lost or late; compare_nodes says which nodes stand apart from the ' +
    'fleet; get_cluster_alerts says what fires. Verdicts are ok, watch, degraded, critical, no_data ' +
    'or unknown; no_data and unknown are not good news. Times are UTC.',
  tools: await loadTools<AnalyzerContext>(new URL('./tools/', import.meta.url)),
  prompts: [whyIsTheNetworkSlow],
  home: import.meta.url,
}
