import type { BaseMessage } from '@langchain/core/messages'
import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { AppError } from '@ocp-perf/errors'
import type { ToolRun } from '../analyst/run/create-runner.ts'
import { drawCharts } from '../analyst/run/draw-charts.ts'
import type { Vocabulary } from '../analyst/vocabulary.ts'
import { plain } from '../analyst/write/markdown.ts'
import type { DrawCharts } from '../charts/draw.ts'
import { joinSignals } from '../join-signals.ts'
import type { Servers } from '../servers.ts'
import { callTools } from './call-tools.ts'
import type { Desk } from './desk.ts'
import { findingsOf } from './findings.ts'
import { lastWord, replyMessage } from './messages.ts'
import type { Model, Reply, ToolOffer } from './model/open-model.ts'

const State = Annotation.Root({
  desk: Annotation<Desk>,
  messages: Annotation<readonly BaseMessage[]>,
  /** Undefined where the time was over before there was one. */
  reply: Annotation<Reply | undefined>,
  runs: Annotation<readonly ToolRun[]>,
  /** Whether a limit made the model answer. */
  forced: Annotation<boolean>,
})
type State = typeof State.State

export interface Setting {
  servers: Servers
  vocabulary: Vocabulary
  model: Model
  draw: DrawCharts
}

/** The model is asked, and what it wants is called, until it answers; at a limit it is asked for the answer alone. */
export function buildGraph(setting: Setting) {
  return new StateGraph(State)
    .addNode('think', (state) => think(state, setting))
    .addNode('act', (state) => act(state, setting))
    .addNode('conclude', (state) => conclude(state, setting))
    .addEdge(START, 'think')
    .addConditionalEdges('think', afterThinking, ['act', 'conclude', END])
    .addConditionalEdges('act', ({ desk }) => (isOver(desk) ? 'conclude' : 'think'), ['think', 'conclude'])
    .addEdge('conclude', END)
    .compile()
}

/** Whether a limit was reached. */
function isOver({ runner, meter }: Desk): boolean {
  return runner.exhausted() || meter.isOver()
}

function afterThinking({ reply }: State) {
  if (reply === undefined) return 'conclude'
  if (reply.calls.length > 0) return 'act'
  return hasAnswered(reply) ? END : 'conclude'
}

async function think({ desk, messages }: State, { model }: Setting) {
  const { toolbox, runner, signal } = desk
  try {
    const reply = await ask(model, messages, desk, { tools: toolbox.offers(), signal: runner.signal })
    return { reply, messages: [...messages, replyMessage(reply)] }
  } catch (error) {
    // Of the two reasons to stop, the time of the work still leaves a last word.
    if (signal.aborted || !runner.signal.aborted) throw error
    if (desk.voice.isSpeaking()) sayAnew(desk)
    return { reply: undefined }
  }
}

async function act({ desk, messages, reply, runs }: State, { draw }: Setting) {
  if (reply === undefined) return {}
  const called = await callTools(reply, desk)
  const made = called.flatMap(({ run }) => run ?? [])
  const { turn, say, runner, drawn, understood } = desk
  const names = [...understood.names.unknown, ...called.flatMap(({ nodes }) => nodes)]
  await drawCharts(made, { draw, question: turn.question, names, say, signal: runner.signal, drawn })
  return { messages: [...messages, ...called.map(({ message }) => message)], runs: [...runs, ...made] }
}

// Beyond the time of the work, so that it does not end without a word.
const lastWordSeconds = 45

async function conclude({ desk, messages, runs }: State, setting: Setting) {
  const { signal, release } = joinSignals([desk.signal], lastWordSeconds * 1000)
  const forced = isOver(desk)
  let why: unknown
  try {
    const reply = await ask(setting.model, [...messages, lastWord()], desk, { tools: [], signal })
    if (hasAnswered(reply)) return { forced }
  } catch (error) {
    desk.signal.throwIfAborted()
    if (!(error instanceof AppError || signal.aborted)) throw error
    // What the tools found is an answer too.
    why = error
  } finally {
    release()
  }
  if (runs.length === 0) throw why instanceof AppError ? why : noAnswer()
  for (const block of findingsOf(desk, runs, setting)) {
    desk.voice.pause()
    desk.voice.add(block)
  }
  return { forced }
}

interface AskOptions {
  tools: readonly ToolOffer[]
  signal: AbortSignal
}

function sayAnew({ voice }: Pick<Desk, 'voice'>): void {
  voice.pause()
  voice.add('*The answer was cut off here and begins anew.*')
  voice.pause()
}

async function ask(
  model: Model,
  messages: readonly BaseMessage[],
  { voice, meter }: Desk,
  options: AskOptions,
): Promise<Reply> {
  voice.pause()
  const reply = await model.reply(messages, {
    ...options,
    onText: (text, anew) => {
      if (anew) sayAnew({ voice })
      voice.add(text)
    },
  })
  meter.count(sizeOf(messages, options.tools), reply)
  for (const remark of remarksOn(reply)) {
    voice.pause()
    voice.add(remark)
  }
  return reply
}

function sizeOf(messages: readonly BaseMessage[], tools: readonly ToolOffer[]): number {
  return messages.reduce((size, { text }) => size + text.length, JSON.stringify(tools).length)
}

/** What a reader must know of how the model ended. */
function remarksOn({ refusal, finish, calls }: Reply): string[] {
  if (refusal !== '') return [`**The model declined to answer:** ${plain(refusal)}`]
  if (finish === 'content_filter') return ["**The model's endpoint withheld the answer** (content filter)."]
  if (finish === 'length' && calls.length === 0) return ['*The model reached its own limit of length here.*']
  return []
}

function hasAnswered({ text, refusal, finish }: Reply): boolean {
  return text.trim() !== '' || refusal !== '' || finish === 'content_filter'
}

function noAnswer(): AppError {
  return new AppError('upstream', 'The model gave no answer.', {
    hint: 'Ask again, or set MODEL to one that can call tools.',
  })
}
