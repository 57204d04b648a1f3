import { readFileSync } from 'node:fs'
import type { Analyzer, AnalyzerContext } from '@ocp-perf/analyzer'
import { loadTools } from '@ocp-perf/mcp-kit'
import { z } from 'zod'
import { whyDoPodsStartSlowly } from './prompts/why-do-pods-start-slowly.ts'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

/** The MCP server for OVN-Kubernetes and Open vSwitch. */
export const ovnkAnalyzer: Analyzer = {
  name: 'ovnk-analyzer',
  title: 'OVN-Kubernetes analyzer',
  version,
  port: 8003,
  instructions:
    'Measures OVN-Kubernetes, its databases, Open vSwitch and CNI. get_ovnk_bottleneck_analysis says why pods or their ' +
    'network are slow; explain_pod_startup says which stage of a pod start takes the time; get_cluster_alerts says what fires. ' +
    'Verdicts are ok, watch, degraded, critical, no_data or unknown; no_data and unknown are not good news. Times are UTC.',
  tools: await loadTools<AnalyzerContext>(new URL('./tools/', import.meta.url)),
  prompts: [whyDoPodsStartSlowly],
  home: import.meta.url,
}
