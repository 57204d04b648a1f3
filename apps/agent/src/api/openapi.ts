import * as contract from '@ocp-perf/agents/contract'
import { errorReportSchema } from '@ocp-perf/http'
import { z } from 'zod'
import type { Operation } from './operation.ts'

export interface ApiFace {
  title: string
  version: string
  asksForTokens: boolean
}

/** The API in OpenAPI 3.1, whose schemas are made from those that the routes themselves read by. */
export function openApi(operations: readonly Operation[], { title, version, asksForTokens }: ApiFace): object {
  const { schemas, refTo } = namedSchemas()
  const paths: Record<string, Record<string, object>> = {}
  for (const each of operations) {
    paths[each.path] = { ...paths[each.path], [each.method]: describe(each, refTo) }
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    paths,
    components: {
      schemas: { ErrorReport: errorReportSchema, ...schemas },
      ...(asksForTokens ? { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } : {}),
    },
    ...(asksForTokens ? { security: [{ bearer: [] }] } : {}),
  }
}

/** Every schema that the contract exports, called after its export: `chatEventSchema` is `ChatEvent`. */
function namedSchemas() {
  const registry = z.registry<{ id: string }>()
  const names = new Map<z.ZodType, string>()
  for (const [name, value] of Object.entries(contract)) {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1).replace(/Schema$/, '')}`
    registry.add(value, { id })
    names.set(value, id)
  }
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` })
  const bare = Object.entries(schemas).map(([id, { $id: _, $schema: __, ...schema }]) => [id, schema] as const)
  const refTo = (schema: z.ZodType): object => {
    const id = names.get(schema)
    return id === undefined ? inline(schema) : { $ref: `#/components/schemas/${id}` }
  }
  return { schemas: Object.fromEntries(bare), refTo }
}

function inline(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}

function describe({ path, summary, body, query, reply, types }: Operation, refTo: (schema: z.ZodType) => object) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) =>
    parameter('path', name ?? '', { type: 'string' }, true),
  )
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) =>
    parameter('query', name, inline(schema), !schema.safeParse(undefined).success),
  )
  const schema = reply === undefined ? { type: 'string' } : refTo(reply)
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(['application/json'], refTo(body)) } }),
    responses: {
      200: { description: summary, content: contentOf(types, schema) },
      default: {
        description: 'Why there is no answer.',
        content: contentOf(['application/json'], { $ref: '#/components/schemas/ErrorReport' }),
      },
    },
  }
}

function contentOf(types: readonly string[], schema: object) {
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}

function parameter(place: 'path' | 'query', name: string, schema: object, required: boolean) {
  return { name, in: place, required, schema }
}
