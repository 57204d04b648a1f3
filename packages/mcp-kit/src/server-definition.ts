import type { McpServer, McpServerOptions } from '@modelcontextprotocol/server'
import type { Prompt } from './prompt.ts'
import type { Resource } from './resource.ts'
import type { AnyTool } from './tool.ts'

/**
 * Stands around a call of a tool: gives `run` the context that this call sees, returns its answer, and learns what came of
 * it. A call that fails is seen as what `run` throws, and passes.
 */
export type AroundCall<Context> = <Answer>(
  tool: string,
  context: Context,
  run: (context: Context) => Promise<Answer>,
) => Promise<Answer>

/** A server before it listens anywhere. */
export interface ServerDefinition<Context> {
  /** Identifies the server in MCP and in logs: `etcd-analyzer`. */
  name: string
  title: string
  version: string
  /** How a model should use this server, in a few sentences. */
  instructions: string
  tools: readonly AnyTool<Context>[]
  prompts?: readonly Prompt<Context>[] | undefined
  resources?: readonly Resource<Context>[] | undefined
  context: Context
  around?: AroundCall<Context> | undefined
  /**
   * What only the SDK offers (sampling, elicitation …): registered on each server that is made. What the
   * definition names itself wins over a registration of the same name. Capabilities are registered there as well: those
   * among the options would make the SDK register handlers too early to be kept.
   */
  extend?: { options?: Omit<McpServerOptions, 'capabilities'>; register(server: McpServer): void } | undefined
}
