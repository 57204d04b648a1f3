import { type McpServer, ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server'
import { isAbort, reportError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import type { Inherited } from './inherited-handlers.ts'
import type { Resource } from './resource.ts'
import type { ServerDefinition } from './server-definition.ts'
import type { ToolRunner } from './tool-runner.ts'
import { parseUriTemplate, type UriTemplate } from './uri-template.ts'

interface ServedResource<Context> extends Resource<Context> {
  template: UriTemplate
}

/** A definition's resources, their templates parsed once. */
export interface ResourceShelf<Context> {
  fixed: readonly ServedResource<Context>[]
  templates: readonly ServedResource<Context>[]
  context: Context
  runner: ToolRunner
  log: Log
}

const readLimitMs = 60_000
// Whoever types has gone on by then.
const completionLimitMs = 5_000
const mostCompletions = 100

export function shelve<Context>(
  definition: ServerDefinition<Context>,
  { runner, log }: Pick<ResourceShelf<Context>, 'runner' | 'log'>,
): ResourceShelf<Context> {
  const all = (definition.resources ?? []).map((resource) => ({
    ...resource,
    template: parseUriTemplate(resource.uri),
  }))
  return {
    fixed: all.filter(({ template }) => template.names.length === 0),
    templates: all.filter(({ template }) => template.names.length > 0),
    context: definition.context,
    runner,
    log,
  }
}

/** Answers the `resources/*` methods and the completions of templates. */
export function serveResources<Context>(mcp: McpServer, shelf: ResourceShelf<Context>, inherited: Inherited): void {
  const { server } = mcp
  server.registerCapabilities({ resources: { listChanged: false } })
  server.setRequestHandler('resources/list', async (request, context) => {
    const extended = await inherited['resources/list']?.(request, context)
    return {
      resources: [...shelf.fixed.map((one) => ({ ...face(one), uri: one.uri })), ...(extended?.resources ?? [])],
    }
  })
  server.setRequestHandler('resources/templates/list', async (request, context) => {
    const extended = await inherited['resources/templates/list']?.(request, context)
    const own = shelf.templates.map((one) => ({ ...face(one), uriTemplate: one.uri }))
    return { resourceTemplates: [...own, ...(extended?.resourceTemplates ?? [])] }
  })
  server.setRequestHandler('resources/read', async (request, context) => {
    const { uri } = request.params
    const found = find(shelf, uri)
    if (found !== undefined) return read(shelf, found, uri, context.mcpReq.signal)
    const extended = inherited['resources/read']
    if (extended !== undefined) return extended(request, context)
    throw new ResourceNotFoundError(shortened(uri))
  })
  if (shelf.templates.some(({ complete }) => complete !== undefined)) serveCompletions(mcp, shelf, inherited)
}

function serveCompletions<Context>({ server }: McpServer, shelf: ResourceShelf<Context>, inherited: Inherited): void {
  server.registerCapabilities({ completions: {} })
  server.setRequestHandler('completion/complete', async (request, context) => {
    const { ref, argument } = request.params
    const template = ref.type === 'ref/resource' ? shelf.templates.find(({ uri }) => uri === ref.uri) : undefined
    const extended = inherited['completion/complete']
    if (template === undefined && extended !== undefined) return extended(request, context)
    const values = template === undefined ? [] : await complete(shelf, template, argument, context.mcpReq.signal)
    return {
      completion: {
        values: values.slice(0, mostCompletions),
        total: values.length,
        hasMore: values.length > mostCompletions,
      },
    }
  })
}

function face<Context>({ name, title, description, mimeType }: Resource<Context>) {
  return { name, title, description, ...(mimeType === undefined ? {} : { mimeType }) }
}

interface Found<Context> {
  resource: ServedResource<Context>
  variables: Record<string, string>
}

function find<Context>(shelf: ResourceShelf<Context>, uri: string): Found<Context> | undefined {
  for (const resource of [...shelf.fixed, ...shelf.templates]) {
    const variables = resource.template.match(uri)
    if (variables !== undefined) return { resource, variables }
  }
  return undefined
}

async function read<Context>(
  shelf: ResourceShelf<Context>,
  { resource, variables }: Found<Context>,
  uri: string,
  signal: AbortSignal,
) {
  const limitMs = resource.timeLimitMs ?? readLimitMs
  try {
    const found = await shelf.runner.answer(
      { method: 'resources/read', resource: resource.name, limitMs, signal },
      (within) => resource.read(variables, shelf.context, within),
    )
    const { mimeType, ...content } = typeof found === 'string' ? { text: found, mimeType: resource.mimeType } : found
    return { contents: [{ uri, ...(mimeType === undefined ? {} : { mimeType }), ...asSent(content) }] }
  } catch (error) {
    if (isAbort(error)) throw error
    throw protocolError(shelf.log, resource.name, uri, error)
  }
}

function asSent(content: { text: string } | { bytes: Uint8Array }): { text: string } | { blob: string } {
  return 'text' in content ? content : { blob: Buffer.from(content.bytes).toString('base64') }
}

/** Resources have no error results, so a failure is a protocol error that carries the report. */
function protocolError(log: Log, resource: string, uri: string, error: unknown): ProtocolError {
  const report = reportError(error)
  if (report.code === 'internal') log.error({ resource, err: error }, 'The resource failed because of a bug')
  else log.warn({ resource, err: error }, 'The resource could not be read')
  if (report.code === 'not_found')
    return new ResourceNotFoundError(shortened(uri), `${report.message} ${report.hint ?? ''}`.trim())
  const text = `${report.code}: ${report.message}${report.hint === undefined ? '' : ` Hint: ${report.hint}`}`
  const code = report.code === 'invalid_input' ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError
  return new ProtocolError(code, text, report)
}

/** As much of a caller's URI as an error repeats. */
function shortened(uri: string): string {
  return uri.length > 200 ? `${uri.slice(0, 200)}…` : uri
}

async function complete<Context>(
  shelf: ResourceShelf<Context>,
  { complete: completers, name, timeLimitMs = completionLimitMs }: ServedResource<Context>,
  argument: { name: string; value: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const completer = completers?.[argument.name]
  if (completer === undefined) return []
  const limitMs = Math.min(timeLimitMs, completionLimitMs)
  try {
    return await shelf.runner.answer(
      { method: 'completion/complete', resource: name, limitMs, signal },
      async (within) => completer(argument.value, shelf.context, within),
    )
  } catch (error) {
    if (isAbort(error)) throw error
    // Completions help while typing; without them the reader still answers, and says what is wrong.
    shelf.log.warn({ resource: name, argument: argument.name, err: error }, 'No completions')
    return []
  }
}
