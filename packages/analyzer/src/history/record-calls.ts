import type { AroundCall } from '@ocp-perf/mcp-kit'
import type { Collected, Collector } from '@ocp-perf/metrics'
import type { AnalyzerContext, RunNote } from '../context.ts'
import { runOfCall } from './run-of-call.ts'

/** What a call was seen to do. */
interface Watched extends RunNote {
  /** Everything that it measured. */
  measured: Collected[]
  /** The first cluster that it looked at. */
  cluster: string | undefined
}

/**
 * Records each call that looked at a cluster, with what it measured, once it has answered; the answer does not wait. Calls
 * that only look something up in the catalog or the history are no runs.
 */
export const recordCalls: AroundCall<AnalyzerContext> = async (tool, context, run) => {
  if (context.history === undefined) return await run(context)
  const startedAt = context.now()
  const watched: Watched = { measured: [], cluster: undefined }
  const answer = await run(watching(context, watched))
  const { cluster, measured, ...notes } = watched
  if (cluster !== undefined) {
    context.remember(runOfCall(context, { collected: measured, ...notes, tool, cluster, startedAt }, answer))
  }
  return answer
}

/** The context as one call sees it: what is measured through it is seen. */
function watching(context: AnalyzerContext, watched: Watched): AnalyzerContext {
  // An heir, so that what is read on first use only, such as the catalog, still is.
  const view: AnalyzerContext = Object.create(context)
  const saw = (name: string | undefined) => {
    watched.cluster ??= context.clusterConfig(name).name
  }
  view.note = (note) => Object.assign(watched, note)
  view.connection = (name, signal) => {
    saw(name)
    return context.connection(name, signal)
  }
  view.cluster = async (name, signal) => {
    saw(name)
    const cluster = await context.cluster(name, signal)
    return { ...cluster, collector: watchingCollector(cluster.collector, watched.measured) }
  }
  view.collect = async (group, { cluster, ...request }, signal) => {
    const { collector } = await view.cluster(cluster, signal)
    const { panel } = await collector.group(group, request, signal)
    return panel
  }
  return view
}

function watchingCollector(collector: Collector, measured: Collected[]): Collector {
  const keep = async (collecting: Promise<Collected>) => {
    const collected = await collecting
    measured.push(collected)
    return collected
  }
  return {
    group: (name, request, signal) => keep(collector.group(name, request, signal)),
    metrics: (panel, metrics, request, signal) => keep(collector.metrics(panel, metrics, request, signal)),
  }
}
