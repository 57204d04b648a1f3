import type { Servers } from '@ocp-perf/agents'
import type { AgentTool } from '@ocp-perf/agents/contract'

/** What is diagnosed as one: etcd, the node network. A server offers it by how its tools are named. */
export interface Domain {
  id: string
  title: string
  /** The server that answers for it. */
  server: string
  /** The tool that says why it is slow. */
  diagnose: AgentTool
  /** The tool that writes its report, where there is one. */
  report: AgentTool | undefined
}

// The walk over all levels of a cluster is named alike, and is no domain.
const diagnoseName = /^get_(?!cluster_)(\w+)_bottleneck_analysis$/
const reportName = /^generate_(\w+)_performance_report$/

/** The domains of the servers whose tools are known, in the order of their tools. */
export function domainsOf(servers: Servers): Domain[] {
  const tools = servers.tools()
  const health = servers.health()
  return tools.flatMap((diagnose): Domain[] => {
    const id = diagnoseName.exec(diagnose.name)?.[1]
    const [server] = diagnose.servers
    if (id === undefined || server === undefined) return []
    const report = tools.find(({ name }) => reportName.exec(name)?.[1] === id)
    return [{ id, title: health.find(({ name }) => name === server)?.title ?? id, server, diagnose, report }]
  })
}
