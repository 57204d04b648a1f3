import { z } from 'zod'
import type { AgentTool, Range } from '../../contract/index.ts'
import type { Understood } from '../understand/understand.ts'
import type { Domain, Vocabulary } from '../vocabulary.ts'
import { takesNodeNames } from './takes-node-names.ts'

export interface PlannedCall {
  tool: AgentTool
  args: Readonly<Record<string, unknown>>
}

export interface Plan {
  calls: readonly PlannedCall[]
  /** The domains that are asked about. */
  domains: readonly Domain[]
  /** Tools that would have been asked and that no server offers. */
  missing: readonly string[]
}

/** What applies to all calls of a turn. */
export interface Circumstances {
  tools: readonly AgentTool[]
  vocabulary: Vocabulary
  cluster: string | undefined
  range: Range | undefined
}

/** Which tools are asked with which arguments. */
export function planCalls(understood: Understood, circumstances: Circumstances): Plan {
  const { tools, vocabulary } = circumstances
  const { names, extra, domains } = chooseTools(understood, circumstances)
  const chosen = names.map((name) => ({ name, tool: tools.find((tool) => tool.name === name) }))
  const missing = chosen.filter(({ tool }) => tool === undefined).map(({ name }) => name)
  // The whole is seen from every server: it stands in for a domain whose own server is down.
  const whole = tools.find(({ name }) => name === vocabulary.domains[0]?.causes)
  const offered = chosen.flatMap(({ tool }) => tool ?? [])
  const asked = offered.length === 0 && missing.length > 0 && whole !== undefined ? [whole] : offered
  return {
    calls: asked.map((tool) => ({ tool, args: { ...fitArgs(tool, understood, circumstances), ...extra } })),
    domains,
    missing,
  }
}

interface Chosen {
  names: readonly string[]
  domains: readonly Domain[]
  extra?: Readonly<Record<string, unknown>>
}

function chooseTools(understood: Understood, circumstances: Circumstances): Chosen {
  const { intent, domains, found } = understood
  const { vocabulary } = circumstances
  if (!understood.clear || intent?.does === 'help') return { names: [], domains }
  if (intent?.does === 'call') return { names: [intent.tool], domains }
  if (intent?.does === 'report') {
    const reports = domains.flatMap(({ report }) => report ?? [])
    return reports.length > 0 ? { names: reports, domains } : causesOf(domains, vocabulary)
  }
  const shows = intent === undefined || intent.does === 'show'
  if (found !== undefined && (shows || domains.length === 0)) {
    const near = intent?.does === 'diagnose' ? domainOf(understood, circumstances) : undefined
    if (near !== undefined) return causesOf([near], vocabulary)
    if (found.kind === 'tool') return { names: [found.tool.name], domains }
    return { names: [vocabulary.tools.metric], domains, extra: { metric: found.metric.id } }
  }
  return causesOf(domains, vocabulary)
}

/** What finds causes in some domains; in the whole where none is meant. */
function causesOf(domains: readonly Domain[], { domains: all }: Vocabulary): Chosen {
  const asked = domains.length > 0 ? domains : all.slice(0, 1)
  return { names: asked.map(({ causes }) => causes), domains: asked }
}

/** The domain of the one server that a tool was found on. */
function domainOf({ found }: Understood, { tools, vocabulary }: Circumstances): Domain | undefined {
  if (found?.kind !== 'tool' || found.tool.servers.length !== 1) return undefined
  const [server = ''] = found.tool.servers
  return vocabulary.domains.find(({ causes }) =>
    tools.some((tool) => tool.name === causes && tool.servers.length === 1 && tool.servers.includes(server)),
  )
}

const mostRows = 100
const propertiesSchema = z.record(z.string(), z.unknown()).catch({})

/** Time, cluster and nodes, as far as a tool takes them. */
function fitArgs(tool: AgentTool, { names, found }: Understood, { cluster, range }: Circumstances) {
  const takes = new Set(Object.keys(propertiesSchema.parse(tool.input_schema.properties)))
  const timed = takes.has('start_time') && takes.has('duration') ? range : undefined
  return {
    ...(cluster !== undefined && takes.has('cluster') ? { cluster } : {}),
    ...timed,
    ...(found?.kind === 'metric' && takes.has('about') ? { about: found.metric.id } : {}),
    ...(names.nodes.length > 0 && takesNodeNames(tool) ? { nodes: names.nodes } : {}),
    // The rows of those who are named may be among the mildest.
    ...(names.nodes.length > 0 && takes.has('top') ? { top: mostRows } : {}),
  }
}
