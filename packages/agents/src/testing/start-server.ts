import { createLogger, type Listening, staticToken } from '@ocp-perf/http'
import { type AnyTool, type Resource, serveHttp, toolFor } from '@ocp-perf/mcp-kit'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const quiet = createLogger({ name: 'test', level: 'silent' })

export interface TestServer {
  name: string
  tools: readonly AnyTool<null>[]
  resources?: readonly Resource<null>[]
  /** 0 takes a free one. */
  port?: number
  token?: string
  shutdownMs?: number
}

/** A real MCP server of a few tools on this machine. */
export async function startServer({ name, tools, resources, port = 0, token, shutdownMs = 0 }: TestServer) {
  const server: Listening = await serveHttp(
    {
      name,
      title: `The ${name} server`,
      version: '1.2.3',
      instructions: 'For tests.',
      tools,
      resources,
      context: null,
    },
    {
      port,
      log: quiet,
      limits: { shutdownMs },
      ...(token === undefined ? {} : { authenticate: staticToken(token) }),
    },
  )
  onTestFinished(() => server.close())
  return { url: `${server.url}/mcp`, port: server.port, close: () => server.close() }
}

const tool = toolFor<null>()

/** A tool that answers with what it was given. */
export const echo = tool({
  name: 'echo',
  title: 'Echo',
  description: 'Says what it was told.',
  effect: 'read',
  input: z.object({ word: z.string().max(100) }),
  output: z.object({ word: z.string() }),
  run: async ({ word }) => ({ word }),
  summarize: ({ word }) => word,
})

/** A tool that takes its time, and says when it began and when it was stopped. */
export function slowTool(events: string[]) {
  return tool({
    name: 'wait',
    title: 'Wait',
    description: 'Takes its time.',
    effect: 'write',
    input: z.object({}),
    output: z.object({}),
    run: (_, __, signal) =>
      new Promise<Record<string, never>>((_resolve, reject) => {
        events.push('began')
        signal.addEventListener('abort', () => {
          events.push('stopped')
          reject(signal.reason)
        })
      }),
    summarize: () => 'done',
  })
}

/** One of many tools that answer nothing. */
export function numbered(at: number) {
  return tool({
    name: `number_${at}`,
    title: `Number ${at}`,
    description: 'Counts etcd members that are slow.',
    effect: 'read',
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
    summarize: () => 'none',
  })
}
