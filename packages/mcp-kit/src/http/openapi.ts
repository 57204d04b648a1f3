import { errorReportSchema } from '@ocp-perf/http'
import type { ListedTool } from '../listed-tool.ts'
import type { ServerDefinition } from '../server-definition.ts'

/** The REST routes of a definition, described in OpenAPI 3.1, whose schemas are JSON Schema as MCP's are. */
export function openApi<Context>(
  { name, title, version, instructions }: ServerDefinition<Context>,
  tools: readonly ListedTool[],
  asksForTokens: boolean,
): object {
  const schemes = { bearer: { type: 'http', scheme: 'bearer' } }
  return {
    openapi: '3.1.0',
    info: { title, version, description: instructions, 'x-server': name },
    paths: Object.fromEntries(tools.map((tool) => [`/tools/${tool.name}`, { post: operation(tool) }])),
    components: {
      schemas: { ErrorReport: errorReportSchema, ...Object.fromEntries(tools.map(component)) },
      ...(asksForTokens ? { securitySchemes: schemes } : {}),
    },
    ...(asksForTokens ? { security: [{ bearer: [] }] } : {}),
  }
}

function operation({ name, title, description, inputSchema }: ListedTool) {
  return {
    operationId: name,
    summary: title,
    description,
    requestBody: { content: json(inputSchema) },
    responses: {
      200: {
        description: 'The answer, as text and as data.',
        content: json({
          type: 'object',
          required: ['text', 'data'],
          properties: { text: { type: 'string' }, data: { $ref: `#/components/schemas/${outputName(name)}` } },
        }),
      },
      default: { description: 'Why there is no answer.', content: json({ $ref: '#/components/schemas/ErrorReport' }) },
    },
  }
}

function json(schema: object) {
  return { 'application/json': { schema } }
}

function outputName(tool: string): string {
  return `${tool}_output`
}

/** A tool's output among the components, where a reference starts at the root of the document and not of the schema. */
function component({ name, outputSchema }: ListedTool): [string, object] {
  const text = JSON.stringify(outputSchema)
  const here = `"#/components/schemas/${outputName(name)}/$defs/`
  return [outputName(name), JSON.parse(text.split('"#/$defs/').join(here))]
}
