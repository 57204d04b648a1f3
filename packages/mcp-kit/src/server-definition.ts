import type { McpServer, McpServerOptions } from '@modelcontextprotocol/server'
import type { Resource } from './resource.ts'
import type { AnyTool } from './tool.ts'

/** A server before it listens anywhere. */
export interface ServerDefinition<Context> {
  /** Identifies the server in MCP and in logs: `etcd-analyzer`. */
  name: string
  title: string
  version: string
  /** How a model should use this server, in a few sentences. */
  instructions: string
  tools: readonly AnyTool<Context>[]
  resources?: readonly Resource<Context>[] | undefined
  context: Context
  /**
   * What only the SDK offers (prompts, sampling, elicitation …): registered on each server that is made. What the
   * definition names itself wins over a registration of the same name. Capabilities are registered there as well: those
   * among the options would make the SDK register handlers too early to be kept.
   */
  extend?: { options?: Omit<McpServerOptions, 'capabilities'>; register(server: McpServer): void } | undefined
}
