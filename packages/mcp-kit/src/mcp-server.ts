import { McpServer, type McpServerOptions } from '@modelcontextprotocol/server'
import type { Log } from '@ocp-perf/http'
import { inheritHandlers } from './inherited-handlers.ts'
import { type ListedTool, listTool } from './listed-tool.ts'
import { servePrompts } from './mcp-prompts.ts'
import { serveResources, shelve } from './mcp-resources.ts'
import { serveTools } from './mcp-tools.ts'
import type { ServerDefinition } from './server-definition.ts'
import type { ToolRunner } from './tool-runner.ts'

/**
 * Makes a server for one request or one connection; both protocol generations are served by the same. `subject` is who
 * opened the connection, where requests do not say themselves who sends them.
 */
export type CreateMcpServer = (subject?: string) => McpServer

// What a definition lists never changes while the process lives, but the next release may list more. Private, since a
// cache between would answer callers whose tokens nobody checked.
const listTtlMs = 300_000
const listHint = { ttlMs: listTtlMs, cacheScope: 'private' } as const
const cacheHints = {
  'server/discover': listHint,
  'tools/list': listHint,
  'prompts/list': listHint,
  'resources/list': listHint,
  'resources/templates/list': listHint,
} satisfies McpServerOptions['cacheHints']

/**
 * Gives the factory of MCP servers for a definition. It is called for every stateless request, so all that can be
 * prepared is prepared here, once.
 */
export function createMcpServer<Context>(
  definition: ServerDefinition<Context>,
  { runner, log }: { runner: ToolRunner; log: Log },
): CreateMcpServer {
  const { name, title, version, instructions, extend } = definition
  const shelf = shelve(definition, { runner, log })
  const hasResources = shelf.fixed.length + shelf.templates.length > 0
  const hasPrompts = (definition.prompts ?? []).length > 0
  // What an extension lists may change.
  const options = { instructions, ...(extend === undefined ? { cacheHints } : extend.options) }
  let listed: readonly ListedTool[] | undefined
  const list = () => {
    listed ??= definition.tools.map(listTool)
    return listed
  }
  return (subject) => {
    const server = new McpServer({ name, title, version }, options)
    const inherited = inheritHandlers(server, extend)
    serveTools(server, { runner, list, subject }, inherited)
    if (hasPrompts) servePrompts(server, definition, log, inherited)
    if (hasResources) serveResources(server, shelf, inherited)
    return server
  }
}
