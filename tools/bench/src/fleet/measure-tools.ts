import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { neededArgs } from '@ocp-perf/analyzer/testing'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { median } from '../bench.ts'
import type { ChildServer } from '../mcp/child-server.ts'
import type { Keeper } from './keeper.ts'

const againTimes = 3
/** The first time the simulated cluster makes its past. */
const patienceMs = 300_000

export interface Measured {
  tool: string
  /** Of the first call, with what the cluster takes. */
  firstMs: number
  /** Of the call once its answers are kept. */
  ms: number
  /** Processor time of the server for it, all its threads. */
  cpuMs: number
  /** Of its text. */
  tokens: number
  queries: number
  /** Of the answers that it rests on. */
  bytes: number
  /** Queries whose answers were not kept, as they were asked for another moment. */
  passedOn: number
}

/** Calls every tool of a server that only reads, over MCP and for one window, until its queries are answered by the keeper. */
export async function measureTools(server: ChildServer, keeper: Keeper): Promise<Measured[]> {
  const client = new Client({ name: 'bench', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server.url)))
  const end = Math.floor(Date.now() / 60_000) * 60
  const window = { start_time: String(end - 3600), end_time: String(end) }
  try {
    const measured: Measured[] = []
    const { tools } = await client.listTools()
    for (const { name, annotations, inputSchema } of tools) {
      if (annotations?.readOnlyHint !== true) continue
      const takesWindow = 'start_time' in (inputSchema.properties ?? {})
      measured.push(
        await measureTool({ client, server, keeper }, name, { ...neededArgs[name], ...(takesWindow ? window : {}) }),
      )
    }
    return measured
  } finally {
    await client.close()
  }
}

async function measureTool(
  { client, server, keeper }: { client: Client; server: ChildServer; keeper: Keeper },
  name: string,
  args: Record<string, unknown>,
): Promise<Measured> {
  const call = async () => {
    const begun = performance.now()
    const { content, isError } = await client.callTool({ name, arguments: args }, { timeout: patienceMs })
    const ms = performance.now() - begun
    const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
    if (isError === true) throw new Error(`${name}: ${text}`)
    return { ms, text }
  }
  const first = await call()
  // What is learnt by the first call may change what the second one asks.
  const { text } = await call()
  keeper.take()
  const before = await server.cpu()
  const again: number[] = []
  for (let time = 0; time < againTimes; time++) again.push((await call()).ms)
  const cpuMs = ((await server.cpu()) - before) / againTimes
  const { answered, bytes, passedOn } = keeper.take()
  return {
    tool: name,
    firstMs: first.ms,
    ms: median(again),
    cpuMs,
    tokens: countTokens(text),
    queries: answered / againTimes,
    bytes: bytes / againTimes,
    passedOn: passedOn / againTimes,
  }
}
