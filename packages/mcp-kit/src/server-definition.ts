import type { McpServer } from '@modelcontextprotocol/server'
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
   * Registers what only the SDK offers (prompts, sampling, elicitation …) on each server that is made. What the
   * definition names itself wins over a registration of the same name.
   */
  extend?: ((server: McpServer) => void) | undefined
}
