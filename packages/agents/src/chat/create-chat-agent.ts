import type { Log } from '@ocp-perf/http'
import { createRunner } from '../analyst/run/create-runner.ts'
import { createMemo } from '../analyst/run/memo.ts'
import type { Vocabulary } from '../analyst/vocabulary.ts'
import type { Answered, Answerer, SaidEvent, Turn } from '../answerer.ts'
import { createDrawCharts } from '../charts/draw.ts'
import type { Servers } from '../servers.ts'
import { zoneOfTurn, zoneOrOwn } from '../zone.ts'
import { type ChatBudget, createMeter, createVoice, type Desk } from './desk.ts'
import { createFence } from './fence.ts'
import { suggestionsOf, verdictOf } from './findings.ts'
import { firstMessages } from './messages.ts'
import type { ModelOptions } from './model/model-options.ts'
import { openModel } from './model/open-model.ts'
import { createToolbox, understandAlone } from './toolbox.ts'

export interface ChatAgentOptions {
  servers: Servers
  vocabulary: Vocabulary
  model: ModelOptions
  /** What one answer may use up. */
  budget?: Partial<ChatBudget>
  log?: Log
  /** Unix seconds. */
  now?: () => number
  /** Whose clock questions are read by that do not say it themselves; this machine's own unless given. */
  timeZone?: string
}

const usualBudget: ChatBudget = { steps: 10, seconds: 200, tokens: 400_000, calls: 24 }

/** Answers questions with a model that calls the servers' tools: only those that read, and only because it asked for them. */
export function createChatAgent(options: ChatAgentOptions): Answerer {
  const { servers, vocabulary, model, budget, log, now, timeZone } = options
  const zone = zoneOrOwn(timeZone)
  const clock = now ?? (() => Date.now() / 1000)
  const memo = createMemo(clock)
  const limits = { ...usualBudget, ...budget }
  const setting = { servers, vocabulary, model: openModel(model), draw: createDrawCharts(servers, log) }
  // Loaded after the start, which has no use for it: it takes half a second.
  const load = async () => (await import('./graph.ts')).buildGraph(setting)
  let graph: ReturnType<typeof load> | undefined

  const prepare = (turn: Turn, say: (event: SaidEvent) => void, signal: AbortSignal): Desk => {
    const tools = servers.tools()
    const understood = understandAlone(turn, tools, vocabulary, { now: clock(), zone: zoneOfTurn(turn, zone) })
    return {
      turn,
      say,
      signal,
      understood,
      voice: createVoice(say),
      runner: createRunner({ servers, memo, thread: turn.thread, budget: limits, say, signal }),
      toolbox: createToolbox({ tools, vocabulary, turn, understood }),
      fence: createFence(),
      meter: createMeter(limits),
      drawn: new Set(),
    }
  }

  return {
    model: model.name,
    prepare: async () => {
      graph ??= load()
      await Promise.all([graph, setting.model.prepare()])
    },
    answer: async (turn, say, signal): Promise<Answered> => {
      signal.throwIfAborted()
      graph ??= load()
      await servers.settle(signal)
      const desk = prepare(turn, say, signal)
      const circumstances = { fence: desk.fence, now: clock(), health: servers.health() }
      const messages = firstMessages(turn, { ...circumstances, zone: zoneOfTurn(turn, zone) })
      try {
        // A step is two rounds of the graph, and the last word one more.
        const recursionLimit = 2 * limits.steps + 5
        const { runs, forced } = await (await graph).invoke(
          { desk, messages, runs: [], forced: false },
          { signal, recursionLimit },
        )
        say({ type: 'suggestions', questions: suggestionsOf(desk, runs, setting) })
        return { reason: forced ? 'budget' : 'answered', verdict: verdictOf(runs) }
      } catch (error) {
        // The graph wraps an abort in an error of its own.
        signal.throwIfAborted()
        throw error
      } finally {
        desk.runner.release()
        const usage = desk.meter.usage()
        if (usage !== undefined) say({ type: 'usage', ...usage })
      }
    },
  }
}
