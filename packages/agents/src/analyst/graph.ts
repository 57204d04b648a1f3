import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import type { SaidEvent, Turn } from '../answerer.ts'
import type { DrawCharts } from '../charts/draw.ts'
import type { Servers } from '../servers.ts'
import { type Plan, planCalls } from './plan/plan-calls.ts'
import type { Runner, ToolRun } from './run/create-runner.ts'
import { drawCharts } from './run/draw-charts.ts'
import type { Guide } from './understand/guide.ts'
import type { Understood } from './understand/understand.ts'
import type { Vocabulary } from './vocabulary.ts'
import { type Written, writeAnswer } from './write/write-answer.ts'

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

export interface Setting {
  servers: Servers
  vocabulary: Vocabulary
  guide: Guide
  draw: DrawCharts
}

/** The steps of an answer, each resting on those before it. */
export function buildGraph(setting: Setting) {
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
