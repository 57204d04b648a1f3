import type { Servers } from '@ocp-perf/agents'
import { type DrawCharts, wishesOf } from '@ocp-perf/agents/charts'
import {
  type AgentTool,
  callReplySchema,
  callRequestSchema,
  serversHealthSchema,
  toolsSchema,
} from '@ocp-perf/agents/contract'
import { AppError, nearNames } from '@ocp-perf/errors'
import { type Operation, operation } from './operation.ts'

export interface ToolOptions {
  servers: Servers
  draw: DrawCharts
  /** Tools that may be called though they change something. */
  allowedTools: readonly string[]
}

const mostCharts = 4

/** The servers and their tools. */
export function toolOperations({ servers, draw, allowedTools }: ToolOptions): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/mcp/health',
      summary: 'How each MCP server is.',
      reply: serversHealthSchema,
      run: async () => ({ servers: [...servers.health()] }),
    }),
    operation({
      method: 'get',
      path: '/api/tools',
      summary: 'The tools of all servers, each once.',
      reply: toolsSchema,
      run: async () => ({ tools: [...servers.tools()] }),
    }),
    operation({
      method: 'post',
      path: '/api/tools/{name}',
      summary: 'Calls a tool that only reads, and draws what it tells of.',
      body: callRequestSchema,
      reply: callReplySchema,
      run: async ({ param, body, signal }) => {
        const tool = findTool(servers.tools(), param('name'))
        if (!tool.read_only && !allowedTools.includes(tool.name)) throw mayChange(tool.name)
        const { data, fault, ...answer } = await servers.call(tool.name, body.args, { signal })
        const charts = answer.ok ? await draw(wishesOf(data).slice(0, mostCharts), answer.server, signal) : []
        return { ...answer, charts, data, ...(fault === undefined ? {} : { fault }) }
      },
    }),
  ]
}

function findTool(tools: readonly AgentTool[], name: string): AgentTool {
  const found = tools.find((tool) => tool.name === name)
  if (found !== undefined) return found
  const near = nearNames(
    name,
    tools.map((tool) => tool.name),
  )
  throw new AppError('not_found', `There is no tool ${JSON.stringify(name.slice(0, 80))}.`, {
    hint:
      near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'GET /api/tools lists those of the servers that are up.',
  })
}

function mayChange(name: string): AppError {
  return new AppError('forbidden', `The tool ${name} changes something, so it is not called from here.`, {
    hint: `Start the agent with --allow-tool ${name} to allow it; reports are made by POST /api/reports.`,
  })
}
