import { conversationSchema, threadChangeSchema, threadSchema, threadsSchema } from '@ocp-perf/agents/contract'
import { type Runs, wholeTurn } from '../runs/runs.ts'
import type { ThreadStore } from '../threads/thread-store.ts'
import { type Operation, operation } from './operation.ts'

const path = '/api/threads/{id}'

/** Conversations: listed, read, changed, deleted. */
export function threadOperations(threads: ThreadStore, runs: Runs): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/threads',
      summary: 'All threads, the latest first.',
      reply: threadsSchema,
      run: async () => ({ threads: await threads.list() }),
    }),
    operation({
      method: 'get',
      path,
      summary: 'A thread with all that was said in it.',
      reply: conversationSchema,
      run: async ({ param }) => {
        const id = param('id')
        // A run may end or begin while the files are read; its log is ahead of them either way.
        const before = runs.ofThread(id)
        const { thread, turns } = await threads.read(id)
        const known = [before, runs.ofThread(id)]
        return {
          thread,
          turns: turns.map((turn) => {
            const { question, asked } = turn
            const run = known.find((each) => each?.id === turn.run)
            if (run === undefined) return { question, asked, running: null, events: wholeTurn(turn).events }
            return { question, asked, running: run.log.ended ? null : run.id, events: [...run.log.events()] }
          }),
        }
      },
    }),
    operation({
      method: 'patch',
      path,
      summary: 'Renames a thread, or chooses what its questions are about.',
      body: threadChangeSchema,
      reply: threadSchema,
      run: ({ param, body }) => threads.change(param('id'), body),
    }),
    operation({
      method: 'delete',
      path,
      summary: 'Deletes a thread; what is being answered in it is cancelled.',
      types: [],
      run: async ({ param }) => {
        const running = runs.ofThread(param('id'))
        if (running !== undefined) await runs.cancel(running.id)
        await threads.remove(param('id'))
        return new Response(null, { status: 204 })
      },
    }),
  ]
}
