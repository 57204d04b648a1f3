import { type McpServer, ProtocolError, ProtocolErrorCode, type ServerContext } from '@modelcontextprotocol/server'
import { reportError } from '@ocp-perf/errors'
import type { Inherited } from './inherited-handlers.ts'
import type { ListedTool } from './listed-tool.ts'
import { progressOf } from './progress.ts'
import type { ToolOutcome, ToolRunner } from './tool-runner.ts'

/** Where an error result carries the report that its text is made of. Not in the data: that keeps to the tool's schema. */
export const errorMetaKey = 'ocp-perf/error'

interface ServedTools {
  runner: ToolRunner
  list: () => readonly ListedTool[]
  /** Who opened the connection, where requests do not say. */
  subject: string | undefined
}

/** Answers `tools/list` and `tools/call`. */
export function serveTools({ server }: McpServer, { runner, list, subject }: ServedTools, inherited: Inherited): void {
  server.registerCapabilities({ tools: { listChanged: false } })
  server.setRequestHandler('tools/list', async (request, context) => {
    const extended = await inherited['tools/list']?.(request, context)
    return { tools: [...list(), ...(extended?.tools.filter(({ name }) => !runner.has(name)) ?? [])] }
  })
  server.setRequestHandler('tools/call', async (request, context) => {
    const { name, arguments: args } = request.params
    const extended = inherited['tools/call']
    if (extended !== undefined && !runner.has(name)) return extended(request, context)
    const outcome = await runner.run(name, args, callOf(context, subject))
    if (!runner.has(name)) throw unknownTool(outcome)
    return resultOf(outcome)
  })
}

function callOf(context: ServerContext, subject: string | undefined) {
  return {
    signal: context.mcpReq.signal,
    progress: progressOf(context),
    subject: context.http?.authInfo?.clientId ?? subject,
  }
}

function resultOf(outcome: ToolOutcome) {
  const text = { type: 'text' as const, text: outcome.text }
  if (outcome.ok) {
    const links = outcome.links.map((link) => ({ type: 'resource_link' as const, ...link }))
    return { content: [text, ...links], structuredContent: outcome.data }
  }
  const content = [text]
  return { content, isError: true, _meta: { [errorMetaKey]: outcome.report } }
}

function unknownTool(outcome: ToolOutcome): ProtocolError {
  const report = outcome.ok ? reportError(undefined) : outcome.report
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `${report.message} ${report.hint ?? ''}`, report)
}
