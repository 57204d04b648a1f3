import { AppError } from '@ocp-perf/errors'
import type { CheckHealth } from '@ocp-perf/http'
import type { AnalyzerContext } from './context.ts'

/** Connects a cluster, as far as a server needs it. Of several dumps only the current one is read, for each takes its part of the memory. */
export type Look = (context: AnalyzerContext, name: string, signal: AbortSignal | undefined) => Promise<void>

/** Connects it and finds its platform, without which the catalog knows nothing of it. */
export const lookAtPlatform: Look = async (context, name, signal) => {
  await (isSpare(context, name) ? context.connection(name, signal) : context.cluster(name, signal))
}

/** Connects it, whatever it is. */
export const lookAtSource: Look = async (context, name, signal) => {
  await (isSpare(context, name) ? context.connection(name, signal) : context.source(name, signal))
}

function isSpare(context: AnalyzerContext, name: string): boolean {
  return context.clusterConfig(name).file !== undefined && name !== context.clusterNames[0]
}

/** What a server depends on, for its health. */
export type Dependency = Awaited<ReturnType<CheckHealth>>['dependencies'][number]

/** Ready as soon as one cluster answers: a server for several must not fall silent because of one. */
export function checkHealth(
  context: AnalyzerContext,
  look: Look,
  others: (signal: AbortSignal) => Promise<Dependency[]>,
): CheckHealth {
  return async (signal) => {
    const clusters = await Promise.all(
      context.clusterNames.map(async (name) => {
        try {
          await look(context, name, signal)
          const { via, foundBy } = await context.connection(name, signal)
          if (via === 'file') return { name, ready: true, detail: 'a recording' }
          const { source } = await context.source(name, signal)
          await source.buildInfo({ signal })
          return { name, ready: true, detail: foundBy }
        } catch (error) {
          // The route is open, so it says which kind of failure it was and no address.
          return { name, ready: false, detail: error instanceof AppError ? error.code : 'failed' }
        }
      }),
    )
    const dependencies = [...clusters, ...(await others(signal))]
    return { live: true, ready: dependencies.some(({ ready }) => ready), dependencies }
  }
}
