import { chatEventSchema, chatReplySchema, chatRequestSchema } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { eventStream } from '../runs/event-stream.ts'
import { type Runs, textOf } from '../runs/runs.ts'
import { type Operation, operation } from './operation.ts'

const stream = { reply: chatEventSchema, types: ['text/event-stream'] } as const

const eventsQuery = z.strictObject({ after: z.string().optional() })

/** Asking, reading on, and cancelling. */
export function chatOperations(runs: Runs, { heartbeatMs }: { heartbeatMs: number }): Operation[] {
  return [
    operation({
      method: 'post',
      path: '/chat/stream',
      summary: 'Asks a question; the answer comes as it is made, one event after another.',
      body: chatRequestSchema,
      ...stream,
      run: async ({ body, client }) => eventStream((await runs.begin(body, client)).log, { after: 0, heartbeatMs }),
    }),
    operation({
      method: 'post',
      path: '/chat',
      summary: 'Asks a question and waits for the whole answer.',
      body: chatRequestSchema,
      reply: chatReplySchema,
      run: async ({ body, client }) => {
        const { thread, log, ended } = await runs.begin(body, client)
        await ended
        const events = [...log.events()]
        return { thread, text: textOf(events), events }
      },
    }),
    operation({
      method: 'get',
      path: '/chat/runs/{run}/events',
      summary: 'The events of a run after one (Last-Event-ID, or after=), until its last.',
      query: eventsQuery,
      ...stream,
      run: async ({ param, query, header }) => {
        const after = readNumber(header('last-event-id') ?? query.after ?? '0')
        const { log, cut } = await runs.find(param('run'))
        if (!cut) return eventStream(log, { after, heartbeatMs })
        // Of what came between, nobody knows; its end follows on what the reader has.
        const known = log.events().length - 2
        return eventStream(log, { after: Math.min(after, known), heartbeatMs, shift: Math.max(0, after - known) })
      },
    }),
    operation({
      method: 'post',
      path: '/chat/runs/{run}/cancel',
      summary: 'Ends a run; what it has said stays.',
      types: [],
      run: async ({ param }) => {
        await runs.cancel(param('run'))
        return new Response(null, { status: 204 })
      },
    }),
  ]
}

function readNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new AppError('invalid_input', `${JSON.stringify(text.slice(0, 40))} is not the number of an event.`, {
    hint: 'Give the id of the last event that you have; 0 for all of them.',
  })
}
