import { Socket } from 'node:net'
import type { Client } from '@modelcontextprotocol/client'
import { connectClient } from '@ocp-perf/mcp-kit/testing'
import { vi } from 'vitest'
import { defineAnalyzer } from '../define-analyzer.ts'
import { openContext } from '../open/open-context.ts'
import type { Analyzer } from '../run-analyzer.ts'
import { neededArgs } from './tool-args.ts'

const silent = () => {}
const log = { debug: silent, info: silent, warn: silent, error: silent }

interface OfflineAnswer {
  text: string
  data: unknown
  isError: boolean
}

export interface OfflineClient extends AsyncDisposable {
  client: Client
  /** What a tool says of the dump; arguments that every tool needs are filled in. */
  call(name: string, input?: Record<string, unknown>): Promise<OfflineAnswer>
}

/**
 * A real MCP client of a whole server as `--from FILE` (and `--db PATH`) starts it with an environment, in a process that may
 * open no connection.
 */
export async function offlineClient(
  analyzer: Analyzer,
  from: string,
  db?: string,
  env: NodeJS.ProcessEnv = {},
): Promise<OfflineClient> {
  const network = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a dump is answered without the network')
  })
  const context = await openContext({ choice: { from }, server: analyzer, home: import.meta.url, log, env, db })
  const client = await connectClient(await defineAnalyzer(analyzer, context))
  return {
    client,
    call: async (name, input = neededArgs[name] ?? {}) => {
      // The client itself checks the data against the tool's output schema.
      const { content, structuredContent, isError } = await client.callTool({ name, arguments: input })
      const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
      return { text, data: structuredContent, isError: isError === true }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await context.close()
      const asked = network.mock.calls.length
      network.mockRestore()
      if (asked > 0) throw new Error(`${asked} connections were tried`)
    },
  }
}
