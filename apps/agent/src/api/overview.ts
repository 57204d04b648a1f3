import { type Domain, domainsOf, type Servers } from '@ocp-perf/agents'
import { type DrawCharts, wishesOfDiagnosis } from '@ocp-perf/agents/charts'
import { type Chart, type Fault, type Overview, overviewSchema } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import { compareVerdicts, type Diagnosis, diagnosisSchema, type Verdict, worstVerdict } from '@ocp-perf/panel'
import { z } from 'zod'
import { faultOf } from '../fault-of.ts'
import { type Operation, operation } from './operation.ts'

export interface OverviewOptions {
  servers: Servers
  draw: DrawCharts
  /** How long one domain may take; the others do not wait for it beyond. */
  domainMs?: number | undefined
  log: Log
}

const usualDomainMs = 60_000
const chartsOfDomain = 2

const query = z.strictObject({
  cluster: z.string().max(100).optional(),
  duration: z.string().max(40).optional(),
  start_time: z.string().max(40).optional(),
  end_time: z.string().max(40).optional(),
})

interface Looked {
  domain: string
  title: string
  diagnosis: Diagnosis | null
  fault: Fault | null
  charts: Chart[]
}

/** The cluster at a glance: every domain is diagnosed at once, and one that fails or is slow does not hide the others. */
export function overviewOperation({ servers, draw, log, domainMs = usualDomainMs }: OverviewOptions): Operation {
  const running = new Map<string, Promise<Overview>>()
  const look = async (domain: Domain, args: Record<string, unknown>): Promise<Looked> => {
    const { id, title, server, diagnose } = domain
    const limit = AbortSignal.timeout(domainMs)
    const told = { domain: id, title }
    try {
      const { data, fault } = await servers.call(diagnose.name, args, { signal: limit, server })
      if (fault !== undefined) return { ...told, diagnosis: null, fault, charts: [] }
      const diagnosis = diagnosisSchema.parse(data)
      const charts = await draw(wishesOfDiagnosis(diagnosis).slice(0, chartsOfDomain), server, limit)
      return { ...told, diagnosis, fault: null, charts }
    } catch (error) {
      const failure = limit.aborted ? tooSlow(title, domainMs) : error
      if (!(failure instanceof AppError))
        log.error({ err: failure, server }, 'A domain could not be looked at because of a bug')
      // Whatever went wrong with this domain is told in its place.
      return { ...told, diagnosis: null, fault: faultOf(failure), charts: [] }
    }
  }
  const lookAtAll = async (asked: z.output<typeof query>): Promise<Overview> => {
    const args = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
    const domains = domainsOf(servers)
    const looked = await Promise.all(domains.map((domain) => look(domain, args)))
    return overviewOf([...looked, ...missing(servers, domains)], asked.cluster)
  }
  return operation({
    method: 'get',
    path: '/api/overview',
    summary: 'The cluster at a glance, each domain diagnosed.',
    query,
    reply: overviewSchema,
    // What one page began to look at, others that open meanwhile are told as well: it keeps every server busy.
    run: ({ query: asked }) => {
      const key = JSON.stringify([asked.cluster, asked.duration, asked.start_time, asked.end_time])
      const work = running.get(key) ?? lookAtAll(asked).finally(() => running.delete(key))
      running.set(key, work)
      return work
    },
  })
}

/** Servers that are not up and whose domain is therefore not known by a tool. */
function missing(servers: Servers, domains: readonly Domain[]): Looked[] {
  return servers
    .health()
    .filter(({ name, state }) => state !== 'up' && !domains.some(({ server }) => server === name))
    .map(({ name, title, fault }) => ({
      domain: name,
      title,
      diagnosis: null,
      fault:
        fault ?? faultOf(new AppError('unreachable', `${title} is not connected yet.`, { hint: 'Try again soon.' })),
      charts: [],
    }))
}

function overviewOf(looked: readonly Looked[], asked: string | undefined): Overview {
  const diagnoses = looked.flatMap(({ diagnosis }) => diagnosis ?? [])
  const [worst] = [...diagnoses].sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  const unseen = looked.filter(({ diagnosis }) => diagnosis === null)
  // What could not be looked at is never good news.
  const verdict = worstVerdict([...diagnoses.map((each) => each.verdict), ...unseen.map(() => 'unknown' as const)])
  const not = unseen.length === 0 ? '' : `Not looked at: ${unseen.map(({ title }) => title).join(', ')}.`
  return {
    cluster: worst?.cluster ?? asked ?? '',
    verdict,
    headline: [worst?.headline ?? 'No server could look at the cluster.', not].filter((text) => text !== '').join(' '),
    domains: looked.map(({ charts: _, ...domain }) => domain),
    charts: chartsOf(looked),
  }
}

/** Those of the worst domain first. What users feel is measured by several domains, and drawn once. */
function chartsOf(looked: readonly Looked[]): Chart[] {
  const ranked = [...looked].sort((a, b) => compareVerdicts(verdictOf(a), verdictOf(b)))
  const charts = new Map<string, Chart>()
  for (const chart of ranked.flatMap((each) => each.charts)) {
    if (!charts.has(chart.metric)) charts.set(chart.metric, chart)
  }
  return [...charts.values()]
}

function verdictOf({ diagnosis }: Looked): Verdict {
  return diagnosis?.verdict ?? 'unknown'
}

function tooSlow(title: string, ms: number): AppError {
  return new AppError('timeout', `${title} did not answer within ${ms / 1000} s.`, {
    hint: 'Ask for a shorter duration, or look at that server by GET /api/mcp/health.',
  })
}
