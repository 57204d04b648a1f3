import type { AgentTool, Fault, ServerHealth } from './contract/index.ts'

/** A server that the agent works with, reached over MCP (Streamable HTTP). */
export interface ServerEntry {
  /** As it is configured: `etcd`. */
  name: string
  /** Its MCP endpoint: `http://127.0.0.1:8001/mcp`. */
  url: string
  /** Sent as bearer token. */
  token?: string
}

/** What a tool answered. */
export interface ToolAnswer {
  ok: boolean
  /** The server that was asked. */
  server: string
  ms: number
  /** Its text: the verdict first. */
  text: string
  /** Its structured content, not yet read by any schema. */
  data: unknown
  fault: Fault | undefined
}

export interface CallOptions {
  signal: AbortSignal
  /** Which server, of those that share the tool; left out: the first that is up and whose domain fits. */
  server?: string
}

/** All configured servers: one that is down is shown and tried again, and never stops the others. */
export interface Servers {
  health(): readonly ServerHealth[]
  /** One copy of a tool that several offer. */
  tools(): readonly AgentTool[]
  /** Waits until each server was tried once, for a moment at most: what it offers is known by then. */
  settle(signal: AbortSignal): Promise<void>
  /** Never throws for what the server says; a server that is down or a tool that is unknown is an answer with a fault. */
  call(tool: string, args: Readonly<Record<string, unknown>>, options: CallOptions): Promise<ToolAnswer>
  /** The JSON of a resource such as `metric://…`. */
  read(uri: string, options: CallOptions): Promise<unknown>
  close(): Promise<void>
}
