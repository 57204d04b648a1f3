import { AppError } from '@ocp-perf/errors'
import { parseJson, type RouteContext } from '@ocp-perf/http'
import type { z } from 'zod'

/** What a route is asked, read by its schemas. */
interface Asked<Body, Query> {
  body: Body
  query: Query
  /** A part of the path. */
  param(name: string): string
  header(name: string): string | undefined
  /** Who asks, as far as that is known: limits count by it. */
  client: string
  /** Aborted when the client is gone or the time is over. */
  signal: AbortSignal
}

type ReplyOf<Reply extends z.ZodType | undefined> = Reply extends z.ZodType ? z.input<Reply> : never

interface OperationOptions<Body extends z.ZodType, Query extends z.ZodObject, Reply extends z.ZodType | undefined> {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** With its parts in braces: `/api/threads/{id}`. */
  path: string
  summary: string
  body?: Body
  query?: Query
  /** The schema of the answer where that is JSON, else its content types. */
  reply?: Reply
  types?: readonly string[]
  run(asked: Asked<z.output<Body>, z.output<Query>>): Promise<ReplyOf<Reply> | Response>
}

/** One route of the API: what answers it, and what its description is made of. */
export interface Operation {
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  summary: string
  body: z.ZodType | undefined
  query: z.ZodObject | undefined
  reply: z.ZodType | undefined
  types: readonly string[]
  handle(context: RouteContext): Promise<Response>
}

export function operation<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Reply extends z.ZodType | undefined = undefined,
>(options: OperationOptions<Body, Query, Reply>): Operation {
  const { method, path, summary, body, query, reply, types = ['application/json'] } = options
  return {
    method,
    path,
    summary,
    body,
    query,
    reply,
    types,
    async handle(context) {
      const answer = await options.run({
        // A route without a schema has no use for what was sent.
        body: read(body, () => bodyOf(context)),
        query: read(query, () => context.req.query()),
        param: (name) => context.req.param(name) ?? '',
        header: (name) => context.req.header(name),
        client: context.get('caller')?.subject ?? context.env.incoming.socket.remoteAddress ?? '',
        signal: context.get('signal'),
      })
      return answer instanceof Response ? answer : Response.json(answer, { headers: { 'cache-control': 'no-store' } })
    },
  }
}

function bodyOf(context: RouteContext): unknown {
  const text = context.get('body')
  return text === '' ? {} : parseJson(text)
}

function read<Schema extends z.ZodType>(schema: Schema | undefined, given: () => unknown): z.output<Schema> {
  // Without a schema its output is nothing at all, whatever that type is called.
  const parsed = schema?.safeParse(given())
  if (parsed?.success === false) throw unreadable(parsed.error)
  return parsed?.data as z.output<Schema>
}

function unreadable(error: z.ZodError): AppError {
  const problems = error.issues.map(({ path, message }) => {
    const place = path.map(String).join('.')
    return place === '' ? message : `${place}: ${message}`
  })
  return new AppError('invalid_input', `The request cannot be read: ${problems.slice(0, 5).join('; ')}.`, {
    hint: 'GET /openapi.json says what each route takes.',
  })
}
