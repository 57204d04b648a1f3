import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import type { Rendering } from '@ocp-perf/elt'
import { clusterDomain, findReported, type ReportedDomain } from '../domains.ts'
import type { Servers } from '../servers.ts'
import { collectCluster, type Walked, walkCluster } from './collect-cluster.ts'
import { fetchReport } from './fetch-report.ts'
import { type ClusterParts, mergeCluster } from './merge-cluster.ts'
import { type Writer, writeNarrative } from './narrative/write-narrative.ts'
import type { ReportOptions, ReportWish } from './reporter.ts'

const State = Annotation.Root({
  wish: Annotation<ReportWish>,
  options: Annotation<ReportOptions>,
  domains: Annotation<readonly [ReportedDomain, ...ReportedDomain[]]>,
  walked: Annotation<Walked>,
  parts: Annotation<ClusterParts>,
  rendering: Annotation<Rendering>,
})
type State = typeof State.State

export interface Setting {
  servers: Servers
  /** Undefined where no model is configured. */
  writer: Writer | undefined
  /** Unix seconds. */
  now: () => number
}

/**
 * The steps of a report: that of one domain is collected; that of a cluster is walked, collected and merged. Where there is
 * a model it writes about either.
 */
export function buildGraph(setting: Setting) {
  const afterReady = () => (setting.writer === undefined ? END : 'narrate')
  return new StateGraph(State)
    .addNode('initialize', (state) => initialize(state, setting))
    .addNode('collect', (state) => collect(state, setting))
    .addNode('walk', (state) => walk(state, setting))
    .addNode('collect_all', (state) => collectAll(state, setting))
    .addNode('merge', ({ parts }) => ({ rendering: mergeCluster(parts, setting.now()) }))
    .addEdge(START, 'initialize')
    .addConditionalEdges('initialize', ({ wish }) => (wish.domain === clusterDomain.id ? 'walk' : 'collect'), [
      'walk',
      'collect',
    ])
    .addEdge('walk', 'collect_all')
    .addEdge('collect_all', 'merge')
    .addNode('narrate', (state) => narrate(state, setting))
    .addConditionalEdges('merge', afterReady, ['narrate', END])
    .addConditionalEdges('collect', afterReady, ['narrate', END])
    .addEdge('narrate', END)
    .compile()
}

async function initialize({ wish, options }: State, { servers }: Setting) {
  await servers.settle(options.signal)
  return { domains: findReported(servers, wish.domain) }
}

async function collect({ wish, options, domains: [domain] }: State, { servers }: Setting) {
  return { rendering: await fetchReport(servers, domain, wish, options) }
}

async function walk({ wish, options }: State, { servers }: Setting) {
  return { walked: await walkCluster(servers, wish, options) }
}

async function collectAll({ wish, options, domains, walked }: State, { servers }: Setting) {
  return { parts: await collectCluster(servers, domains, { wish, options, walked }) }
}

async function narrate({ rendering, options }: State, { writer }: Setting) {
  if (writer === undefined) return {}
  const { report, frames } = rendering
  const { narrative, note } = await writeNarrative(report, writer, options)
  const notes = note === undefined ? report.notes : [...report.notes, note]
  return { rendering: { report: { ...report, narrative, notes }, frames } }
}
