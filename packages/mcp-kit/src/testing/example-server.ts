import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { ServerDefinition } from '../server-definition.ts'
import { toolFor } from '../tool.ts'

export interface ExampleContext {
  /** Told of each call that was cancelled while it ran. */
  onCancel: (tool: string) => void
}

const tool = toolFor<ExampleContext>()

const greet = tool({
  name: 'greet',
  title: 'Greet',
  description: 'Call it to greet somebody by name.',
  effect: 'read',
  input: z.object({
    name: z.string().describe('Whom to greet.'),
    times: z.number().int().min(1).max(100).default(1).describe('How often.'),
  }),
  output: z.object({ greeting: z.string() }),
  run: async ({ name, times }) => ({ greeting: Array.from({ length: times }, () => `Hello ${name}.`).join('\n') }),
  summarize: ({ greeting }) => greeting,
})

const whoAmI = tool({
  name: 'who_am_i',
  title: 'Who am I',
  description: 'Call it to learn who the server thinks you are.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ subject: z.string() }),
  run: async (_input, _context, _signal, { subject }) => ({ subject: subject ?? 'nobody' }),
  summarize: ({ subject }) => subject,
})

const wait = tool({
  name: 'wait',
  title: 'Wait',
  description: 'Call it to wait.',
  effect: 'read',
  input: z.object({ ms: z.number().default(0).describe('How long.') }),
  output: z.object({ waitedMs: z.number() }),
  run: ({ ms }, { onCancel }, signal, { progress }) =>
    new Promise((resolve, reject) => {
      progress(1, 2, 'half way')
      const timer = setTimeout(() => resolve({ waitedMs: ms }), ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        onCancel('wait')
        reject(signal.reason)
      })
    }),
  summarize: ({ waitedMs }) => `Waited ${waitedMs} ms.`,
})

const dawdle = tool({
  name: 'dawdle',
  title: 'Dawdle',
  description: 'Call it to see what happens to calls that take too long.',
  effect: 'write',
  timeLimitMs: 100,
  input: z.object({}),
  output: z.object({}),
  run: (_input, { onCancel }, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        onCancel('dawdle')
        reject(signal.reason)
      })
    }),
  summarize: () => 'This is never said.',
})

const failures = {
  expected: () => {
    throw new AppError('unreachable', 'Prometheus did not answer.', { hint: 'Check the URL.' })
  },
  bug: () => {
    throw new TypeError('s3cret is not a function')
  },
  output: () => ({ count: 'many' }),
}

const fail = tool({
  name: 'fail',
  title: 'Fail',
  description: 'Call it to see how failures look.',
  effect: 'destructive',
  input: z.object({ how: z.enum(['expected', 'bug', 'output']).default('expected').describe('Which failure.') }),
  output: z.object({ count: z.number() }),
  run: async ({ how }) => {
    const found: unknown = failures[how]()
    return z.looseObject({ count: z.any() }).parse(found)
  },
  summarize: ({ count }) => String(count),
})

function untilAborted(signal: AbortSignal, onAbort: () => void): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      onAbort()
      reject(signal.reason)
    })
  })
}

/** A small server with one tool for each way in which a call may end. */
export function exampleServer(onCancel: ExampleContext['onCancel'] = () => {}): ServerDefinition<ExampleContext> {
  return {
    name: 'example',
    title: 'Example',
    version: '1.0.0',
    instructions: 'Greets.',
    tools: [greet, whoAmI, wait, dawdle, fail],
    context: { onCancel },
    resources: [
      {
        name: 'motto',
        title: 'Motto',
        description: 'What this server lives by.',
        uri: 'example://motto',
        mimeType: 'text/plain',
        read: async () => 'Be kind.',
      },
      {
        name: 'letter',
        title: 'Letter',
        description: 'A letter to somebody.',
        uri: 'example://letters/{person}{?tone,length}',
        mimeType: 'text/markdown',
        read: async ({ person, tone = 'plain' }) => {
          if (person === 'nobody') throw new AppError('not_found', 'Nobody has no letters.', { hint: 'Try ada.' })
          if (person === 'bug') throw new TypeError('s3cret')
          return `Dear ${person}, (${tone})`
        },
        complete: { person: (typed) => ['ada', 'alan', 'grace'].filter((name) => name.startsWith(typed)) },
      },
      {
        name: 'novel',
        title: 'Novel',
        description: 'What takes long to read; `/endless` takes too long.',
        uri: 'example://novels/{name}',
        mimeType: 'text/plain',
        timeLimitMs: 200,
        read: ({ name }, { onCancel }, signal) =>
          name === 'endless' ? untilAborted(signal, () => onCancel('novel')) : delay(50, `The end of ${name}.`),
        complete: { name: (_typed, { onCancel }, signal) => untilAborted(signal, () => onCancel('novel names')) },
      },
    ],
  }
}
