import { readFileSync } from 'node:fs'
import type { Analyzer, AnalyzerContext } from '@ocp-perf/analyzer'
import { loadTools } from '@ocp-perf/mcp-kit'
import { z } from 'zod'
import { weeklyEtcdReport } from './prompts/weekly-etcd-report.ts'
import { whyIsEtcdSlow } from './prompts/why-is-etcd-slow.ts'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

/** The MCP server for etcd. */
export const etcdAnalyzer: Analyzer = {
  name: 'etcd-analyzer',
  title: 'etcd analyzer',
  version,
  port: 8001,
  instructions:
    'Measures etcd, its disks, nodes and network, and the API servers in front of it. get_etcd_bottleneck_analysis says why ' +
    'etcd is slow; get_etcd_cluster_status and get_cluster_alerts say how it stands now. Verdicts are ok, watch, ' +
    'degraded, critical, no_data or unknown; no_data and unknown are not good news. Times are UTC.',
  tools: await loadTools<AnalyzerContext>(new URL('./tools/', import.meta.url)),
  prompts: [whyIsEtcdSlow, weeklyEtcdReport],
  home: import.meta.url,
}
