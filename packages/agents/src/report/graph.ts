import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { type Rendering, readReportData } from '@ocp-perf/elt'
import { findReported, type ReportedDomain } from '../domains.ts'
import type { Servers } from '../servers.ts'
import { fetchReport } from './fetch-report.ts'
import type { ReportOptions, ReportWish } from './reporter.ts'

const State = Annotation.Root({
  wish: Annotation<ReportWish>,
  options: Annotation<ReportOptions>,
  domains: Annotation<readonly [ReportedDomain, ...ReportedDomain[]]>,
  /** What the servers gave, as JSON. */
  collected: Annotation<unknown>,
  rendering: Annotation<Rendering>,
})
type State = typeof State.State

export interface Setting {
  servers: Servers
}

/** The steps of a report, each resting on those before it. */
export function buildGraph(setting: Setting) {
  return new StateGraph(State)
    .addNode('initialize', (state) => initialize(state, setting))
    .addNode('collect', (state) => collect(state, setting))
    .addNode('ready', ready)
    .addEdge(START, 'initialize')
    .addEdge('initialize', 'collect')
    .addEdge('collect', 'ready')
    .addEdge('ready', END)
    .compile()
}

async function initialize({ wish, options }: State, { servers }: Setting) {
  await servers.settle(options.signal)
  return { domains: findReported(servers, wish.domain) }
}

async function collect({ wish, options, domains: [domain] }: State, { servers }: Setting) {
  return { collected: await fetchReport(servers, domain, wish, options) }
}

function ready({ collected }: State) {
  return { rendering: readReportData(collected) }
}
