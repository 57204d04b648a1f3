import type { ModelOptions } from '../chat/model/model-options.ts'
import { openModel } from '../chat/model/open-model.ts'
import type { Servers } from '../servers.ts'
import type { Reporter } from './reporter.ts'

export interface ReporterOptions {
  servers: Servers
  /** Writes the narrative; without one a report has none. */
  model?: ModelOptions | undefined
  /** Unix seconds. */
  now?: () => number
}

/** Has the servers make their reports, and reads them with all points: one making gives every format. */
export function createReporter({ servers, model, now }: ReporterOptions): Reporter {
  const writer = model === undefined ? undefined : { model: openModel(model), name: model.name }
  // Loaded with the first report: a start has no use for it, and it takes half a second.
  const load = async () =>
    (await import('./graph.ts')).buildGraph({ servers, writer, now: now ?? (() => Date.now() / 1000) })
  let graph: ReturnType<typeof load> | undefined
  return {
    make: async (wish, options) => {
      const { signal } = options
      signal.throwIfAborted()
      graph ??= load()
      try {
        const { rendering } = await (await graph).invoke({ wish, options }, { signal })
        return rendering
      } catch (error) {
        // The graph wraps an abort in an error of its own.
        signal.throwIfAborted()
        throw error
      }
    },
  }
}
