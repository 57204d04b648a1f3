import type { Answered, Answerer } from '../answerer.ts'
import { createDrawCharts } from '../charts/draw.ts'
import type { Servers } from '../servers.ts'
import { zoneOrOwn } from '../zone.ts'
import { type Budget, createRunner } from './run/create-runner.ts'
import { createMemo } from './run/memo.ts'
import { createGuide } from './understand/guide.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface AnalystOptions {
  servers: Servers
  vocabulary: Vocabulary
  /** What one answer may use up. */
  budget?: Partial<Budget>
  /** Unix seconds. */
  now?: () => number
  /** Whose clock questions are read by that do not say it themselves; this machine's own unless given. */
  timeZone?: string
}

const usualBudget: Budget = { seconds: 200, calls: 8 }

/** Answers questions without a model: by the words of the question, the tools' own findings and fixed rules of writing. */
export function createAnalyst({ servers, vocabulary, budget, now, timeZone }: AnalystOptions): Answerer {
  const zone = zoneOrOwn(timeZone)
  const clock = now ?? (() => Date.now() / 1000)
  const memo = createMemo(clock)
  const guide = createGuide({ servers, vocabulary, now: clock, zone })
  const setting = { servers, vocabulary, guide, draw: createDrawCharts(servers) }
  // Loaded after the start, which has no use for it: it takes half a second.
  const load = async () => (await import('./graph.ts')).buildGraph(setting)
  let graph: ReturnType<typeof load> | undefined
  return {
    model: null,
    prepare: async (signal) => {
      graph ??= load()
      await Promise.all([graph, guide.prepare(signal)])
    },
    answer: async (turn, say, signal): Promise<Answered> => {
      signal.throwIfAborted()
      graph ??= load()
      const limits = { ...usualBudget, ...budget }
      const runner = createRunner({ servers, memo, thread: turn.thread, budget: limits, say, signal })
      try {
        const { written } = await (await graph).invoke({ turn, say, runner }, { signal })
        return { reason: runner.exhausted() ? 'budget' : 'answered', verdict: written.verdict }
      } catch (error) {
        // The graph wraps an abort in an error of its own.
        signal.throwIfAborted()
        throw error
      } finally {
        runner.release()
      }
    },
  }
}
