import { AppError, nearNames } from '@ocp-perf/errors'
import { errorFrom } from './connect/fault-of.ts'
import type { AgentTool, ServerHealth } from './contract/index.ts'
import type { Servers } from './servers.ts'

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

/** A domain that has a report. */
export interface ReportedDomain extends Domain {
  report: AgentTool
}

/** What the report of a whole cluster is asked for by, beside those of its domains. */
export const clusterDomain = { id: 'cluster', title: 'The whole cluster' }

/** The walk over all levels of a cluster: it is named as the diagnosis of a domain, and is none. */
export const walkTool = 'get_cluster_bottleneck_analysis'
const diagnoseName = /^get_(\w+)_bottleneck_analysis$/
const reportName = /^generate_(\w+)_performance_report$/

/** The domains of the servers whose tools are known, in the order of their tools. */
export function domainsOf(servers: Servers): Domain[] {
  const tools = servers.tools()
  const health = servers.health()
  return tools.flatMap((diagnose): Domain[] => {
    const id = diagnoseName.exec(diagnose.name)?.[1]
    const [server] = diagnose.servers
    if (diagnose.name === walkTool || id === undefined || server === undefined) return []
    const report = tools.find(({ name }) => reportName.exec(name)?.[1] === id)
    return [{ id, title: health.find(({ name }) => name === server)?.title ?? id, server, diagnose, report }]
  })
}

/** Of what a report can be made: of each domain that has one, and of the whole cluster. */
export function offeredReports(servers: Servers): { id: string; title: string }[] {
  const domains = reportedDomains(servers).map(({ id, title }) => ({ id, title }))
  return domains.length === 0 ? [] : [...domains, clusterDomain]
}

function reportedDomains(servers: Servers): ReportedDomain[] {
  return domainsOf(servers).flatMap(({ report, ...rest }) => (report === undefined ? [] : [{ ...rest, report }]))
}

/**
 * The domains that a report is made of: one, or for `cluster` all that have one. Throws `not_found` for a domain that there
 * is not, `unreachable` for one whose server is not up, and `invalid_input` for one without a report.
 */
export function findReported(servers: Servers, wanted: string): [ReportedDomain, ...ReportedDomain[]] {
  const all = reportedDomains(servers)
  const [first, ...rest] = all
  if (wanted === clusterDomain.id && first !== undefined) return [first, ...rest]
  const found = all.find(({ id, server }) => id === wanted || server === wanted)
  if (found !== undefined) return [found]
  const health = servers.health()
  const down = health.find(({ name, state }) => name === wanted && state !== 'up')
  if (down !== undefined) throw notUp(down)
  const without = domainsOf(servers).find(({ id, server }) => id === wanted || server === wanted)
  if (without !== undefined) throw noReport(without)
  if (first === undefined && health.length > 0 && health.every(({ state }) => state !== 'up')) throw noneUp(health)
  throw unknownDomain(wanted, all)
}

function notUp({ title, fault }: ServerHealth): AppError {
  if (fault !== null) return errorFrom(fault)
  return new AppError('unreachable', `${title} is not connected yet.`, { hint: 'Try again in a moment.' })
}

function noneUp(health: readonly ServerHealth[]): AppError {
  const names = health.map(({ name }) => name)
  return new AppError('unreachable', `No server is up: ${names.join(', ')}.`, {
    hint: `Start them: ocp-perf serve ${names.join(' ')}.`,
  })
}

function noReport({ title }: Domain): AppError {
  return new AppError('invalid_input', `There is no report of ${title}.`, {
    hint: 'The list of tools says what its server can do.',
  })
}

function unknownDomain(wanted: string, domains: readonly Domain[]): AppError {
  const known = domains.length === 0 ? [] : [clusterDomain.id, ...domains.map(({ id }) => id)]
  const near = nearNames(wanted, known)
  const there = known.length === 0 ? 'No server that is up offers a report.' : `There is ${known.join(', ')}.`
  return new AppError('not_found', `There is no domain ${JSON.stringify(wanted.slice(0, 60))}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : there,
  })
}
