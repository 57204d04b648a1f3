import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import type { Answered, Answerer, SaidEvent, Turn } from '../answerer.ts'
import { createDrawCharts, type DrawCharts } from '../charts/draw.ts'
import type { Servers } from '../servers.ts'
import { type Plan, planCalls } from './plan/plan-calls.ts'
import { type Budget, createRunner, type Runner, type ToolRun } from './run/create-runner.ts'
import { drawCharts } from './run/draw-charts.ts'
import { createMemo } from './run/memo.ts'
import { createGuide, type Guide } from './understand/guide.ts'
import type { Understood } from './understand/understand.ts'
import type { Vocabulary } from './vocabulary.ts'
import { type Written, writeAnswer } from './write/write-answer.ts'

export interface AnalystOptions {
  servers: Servers
  vocabulary: Vocabulary
  /** What one answer may use up. */
  budget?: Partial<Budget>
  /** Unix seconds. */
  now?: () => number
  /** Minutes by which the clock of whoever asks is ahead of UTC; this machine's own unless given. */
  offsetMinutes?: number
}

const usualBudget: Budget = { seconds: 200, calls: 8 }

const State = Annotation.Root({
  turn: Annotation<Turn>,
  say: Annotation<(event: SaidEvent) => void>,
  runner: Annotation<Runner>,
  understood: Annotation<Understood>,
  plan: Annotation<Plan>,
  runs: Annotation<readonly ToolRun[]>,
  written: Annotation<Written>,
})
type State = typeof State.State

interface Setting {
  servers: Servers
  vocabulary: Vocabulary
  guide: Guide
  draw: DrawCharts
}

/** Answers questions without a model: by the words of the question, the tools' own findings and fixed rules of writing. */
export function createAnalyst({ servers, vocabulary, budget, now, offsetMinutes }: AnalystOptions): Answerer {
  const clock = now ?? (() => Date.now() / 1000)
  const memo = createMemo(clock)
  const offset = offsetMinutes ?? -new Date(clock() * 1000).getTimezoneOffset()
  const guide = createGuide({ servers, vocabulary, now: clock, offsetMinutes: offset })
  const graph = buildGraph({ servers, vocabulary, guide, draw: createDrawCharts(servers) })
  return {
    model: null,
    answer: async (turn, say, signal): Promise<Answered> => {
      signal.throwIfAborted()
      const limits = { ...usualBudget, ...budget }
      const runner = createRunner({ servers, memo, thread: turn.thread, budget: limits, say, signal })
      try {
        const { written } = await graph.invoke({ turn, say, runner }, { signal })
        return { reason: runner.exhausted() ? 'budget' : 'answered', verdict: written.verdict }
      } catch (error) {
        // The graph wraps an abort in an error of its own.
        signal.throwIfAborted()
        throw error
      }
    },
  }
}

function buildGraph(setting: Setting) {
  return new StateGraph(State)
    .addNode('understand', (state) => understandTurn(state, setting))
    .addNode('planning', (state) => planTurn(state, setting))
    .addNode('run', (state) => runCalls(state, setting))
    .addNode('write', (state) => writeTurn(state, setting))
    .addEdge(START, 'understand')
    .addEdge('understand', 'planning')
    .addEdge('planning', 'run')
    .addEdge('run', 'write')
    .addEdge('write', END)
    .compile()
}

async function understandTurn({ turn, runner }: State, { guide }: Setting) {
  return { understood: await guide.read(turn, runner) }
}

function planTurn({ turn, understood }: State, { servers, vocabulary }: Setting) {
  const range = understood.range ?? turn.range
  return { plan: planCalls(understood, { tools: servers.tools(), vocabulary, cluster: turn.cluster, range }) }
}

async function runCalls({ turn, understood, plan, runner, say }: State, { draw }: Setting) {
  const runs = (await Promise.all(plan.calls.map((call) => runner.run(call)))).filter((run) => run !== undefined)
  const { nodes, members } = understood.names
  const names = [...nodes, ...members]
  await drawCharts(runs, { draw, question: turn.question, names, say, signal: runner.signal })
  return { runs }
}

function writeTurn({ turn, understood, plan, runs, runner, say }: State, { servers, vocabulary }: Setting) {
  const { question } = turn
  const health = servers.health()
  const written = writeAnswer({ question, understood, plan, runs, health, exhausted: runner.exhausted(), vocabulary })
  written.blocks.forEach((block, at) => {
    say({ type: 'message_delta', text: at === 0 ? block : `\n\n${block}` })
  })
  say({ type: 'suggestions', questions: written.questions })
  return { written }
}
