import { Socket } from 'node:net'
import type { Client } from '@modelcontextprotocol/client'
import { defineAnalyzer, openContext } from '@ocp-perf/analyzer'
import { connectClient } from '@ocp-perf/mcp-kit/testing'
import { vi } from 'vitest'
import { etcdAnalyzer } from '../etcd-analyzer.ts'
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

/** A real MCP client of the whole server as `--from FILE` starts it, in a process that may open no connection. */
export async function offlineClient(from: string): Promise<OfflineClient> {
  const network = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a dump is answered without the network')
  })
  const context = await openContext({ choice: { from }, server: etcdAnalyzer, home: import.meta.url, log, env: {} })
  const client = await connectClient(await defineAnalyzer(etcdAnalyzer, context))
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
