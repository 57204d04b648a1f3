import { type ChatRequest, type Conversation, type Thread, threadChangeSchema } from '@ocp-perf/agents/contract'
import { Hono } from 'hono'
import { scriptOf } from './script.ts'
import { type ScriptedRun, startRun } from './scripted-runs.ts'

interface Kept {
  thread: Thread
  turns: { question: string; asked: number; run: ScriptedRun }[]
}

/** Conversations in memory, with the runs that answer them. */
export function scriptedThreads(pace: number) {
  const threads = new Map<string, Kept>()
  const runs = new Map<string, ScriptedRun>()
  let count = 0

  const ask = (request: ChatRequest): ScriptedRun => {
    const now = Date.now() / 1000
    const id = request.thread ?? `thread-${++count}`
    const kept = threads.get(id) ?? {
      thread: {
        id,
        title: request.question.slice(0, 80),
        created: now,
        updated: now,
        turns: 0,
        cluster: null,
        range: null,
      },
      turns: [],
    }
    threads.set(id, kept)
    const runId = `run-${++count}`
    const run = startRun(runId, scriptOf(request, id, runId), pace)
    runs.set(runId, run)
    if (request.replace_from !== undefined) kept.turns.splice(request.replace_from)
    kept.turns.push({ question: request.question, asked: now, run })
    const { cluster = kept.thread.cluster, range = kept.thread.range } = request
    kept.thread = { ...kept.thread, updated: now, turns: kept.turns.length, cluster, range }
    return run
  }

  const conversation = ({ thread, turns }: Kept): Conversation => ({
    thread,
    turns: turns.map(({ question, asked, run }) => ({
      question,
      asked,
      running: run.isOver() ? null : run.id,
      events: run.events,
    })),
  })

  const routes = new Hono()
    .get('/', (context) => context.json({ threads: [...threads.values()].map(({ thread }) => thread) }))
    .get('/:id', (context) => {
      const kept = threads.get(context.req.param('id'))
      return kept === undefined ? context.json(gone, 404) : context.json(conversation(kept))
    })
    .patch('/:id', async (context) => {
      const kept = threads.get(context.req.param('id'))
      if (kept === undefined) return context.json(gone, 404)
      const { title, cluster, range } = threadChangeSchema.parse(await context.req.json())
      if (title !== undefined) kept.thread.title = title
      if (cluster !== undefined) kept.thread.cluster = cluster
      if (range !== undefined) kept.thread.range = range
      return context.json(kept.thread)
    })
    .delete('/:id', (context) => {
      threads.delete(context.req.param('id'))
      return context.body(null, 204)
    })
  return { ask, run: (id: string) => runs.get(id), routes }
}

const gone = {
  code: 'not_found',
  message: 'This conversation is not kept any more.',
  hint: 'Begin a new one.',
}
